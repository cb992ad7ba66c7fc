"""Every scenario of this folder, in a real session, against real servers. Their titles are promises."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sayso.rehearsal.running import Played
from tests.scenarios.played import cases, play_all, report

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.timeout(480)]

CASES = cases()


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest) -> dict[str, Played | BaseException]:
    """All that were chosen, played side by side before the first is looked at."""
    items: Sequence[pytest.Item] = request.session.items
    chosen = {item.callspec.params["case"] for item in items if hasattr(item, "callspec") and item.path == request.path}
    return play_all({name: CASES[name] for name in CASES if name in chosen})


@pytest.mark.parametrize("case", CASES)
def test_a_scenario_goes_as_it_promises(case: str, played: dict[str, Played | BaseException]) -> None:
    outcome = played[case]
    if isinstance(outcome, BaseException):
        raise outcome
    assert not outcome.broken, report(outcome)


def test_twelve_scenarios_run_in_all_eight_modes() -> None:
    names = [name for name, (scenario, _) in CASES.items() if scenario.all_modes]
    assert len(names) >= 12 * 8
    assert len({mode for _, mode in CASES.values()}) == 8


def test_every_title_is_a_promise_of_its_own() -> None:
    titles = {scenario.path: scenario.title for scenario, _ in CASES.values()}
    assert len(set(titles.values())) == len(titles)
