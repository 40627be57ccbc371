"""Kill -9 in the middle of writing. `python -m tests.integration.crash_loop N` runs it for longer."""

import random
from pathlib import Path

from tests.integration import databases
from tests.integration.crash_loop import live_and_die


def test_everything_acknowledged_before_a_kill_is_in_the_log_and_nothing_is_there_in_part(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    before = 0
    for _ in range(3):
        outcome = live_and_die(databases.url(tmp_path), chance)
        assert outcome.acknowledged > before, "the writer went on where the one before it had died"
        assert outcome.kept >= outcome.acknowledged
        assert outcome.kept <= outcome.acknowledged + 1, "one transaction at most was committed and not yet told"
        before = outcome.kept
