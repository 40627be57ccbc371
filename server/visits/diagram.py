"""The picture of the visit's states, drawn from the table. ARCHITECTURE.md shows it; a test holds the two together.

python -m server.visits.diagram
"""

from __future__ import annotations

from server.visits.machine import NEXT, State


def diagram() -> str:
    """A Mermaid state diagram of every move between states, without the code fence."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.SCHEDULED}"]
    for state, moves in NEXT.items():
        lines += [f"    {state} --> {after}: {move}" for move, after in moves.items()]
        if not moves:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())
