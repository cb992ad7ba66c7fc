"""Records are written together where that changes nothing of what is on the disk before something is done."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.effects import Effect, Record, Swallow
from sayso.voice.deeds import grouped

noted = st.builds(Record, st.just("heard"), st.floats(0, 1), st.text(max_size=3), st.just({}), st.booleans())
effects = st.lists(noted | st.builds(Swallow, st.text(max_size=3)), max_size=12)


@given(effects)
def test_every_effect_is_carried_out_in_its_order(wanted: Sequence[Effect]) -> None:
    done = [one for records, effect in grouped(wanted) for one in (*records, effect) if one is not None]
    assert done == wanted


@given(effects)
def test_nothing_follows_a_record_that_is_to_be_confirmed_before_it_is_written(wanted: Sequence[Effect]) -> None:
    for records, effect in grouped(wanted):
        confirmed = [record.confirm for record in records]
        assert not any(confirmed[:-1])
        assert not (any(confirmed) and effect is not None)


@given(effects)
def test_records_with_nothing_to_do_between_them_are_written_at_once(wanted: Sequence[Effect]) -> None:
    groups = list(grouped(wanted))
    for (records, effect), (following, _) in itertools.pairwise(groups):
        assert effect is not None or not following or records[-1].confirm
