"""What there is to say of an installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. A `problem` keeps the server from starting, or visits from happening; a `note` is for a person to weigh."""

    about: str
    state: State
    text: str
