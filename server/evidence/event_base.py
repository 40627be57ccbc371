"""What the events of evidence are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Id = Annotated[str, Field(min_length=1, max_length=64)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Nanoseconds = Annotated[int, Field(ge=0), PlainSerializer(str, return_type=str, when_used="json")]
"""Written as decimal text: after 104 days of uptime the number is past what a JSON reader keeps exactly."""


class Event(BaseModel):
    """One entry's body. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
