"""Bodies for the second device of a seat."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.access.relay import RelayPass
from server.api.bodies import Answer, Asked, RelayShown, Token, VisitUuid
from server.practice.links import Entered
from server.rooms.skin_cameras import SkinCameraStanding
from server.rooms.views import CameraWish


class SkinCameraVisitAsked(Asked):
    """Which visit."""

    visit: VisitUuid


class CodeShown(Answer):
    """What the page shows: a picture of the code (an SVG as a data address), and for how many seconds it is good."""

    picture: str
    seconds: int


class CodeGiven(Asked):
    """A code's secret, from the fragment of its address."""

    token: Token


class PairedShown(Answer):
    """What a second device knows: which visit it films for, and the practice's name."""

    visit: str
    practice: str
    language: str

    @classmethod
    def of(cls, entered: Entered) -> PairedShown:
        return cls(visit=entered.appointment.id, practice=entered.practice.name, language=entered.patient.language)


class StandingShown(Answer):
    """How things stand for a second device; ask again every other second, which is also its sign of life."""

    seen: bool
    sending: bool
    """Whether its picture should flow now; until then keep the encodings inactive."""
    pictures: bool
    """Whether its way up carries a picture: false asks it to pause."""
    media: Literal["new", "connected", "closed"] | None
    """The server's word on its connection; null or closed: offer one."""
    sharper: bool
    asked: CameraWish | None
    relays: tuple[RelayShown, ...]

    @classmethod
    def of(cls, standing: SkinCameraStanding, relays: tuple[RelayPass, ...]) -> StandingShown:
        return cls(
            seen=standing.seen,
            sending=standing.sending,
            pictures=standing.pictures,
            media=standing.media,
            sharper=standing.sharper,
            asked=standing.asked,
            relays=RelayShown.of(relays),
        )


class OfferMade(Asked):
    """An SDP offer of one picture `sendonly`; with `restart` that of an ICE restart."""

    visit: VisitUuid
    sdp: Annotated[str, Field(max_length=60_000)]
    restart: bool = False


class OfferAnswered(Answer):
    """The SDP answer."""

    sdp: str
