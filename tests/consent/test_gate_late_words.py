"""Guards of the words after a decision, each by what happens without it."""

from __future__ import annotations

import pytest

from sayso.consent.answer import Reading
from sayso.consent.effects import CancelRun, LetModelAnswer
from sayso.consent.events import Closing, QuestionShown, ReplyHeard, SpeechBegan, Withdrawn
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, RUNS, Talk, call

OTHER = call("pay", "desk")
FAST = Settings(answer_mode="fast")


def approved(*, records: bool = False) -> Talk:
    """A yes, and by default its record on the way."""
    talk = Talk(settings=FAST, records=records).asked()
    talk.hears("yes please")
    return talk


def test_another_persons_words_are_for_the_model_when_nothing_waits_or_runs() -> None:
    talk = Talk()
    talk.hears("yes", who=BEN)
    assert not talk.swallowed()


def test_words_after_closing_are_for_nobody() -> None:
    talk = Talk()
    talk.tell(Closing(0.0))
    talk.hears("what is in it")
    assert talk.swallowed()


def test_a_stop_with_nothing_going_on_is_for_the_model() -> None:
    talk = Talk()
    talk.hears("stop")
    assert not talk.swallowed()


def test_a_no_while_a_request_waits_for_the_person_to_be_silent_refuses_it() -> None:
    talk = Talk()
    talk.tell(SpeechBegan(0.0, ANA))
    talk.propose()
    talk.hears("no")
    assert talk.refused == {"1": "denied"}


def test_words_between_a_yes_and_the_first_sound_of_the_next_question_belong_to_the_yes() -> None:
    talk = approved()
    talk.propose("2", OTHER)
    began = talk.now + 0.2
    talk.after(0.4).started()
    talk.after(0.4).hears("no", began=began)
    assert talk.refused == {"1": "denied"}
    assert talk.state("2") == "playing"


def test_a_no_long_after_a_yes_is_for_the_question_that_has_not_begun() -> None:
    talk = approved()
    talk.propose("2", OTHER)
    talk.after(3.0).hears("no")
    assert talk.refused["2"] == "denied"


def test_a_spoken_no_right_after_a_yes_takes_it_back_though_the_next_question_is_shown_already() -> None:
    talk = approved()
    talk.propose("2", OTHER)
    talk.tell(QuestionShown(talk.now, talk.ask.asking))
    talk.after(0.5).hears("no", began=talk.now - 0.3)
    assert talk.refused == {"1": "denied"}


def test_a_no_in_the_same_breath_takes_a_yes_back_whatever_the_two_mean_together() -> None:
    talk = approved()
    talk.after(0.5).hears("no", began=talk.now - 0.7)
    assert talk.refused == {"1": "denied"}


def test_a_word_that_could_mean_stop_is_no_stop_right_after_a_decision() -> None:
    talk = approved()
    talk.propose("2", OTHER)
    talk.after(0.2).hears("cancel", began=talk.now - 0.1)
    assert talk.refused == {}


def test_a_late_no_to_what_was_refused_is_kept_from_the_model() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.after(0.5).hears("no", began=talk.now - 1.0)
    assert talk.swallowed()


def test_a_no_after_a_no_with_nothing_else_asked_is_for_the_model() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.hears("no")
    assert not talk.swallowed()


def test_a_no_after_a_no_is_kept_from_the_model_while_the_next_question_comes() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    talk.hears("no")
    talk.after(0.5).hears("no", began=talk.now - 0.3)
    assert talk.swallowed()
    assert talk.refused == {"1": "denied"}


def test_the_agents_own_voice_right_after_a_decision_is_kept_from_the_model() -> None:
    talk = approved()
    talk.after(0.3).hears("shall i", began=talk.now - 0.1)
    assert talk.swallowed()


def test_a_late_yes_to_what_was_refused_is_kept_from_the_model() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.after(0.5).hears("yes", began=talk.now - 1.0)
    assert talk.swallowed()


def test_a_second_yes_while_the_call_runs_is_kept_from_the_model() -> None:
    talk = approved(records=True)
    talk.hears("yes")
    assert talk.swallowed()


def test_a_yes_after_the_call_has_ended_is_for_the_model() -> None:
    talk = approved(records=True)
    talk.runs_to_its_end()
    talk.hears("yes")
    assert not talk.swallowed()


def test_a_no_after_the_call_has_ended_is_for_the_model() -> None:
    talk = approved(records=True)
    talk.runs_to_its_end()
    talk.hears("no")
    assert not talk.swallowed()


def test_a_yes_after_a_no_that_comes_before_the_next_question_is_kept_from_the_model() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    talk.hears("no")
    talk.after(0.5).hears("yes", began=talk.now - 0.3)
    assert talk.swallowed()


@pytest.mark.parametrize("words", ["what is in it", "hm", "yes and the weather"])
def test_another_matter_right_after_a_yes_leaves_the_yes_alone(words: str) -> None:
    talk = approved()
    talk.hears(words)
    assert talk.refused == {}
    assert not talk.swallowed()
    assert talk.state() == "gone"
    assert not talk.now_of(CancelRun)


def test_another_matter_right_after_a_decision_puts_the_question_aside_that_was_shown() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    talk.hears("no")
    talk.tell(QuestionShown(talk.now, talk.ask.asking))
    talk.after(0.5).hears("what is in it", began=talk.now - 0.3)
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer("2")]
    assert talk.state("2") == "aside"


def test_another_matter_right_after_a_no_begins_a_turn_where_the_next_question_is_unknown() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    talk.hears("no")
    talk.after(0.5).hears("what is in it", began=talk.now - 0.3)
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer()]
    talk.propose("3")
    assert "3" not in talk.refused


def test_typed_words_never_revise_spoken_ones() -> None:
    talk = Talk(settings=FAST, records=False).asked()
    talk.hears("yes please", began=talk.now + 0.5)
    talk.after(1.0).hears("hm", began=talk.now - 3.0, channel="text")
    assert talk.refused == {}


def test_what_was_said_in_one_breath_was_begun_with_its_first_word() -> None:
    talk = Talk(settings=FAST)
    talk.propose()
    talk.started()
    talk.after(1.0).plays()
    talk.after(0.5).hears("yes", began=0.8)
    talk.after(0.4).hears("please", began=1.4)
    assert talk.ran == []


def test_a_no_that_cancels_what_runs_is_kept_from_the_model() -> None:
    talk = approved(records=True)
    talk.hears("no")
    assert talk.now_of(CancelRun)
    assert talk.swallowed()


def test_a_no_after_a_no_takes_back_what_was_approved_before_and_is_not_on_disk() -> None:
    talk = approved()
    talk.asked("2", OTHER)
    talk.hears("no")
    talk.hears("no")
    assert talk.refused == {"2": "denied", "1": "denied"}
    assert talk.swallowed()


def test_words_for_somebody_else_leave_the_yes_before_them_alone() -> None:
    talk = approved()
    talk.hears("honey come here")
    assert talk.refused == {}


@pytest.mark.parametrize("words", ["honey come here", "hm"])
def test_a_yes_that_turns_out_to_have_been_something_else_was_not_understood(words: str) -> None:
    talk = approved()
    talk.after(0.3).hears(words, began=talk.now - 1.5)
    assert talk.refused == {"1": "unclear"}


def test_words_from_before_a_side_question_do_not_revise_a_press_after_it() -> None:
    talk = Talk(settings=FAST, records=False).asked()
    began = talk.now
    talk.hears("what is in it")
    talk.tell(ReplyHeard(talk.now))
    talk.whole_question()
    talk.presses(True)
    talk.after(0.5).hears("hm", began=began)
    assert talk.refused == {}


def test_a_long_answer_that_names_a_kind_is_asked_about_and_not_for_the_model() -> None:
    def read(answer: str, *_: object, **__: object) -> Reading:
        return Reading("unclear", "stop", "a bare stop", answer)

    talk = Talk(read=read).asked()
    talk.hears("cancel the whole of it now")
    assert talk.swallowed()


def test_a_joined_proposal_that_is_withdrawn_leaves_the_first_one_alone() -> None:
    talk = Talk().asked()
    talk.propose("2")
    talk.tell(Withdrawn(talk.now, "2"))
    assert talk.refused == {}
    assert talk.state() == "open"


def test_a_joined_proposal_of_a_call_that_has_ended_can_be_withdrawn() -> None:
    talk = Talk(settings=FAST).asked()
    talk.propose("2")
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.tell(Withdrawn(talk.now, "2"))
    assert talk.latest == []


@pytest.mark.parametrize("words", ["cancel", "hm", "yes"])
def test_only_a_no_or_a_stop_cancels_what_runs_while_nothing_is_asked(words: str) -> None:
    talk = Talk(policy=RUNS)
    talk.propose()
    talk.hears(words)
    assert not talk.now_of(CancelRun)
    assert not talk.swallowed()
