"""How fast one party may make a visit's log grow."""

import pytest

from server.base.errors import TooMany
from server.base.ids import VisitId
from server.evidence.allowance import LINK, SLOW_S, STAFF, Allowance

VISIT, OTHER = VisitId("visit"), VisitId("other")
S = 1_000_000_000


def kept(allowance: Allowance, actor: str, tries: int, at_s: float) -> int:
    """How many of so many single entries get through at that moment."""
    through = 0
    for _ in range(tries):
        try:
            allowance.spend(VISIT, actor, 1, int(at_s * S))
        except TooMany:
            continue
        through += 1
    return through


@pytest.mark.parametrize(("actor", "rate"), [("link:a", LINK), ("staff:a", STAFF)])
def test_some_at_once_then_one_after_the_other(actor: str, rate: object) -> None:
    assert rate in (LINK, STAFF)
    chosen = STAFF if actor.startswith("staff") else LINK
    allowance = Allowance()
    assert kept(allowance, actor, 5_000, 0) == chosen.at_once
    assert kept(allowance, actor, 5_000, 10 * chosen.again_s) == 10
    assert kept(allowance, actor, 5_000, 1e6) == chosen.at_once, "it fills up again, and not beyond"


def test_after_very_many_a_day_of_trying_adds_no_more_than_one_a_minute() -> None:
    allowance, at_s = Allowance(), 0.0
    through = 0
    while through < LINK.many:
        through += kept(allowance, "link:a", LINK.at_once, at_s)
        at_s += LINK.at_once
    assert through < LINK.many + LINK.at_once
    kept(allowance, "link:a", LINK.at_once, at_s)
    day = sum(kept(allowance, "link:a", 5, at_s + second) for second in range(0, 86_400, 30))
    assert day <= 86_400 / SLOW_S + LINK.at_once
    assert day > 0, "nobody is shut out for good"


def test_one_party_takes_nothing_from_another_nor_from_another_visit() -> None:
    allowance = Allowance()
    assert kept(allowance, "link:a", 5_000, 0) == LINK.at_once
    assert kept(allowance, "link:b", 5_000, 0) == LINK.at_once
    allowance.spend(OTHER, "link:a", 1, 0)


def test_what_has_happened_and_what_the_server_says_are_never_refused() -> None:
    allowance = Allowance()
    kept(allowance, "link:a", 5_000, 0)
    allowance.spend(VISIT, "link:a", 3, 0, owed=True)
    for _ in range(5_000):
        allowance.spend(VISIT, "server", 3, 0)
    with pytest.raises(TooMany, match="wait 1 s "):
        allowance.spend(VISIT, "link:a", 1, 0)
