"""What a session gets, decided from the environment alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import choices
from agent.choices import NAMES, Choices, choose, speech_to_speech, variable_of
from sayso.problems import Problem, SaysoError

CLOUD = {"LIVEKIT_URL": "wss://front-desk-1a2b3c.livekit.cloud", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "hush"}


def names(environment: Mapping[str, str]) -> dict[str, str]:
    return {choice.part: choice.name for choice in choose(environment, audio=False)}


def problems(environment: Mapping[str, str], *, audio: bool = False) -> tuple[Problem, ...]:
    with pytest.raises(SaysoError) as caught:
        choose(environment, audio=audio)
    return caught.value.problems


def only_problem(environment: Mapping[str, str], *, audio: bool = False) -> Problem:
    found = problems(environment, audio=audio)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def test_without_any_key_everything_stays_on_this_machine() -> None:
    assert names({}) == {
        "vad": "silero",
        "stt": "offline",
        "llm": "rehearsal",
        "tts": "offline",
        "turn detection": "v1-mini",
    }
    assert {choice.why for choice in choose({}, audio=False)} == {
        "no key is set",
        "the default; it runs on this machine",
    }


def test_each_provider_is_used_where_its_key_is_set() -> None:
    keys = {"DEEPGRAM_API_KEY": "d", "OPENAI_API_KEY": "o", "CARTESIA_API_KEY": "c"}
    chosen = choose(keys)
    assert [(chosen.stt.name, chosen.stt.model, chosen.stt.key, chosen.stt.why)] == [
        ("deepgram", "nova-3", "d", "DEEPGRAM_API_KEY is set")
    ]
    assert (chosen.llm.name, chosen.llm.key, chosen.llm.why) == ("openai", "o", "OPENAI_API_KEY is set")
    assert (chosen.tts.name, chosen.tts.key, chosen.tts.why) == ("cartesia", "c", "CARTESIA_API_KEY is set")


def test_openai_hears_and_speaks_where_no_other_provider_has_a_key() -> None:
    assert names({"OPENAI_API_KEY": "o"}) | {"vad": "", "turn detection": ""} == {
        "vad": "",
        "stt": "openai",
        "llm": "openai",
        "tts": "openai",
        "turn detection": "",
    }
    assert names({"OPENAI_API_KEY": "o", "DEEPGRAM_API_KEY": "d"})["stt"] == "deepgram"


@pytest.mark.parametrize("provider", ["deepgram", "cartesia"])
def test_a_single_speech_key_serves_hearing_and_speaking(provider: str) -> None:
    found = names({f"{provider.upper()}_API_KEY": "k"})
    assert (found["stt"], found["llm"], found["tts"]) == (provider, "rehearsal", provider)


def test_a_server_of_ones_own_serves_the_model_alone_and_needs_no_key() -> None:
    chosen = choose({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/", "SAYSO_LLM_MODEL": "llama3.1"}, audio=False)
    assert (chosen.llm.name, chosen.llm.model, chosen.llm.key) == ("openai", "llama3.1", "")
    assert chosen.llm.base_url == "http://127.0.0.1:11434/v1"
    assert chosen.llm.why == "OPENAI_BASE_URL is set"
    assert (chosen.stt.name, chosen.tts.name) == ("offline", "offline")


def test_a_key_with_a_server_of_ones_own_is_not_taken_for_openais_ears_and_voice() -> None:
    chosen = choose({"OPENAI_BASE_URL": "https://models.example/v1", "OPENAI_API_KEY": "o"}, audio=False)
    assert (chosen.llm.name, chosen.llm.key, chosen.llm.model) == ("openai", "o", "gpt-4.1")
    assert (chosen.stt.name, chosen.tts.name) == ("offline", "offline")
    assert chosen.stt.why == "no key for it is set"


def test_a_server_of_ones_own_without_a_key_asks_which_model_to_use() -> None:
    assert str(only_problem({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"})) == (
        "SAYSO_LLM_MODEL: OPENAI_BASE_URL is set without OPENAI_API_KEY, and nothing says which model to use there; "
        "name one of that server's models, as in SAYSO_LLM_MODEL=llama3.1 [no-model]"
    )


def test_a_server_of_ones_own_hears_and_speaks_where_it_is_named_for_that() -> None:
    own = {"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1", "SAYSO_LLM_MODEL": "qwen3"}
    own |= {
        "SAYSO_STT": "openai",
        "SAYSO_STT_MODEL": "whisper-small",
        "SAYSO_TTS": "openai",
        "SAYSO_TTS_MODEL": "kokoro",
    }
    chosen = choose(own)
    assert (chosen.stt.model, chosen.stt.base_url) == ("whisper-small", "http://127.0.0.1:8000/v1")
    assert (chosen.tts.model, chosen.tts.base_url) == ("kokoro", "http://127.0.0.1:8000/v1")


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    chosen = choose({"DEEPGRAM_API_KEY": " d\r\n", "SAYSO_STT": "Deepgram "})
    assert (chosen.stt.name, chosen.stt.key) == ("deepgram", "d")


def test_an_empty_variable_is_an_unset_one() -> None:
    empty = dict.fromkeys(("OPENAI_API_KEY", "OPENAI_BASE_URL", "SAYSO_STT", "SAYSO_VAD_THRESHOLD"), "  ")
    assert choose(empty, audio=False) == choose({}, audio=False)


@pytest.mark.parametrize(("part", "name"), [(part, name) for part in NAMES for name in NAMES[part]], ids=str)
def test_each_part_can_be_named(part: choices.Part, name: str) -> None:
    keys = {"DEEPGRAM_API_KEY": "d", "OPENAI_API_KEY": "o", "CARTESIA_API_KEY": "c", **CLOUD}
    chosen = {choice.part: choice for choice in choose({**keys, variable_of(part): name.upper()}, audio=False)}
    assert (chosen[part].name, chosen[part].why) == (name, f"{variable_of(part)} names it")


def test_models_voice_and_instructions_are_taken_from_their_variables() -> None:
    wished = {"SAYSO_STT_MODEL": "nova-2", "SAYSO_LLM_MODEL": "gpt-5.4", "SAYSO_TTS_MODEL": "sonic-2"}
    wished |= {"SAYSO_TTS_VOICE": "a-voice", "SAYSO_INSTRUCTIONS": "You are a pirate."}
    chosen = choose({"DEEPGRAM_API_KEY": "d", "OPENAI_API_KEY": "o", "CARTESIA_API_KEY": "c", **wished})
    assert (chosen.stt.model, chosen.llm.model, chosen.tts.model) == ("nova-2", "gpt-5.4", "sonic-2")
    assert (chosen.tts.voice, chosen.instructions) == ("a-voice", "You are a pirate.")


def test_a_model_that_nothing_uses_is_said_to_be_unused() -> None:
    assert choose({"SAYSO_LLM_MODEL": "gpt-5.4"}, audio=False).llm.why == "no key is set; SAYSO_LLM_MODEL is not used"


def test_a_voice_of_deepgram_is_its_model() -> None:
    environment = {"DEEPGRAM_API_KEY": "d", "SAYSO_TTS_VOICE": "aura-2-thalia-en"}
    assert choose(environment).tts.model == "aura-2-thalia-en"


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/listen", "/v1/speak"])
def test_the_address_of_deepgram_may_end_anywhere(ending: str) -> None:
    chosen = choose({"DEEPGRAM_API_KEY": "d", "DEEPGRAM_BASE_URL": f"http://127.0.0.1:8080/dg{ending}"})
    assert chosen.stt.base_url == "http://127.0.0.1:8080/dg/v1/listen"
    assert chosen.tts.base_url == "http://127.0.0.1:8080/dg/v1/speak"


def test_the_numbers_of_the_vad_are_read() -> None:
    numbers = {"SAYSO_VAD_THRESHOLD": "0.6", "SAYSO_VAD_PADDING": "0.3", "SAYSO_VAD_SILENCE": "0.4"}
    chosen = choose(numbers, audio=False)
    assert (chosen.vad_threshold, chosen.vad_padding, chosen.vad_silence) == (0.6, 0.3, 0.4)


# --- LiveKit Inference


def test_livekit_inference_is_used_on_livekit_cloud() -> None:
    chosen = choose(CLOUD)
    assert {chosen.stt.name, chosen.llm.name, chosen.tts.name} == {"inference"}
    assert chosen.llm.why == "LIVEKIT_URL is on LiveKit Cloud"
    assert (chosen.llm.key, chosen.llm.secret) == ("key", "hush")
    assert chosen.turn_detection.name == "v1-mini"


@pytest.mark.parametrize(
    "url", ["https://x.livekit.cloud/", "wss://X.LiveKit.Cloud:443", "wss://x.staging.livekit.cloud"]
)
def test_livekit_cloud_is_known_by_the_end_of_its_host_name(url: str) -> None:
    assert names({**CLOUD, "LIVEKIT_URL": url})["llm"] == "inference"


def test_livekit_inference_is_used_where_its_address_is_set() -> None:
    chosen = choose(
        {**CLOUD, "LIVEKIT_URL": "ws://127.0.0.1:7880", "LIVEKIT_INFERENCE_URL": "https://gateway.example/v1"}
    )
    assert (chosen.llm.name, chosen.llm.base_url) == ("inference", "https://gateway.example/v1")
    assert chosen.llm.why == "LIVEKIT_INFERENCE_URL is set"


def test_a_key_of_a_provider_comes_before_livekit_inference() -> None:
    assert names({**CLOUD, "OPENAI_API_KEY": "o"})["llm"] == "openai"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ws://127.0.0.1:7880",
        "wss://livekit.cloud",
        "wss://evil-livekit.cloud",
        "wss://x.livekit.cloud.example",
        "wss://evil-livekit.cloud.example/x.livekit.cloud",
        "wss://x.livekit.cloud@evil.example",
        "wss://evil.example/?.livekit.cloud",
        "wss://evil.example#.livekit.cloud",
        "x.livekit.cloud",
        "wss://[::1",
    ],
)
def test_nothing_is_chosen_from_livekits_cloud_elsewhere(url: str) -> None:
    assert not {"inference", "cloud"} & set(names({**CLOUD, "LIVEKIT_URL": url}).values())


@given(st.text(), st.sampled_from(["", ".livekit.cloud"]))
def test_livekit_inference_is_never_chosen_for_a_host_outside_of_livekits_domain(start: str, middle: str) -> None:
    url = f"wss://{start}{middle}.example"
    assert not {"inference", "cloud"} & set(names({**CLOUD, "LIVEKIT_URL": url}).values())


def test_livekit_cloud_without_a_key_is_not_used() -> None:
    assert names({"LIVEKIT_URL": CLOUD["LIVEKIT_URL"]})["llm"] == "rehearsal"


def test_an_address_of_livekit_inference_without_a_key_is_an_error() -> None:
    found = problems({"LIVEKIT_INFERENCE_URL": "https://gateway.example/v1"})
    assert {(problem.code, problem.where) for problem in found} == {("no-inference-key", "LIVEKIT_INFERENCE_URL")}


@pytest.mark.parametrize(("variable", "name"), [("SAYSO_LLM", "inference"), ("SAYSO_TURN_DETECTION", "cloud")])
def test_livekit_inference_named_where_it_is_not_at_hand_is_refused(variable: str, name: str) -> None:
    problem = only_problem({variable: name, "LIVEKIT_URL": "ws://127.0.0.1:7880"})
    assert str(problem) == (
        f"{variable}: LiveKit Inference needs LIVEKIT_INFERENCE_URL, or a LIVEKIT_URL whose host ends in "
        f".livekit.cloud; set one of them, or take {variable} away [no-inference]"
    )


# --- What is refused


def test_an_unknown_name_is_refused_with_the_nearest_one_and_all_of_them() -> None:
    assert str(only_problem({"SAYSO_STT": "deepgrm"})) == (
        'SAYSO_STT: "deepgrm" is not a choice; did you mean "deepgram"? '
        "use one of: deepgram, openai, cartesia, inference, offline [unknown-choice]"
    )


def test_a_named_part_whose_key_is_missing_is_refused() -> None:
    assert str(only_problem({"SAYSO_TTS": "cartesia"})) == (
        "SAYSO_TTS: cartesia needs CARTESIA_API_KEY, which is not set; "
        "set CARTESIA_API_KEY, or take SAYSO_TTS away [no-key]"
    )


@pytest.mark.parametrize("value", ["0", "1", "1.5", "-0.2", "half", "0,5", "nan", "inf"])
def test_a_vad_threshold_that_is_not_between_0_and_1_is_refused(value: str) -> None:
    problem = only_problem({"SAYSO_VAD_THRESHOLD": value})
    assert (problem.code, problem.where) == ("bad-number", "SAYSO_VAD_THRESHOLD")
    assert f'"{value}" is' in problem.what
    assert problem.cure == "give a number from 0.01 to 0.99"


def test_seconds_that_were_meant_as_milliseconds_are_refused() -> None:
    assert str(only_problem({"SAYSO_VAD_SILENCE": "550"})) == (
        'SAYSO_VAD_SILENCE: "550" is out of range; give a number from 0.05 to 10 seconds [bad-number]'
    )


def test_a_silence_too_short_for_the_turn_detector_is_refused_and_fine_without_it() -> None:
    assert only_problem({"SAYSO_VAD_SILENCE": "0.2"}).code == "silence-too-short"
    assert choose({"SAYSO_VAD_SILENCE": "0.2", "SAYSO_TURN_DETECTION": "vad"}, audio=False).vad_silence == 0.2


@pytest.mark.parametrize("address", ["localhost:11434", "ollama", "ftp://127.0.0.1/v1", "http://", "http://[::1/v1"])
def test_an_address_that_is_not_http_is_refused(address: str) -> None:
    problem = only_problem({"OPENAI_BASE_URL": address, "SAYSO_LLM_MODEL": "llama3.1"})
    assert (problem.code, problem.where) == ("bad-address", "OPENAI_BASE_URL")


REALTIME = ["gpt-realtime", "gpt-realtime-mini", "gpt-4o-realtime-preview", "gpt-4o-mini-realtime-preview-2024-12-17"]
REALTIME += ["realtime", "openai/gpt-realtime-2.1", "gpt-live-1", "google/gemini-3.8-live", "xai/grok-voice-latest"]
REALTIME += ["gemini-2.5-flash-live-preview", "amazon.nova-sonic-v1:0", "GPT-Realtime"]


@pytest.mark.parametrize("variable", ["SAYSO_LLM", "SAYSO_LLM_MODEL"])
@pytest.mark.parametrize("model", REALTIME)
@pytest.mark.parametrize("environment", [{}, {"OPENAI_API_KEY": "o"}, CLOUD], ids=["no key", "openai", "cloud"])
def test_a_realtime_model_is_refused_in_one_line(variable: str, model: str, environment: dict[str, str]) -> None:
    line = str(only_problem({**environment, variable: model}))
    assert "\n" not in line
    assert line.startswith(f'{variable}: "{model}" is a realtime (speech-to-speech) model: ')
    assert line.endswith("[realtime-model]")


def test_livekits_own_list_of_realtime_models_is_refused() -> None:
    from livekit.agents.inference import _realtime_models as livekit

    listed = livekit._REALTIME_MODEL_IDS | livekit._DUPLEX_MODEL_IDS
    assert listed
    assert [model for model in listed if not speech_to_speech(model)] == []


def test_models_that_only_hear_only_speak_or_only_write_are_not_refused() -> None:
    from livekit.agents.inference import llm as livekit_llm
    from livekit.plugins.openai import models as openai_models

    listed = [*_strings(livekit_llm.LLMModels), *_strings(openai_models.ChatModels), *_strings(openai_models.STTModels)]
    listed += [*_strings(openai_models.TTSModels), "llama3.1", "sonic-3", "google/gemini-3.5-transcribe-live"]
    assert len(listed) > 20
    assert [model for model in listed if speech_to_speech(model)] == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {"SAYSO_STT": "ears", "SAYSO_TTS": "cartesia", "SAYSO_VAD_THRESHOLD": "2", "SAYSO_LLM": "gpt-realtime"}
    assert {problem.where for problem in problems(wrong)} == set(wrong)


def test_a_key_is_never_shown() -> None:
    keys = {"DEEPGRAM_API_KEY": "sk-1", "OPENAI_API_KEY": "sk-2", "CARTESIA_API_KEY": "sk-3"}
    shown = repr(choose(keys)) + repr(choose({**CLOUD, "LIVEKIT_API_KEY": "sk-4", "LIVEKIT_API_SECRET": "sk-5"}))
    assert "sk-" not in shown


# --- What the offline parts need


def test_offline_parts_need_their_programs_for_audio_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "find_spec", lambda name: None)
    monkeypatch.setattr("agent.choices.shutil.which", lambda name: None)
    choose({}, audio=False)
    choose({"OPENAI_API_KEY": "o"}, audio=True)
    assert [str(problem) for problem in problems({}, audio=True)] == [
        (
            "SAYSO_STT: offline speech recognition needs pocketsphinx, which is not installed; "
            'run: pip install -e ".[offline]", or set DEEPGRAM_API_KEY [no-pocketsphinx]'
        ),
        (
            "SAYSO_TTS: the offline voice needs the program espeak-ng, which is not on the PATH; "
            "run: apt-get install espeak-ng, or set CARTESIA_API_KEY [no-espeak]"
        ),
    ]


def test_offline_parts_are_fine_where_their_programs_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "find_spec", lambda name: object())
    monkeypatch.setattr("agent.choices.shutil.which", lambda name: f"/usr/bin/{name}")
    assert isinstance(choose({}, audio=True), Choices)


def test_choosing_imports_neither_livekit_nor_anything_else_that_is_slow() -> None:
    code = "import sys, agent.choices; print([m for m in ('livekit', 'mcp', 'aiohttp', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _strings(literal: object) -> list[str]:
    """The strings of a Literal, or of a union of them."""
    found = [_strings(item) for item in getattr(literal, "__args__", ())]
    return [literal] if isinstance(literal, str) else [text for texts in found for text in texts]
