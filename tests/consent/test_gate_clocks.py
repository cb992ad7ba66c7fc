"""Guards of the question and its clocks, each by what happens without it."""

from __future__ import annotations

from sayso.consent.effects import Ask, Refuse, WakeAt
from sayso.consent.events import (
    AgentSpoke,
    Decided,
    Left,
    QuestionEnded,
    QuestionHeard,
    QuestionShown,
    QuestionStarted,
    ReplyHeard,
    SpeechBegan,
    SpeechEnded,
)
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, RUNS, Talk, call

OTHER = call("pay", "desk")
CAREFUL = Settings(answer_mode="careful")


def test_an_approval_whose_record_never_comes_expires_while_the_next_question_has_not_begun() -> None:
    talk = Talk(settings=Settings(expires_after=5.0), records=False).asked()
    talk.hears("yes")
    talk.propose("2", OTHER, settings=Settings(expires_after=500.0))
    talk.waits(6.0)
    assert talk.refused == {"1": "expired"}
    assert talk.state("2") == "asking"


def test_somebody_else_who_speaks_into_the_quiet_of_a_careful_yes_does_not_open_it_again() -> None:
    talk = Talk(settings=CAREFUL).asked()
    talk.hears("yes")
    talk.after(0.1).tell(SpeechBegan(talk.now, BEN))
    talk.after(0.1).tell(SpeechEnded(talk.now, BEN))
    talk.waits(0.5)
    assert talk.ran == ["1"]


def test_when_somebody_else_who_was_speaking_leaves_the_clock_runs_again() -> None:
    talk = Talk().asked()
    talk.tell(SpeechBegan(talk.now, BEN))
    talk.after(3.0).tell(Left(talk.now, BEN))
    assert talk.now_of(WakeAt)[-1].at == talk.now + 6.0


def test_a_reply_that_was_cut_off_is_not_followed_by_the_question_at_once_though_nobody_speaks() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.after(1.0).tell(ReplyHeard(talk.now, whole=False))
    assert not talk.now_of(Ask)
    talk.waits(1.0)
    assert talk.now_of(Ask)[0].way == "again"


def test_a_reply_is_followed_by_the_question_only_when_nobody_speaks() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.after(1.0).tell(ReplyHeard(talk.now))
    assert not talk.now_of(Ask)
    talk.after(1.0).tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.0)
    assert talk.now_of(Ask)


def test_while_the_person_speaks_the_time_of_a_request_is_counted_from_its_coming() -> None:
    talk = Talk(settings=Settings(expires_after=5.0))
    talk.tell(SpeechBegan(0.0, ANA))
    talk.propose()
    talk.after(3.0).propose("2", OTHER)
    talk.waits(2.5)
    assert talk.refused == {"1": "expired"}


def test_the_first_sound_of_an_earlier_asking_is_not_that_of_the_last_one() -> None:
    talk = Talk()
    talk.propose()
    first = talk.ask.asking
    talk.tell(QuestionEnded(0.1, first, cut=True))
    talk.after(0.1).waits(1.0)
    talk.tell(QuestionStarted(talk.now, first))
    assert talk.state() == "asking"


def test_a_question_that_was_begun_twice_is_known_since_the_first_time() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    talk.hears("yes")
    talk.after(0.2).started()
    talk.hears("say that again", began=talk.now)
    talk.after(0.1).ended(cut=True)
    began = talk.now
    talk.after(0.2).started()
    talk.after(0.2).hears("no", began=began)
    assert talk.refused == {"2": "denied"}
    assert talk.ran == ["1"]


def test_what_was_heard_of_the_question_once_is_not_forgotten_when_it_is_said_again() -> None:
    talk = Talk().asked()
    talk.waits(6.0)
    talk.after(0.2).started()
    began = talk.now + 0.1
    talk.after(1.0).plays()
    talk.hears("yes", began=began)
    assert talk.ran == ["1"]


def test_an_earlier_asking_that_is_shown_late_shows_nothing() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    first = talk.ask.asking
    talk.after(1.0).tell(ReplyHeard(talk.now))
    talk.tell(QuestionShown(talk.now, first))
    talk.after(1.0).presses(True)
    assert talk.ran == []


def test_a_question_that_was_set_aside_is_not_shown_any_more() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.tell(QuestionShown(talk.now, talk.ask.asking))
    talk.after(1.0).presses(True)
    assert talk.ran == []


def test_what_was_shown_once_is_shown_since_then() -> None:
    talk = Talk()
    talk.propose()
    talk.after(0.1).shown()
    began = talk.now + 0.1
    talk.after(0.5).shown()
    talk.hears("yes", began=began, channel="text")
    assert talk.ran == ["1"]


def test_words_that_were_typed_before_the_question_was_shown_do_not_approve_it() -> None:
    talk = Talk()
    talk.propose()
    began = talk.now
    talk.after(0.5).shown()
    talk.after(0.5).hears("yes", began=began, channel="text")
    assert talk.ran == []


def test_reports_of_questions_that_nobody_asks_any_more_change_nothing() -> None:
    talk = Talk()
    for event in (
        QuestionStarted(0.0, 1),
        QuestionHeard(0.0, 1, "Shall I"),
        QuestionShown(0.0, 1),
        QuestionEnded(0.0, 1),
        Decided(0.0, "1", True, ANA, "button"),
    ):
        assert not [effect for effect in talk.tell(event) if isinstance(effect, Ask | Refuse)]


def test_a_question_cut_off_after_the_words_that_count_waits_as_long_for_its_answer_as_a_whole_one() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(1.0).plays()
    talk.ended(cut=True)
    talk.waits(3.0)
    assert len(talk.of(Ask)) == 1
    talk.waits(3.0)
    assert len(talk.of(Ask)) == 2


def test_what_is_to_be_asked_again_is_not_begun_over_somebodys_words() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.hears("yes", began=talk.now)
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.after(1.0).ended()
    assert len(talk.of(Ask)) == 1
    talk.tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.0)
    assert len(talk.of(Ask)) == 2
    assert talk.ask.text.startswith("To be sure: ")


def test_a_question_that_was_asked_again_for_another_reason_is_still_asked_once_more_for_silence() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.hears("yes", began=talk.now)
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.after(1.0).ended()
    talk.tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.0)
    talk.whole_question()
    talk.waits(6.0)
    assert talk.refused == {}
    assert len(talk.of(Ask)) == 3


def test_details_that_are_wanted_before_the_question_was_begun_come_when_it_has_ended() -> None:
    talk = Talk()
    talk.propose()
    talk.hears("details")
    assert len(talk.of(Ask)) == 1
    talk.whole_question()
    assert talk.ask.way == "explain"


def test_a_short_answer_that_is_not_understood_is_asked_about_at_once_and_is_not_for_the_model() -> None:
    talk = Talk().asked()
    talk.hears("hm")
    assert talk.swallowed()
    assert talk.now_of(Ask)[0].text.startswith("Sorry, I need a yes or a no. ")


def test_a_bare_word_that_could_be_either_is_asked_about_whatever_was_said_around_it() -> None:
    talk = Talk().asked()
    talk.hears("cancel")
    assert talk.swallowed()
    assert talk.now_of(Ask)[0].way == "again"


def test_a_whole_sentence_for_the_model_begins_a_turn_in_which_a_refused_call_may_be_asked_for_again() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.asked("2", OTHER)
    talk.hears("the weather is lovely over here")
    assert not talk.swallowed()
    talk.propose("3")
    assert "3" not in talk.refused


def test_no_wake_is_asked_for_twice() -> None:
    talk = Talk().asked()
    assert talk.now_of(WakeAt)
    talk.tell(AgentSpoke(talk.now, on=False))
    assert not talk.now_of(WakeAt)


def test_the_same_call_runs_at_once_where_its_policy_has_come_to_run_it() -> None:
    talk = Talk().asked()
    talk.propose("2", policy=RUNS)
    assert talk.ran == ["2"]


def test_a_call_that_a_grant_covers_is_not_counted_among_the_questions() -> None:
    talk = Talk(settings=Settings(grant="turn", max_approvals=1, max_pending=1)).asked()
    talk.hears("yes")
    talk.propose("2", call(text="more"))
    assert talk.ran == ["1", "2"]
