"""Who may do what in which state, as it was decided: `authorisation.json`, read. The code under test is not its source."""

import json
from pathlib import Path
from typing import Any

from server.visits.machine import Visit

DECIDED: dict[str, Any] = json.loads(Path(__file__).with_name("authorisation.json").read_text())


def in_time(rule: dict[str, Any], visit: Visit) -> bool:
    """Whether a command with this rule has its time in that state."""
    if "in" in rule:
        return visit.state.value in rule["in"]
    move, live = rule["move"], visit.state.value in DECIDED["live"]
    within = {"hold": not visit.held, "resume": visit.held, "huddle": not visit.huddle, "end_huddle": visit.huddle}
    return live and within[move] if move in within else move in DECIDED["moves"][visit.state.value]
