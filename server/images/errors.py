"""Refusals around photos, in the words of whoever sends one."""

from __future__ import annotations

from server.base.errors import NotNow, Refusal, TooMany


class WrongOffset(NotNow):
    """The bytes do not begin where those that are here end. `offset` says where that is."""

    code = "wrong_offset"

    def __init__(self, offset: int) -> None:
        super().__init__("Part of this photo is here already. Send the rest.")
        self.offset = offset


class NoPicture(NotNow):
    """The photo is not one that can be looked at now."""


class TooLarge(Refusal):
    """More bytes than one photo, or one request, may have."""

    code = "too_large"
    status = 413


class NoPlaceLeft(TooMany):
    """The visit has all the photos or concerns it may have."""

    code = "no_place_left"
