"""What handlers reach: the use cases, wired by `server/app.py`, and nothing below them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from aiohttp import web

from server.access.door import Door
from server.access.policy import Actor
from server.access.ports import Store
from server.access.relay import RelayPass
from server.api.cookies import Cookies
from server.base.config import Config
from server.base.ids import VisitId
from server.images.images import Images
from server.practice.account import OwnAccount
from server.practice.appointments import Appointments
from server.practice.arrival import Arrivals
from server.practice.billing import Billing
from server.practice.coding import Coding
from server.practice.colleagues import Colleagues
from server.practice.consent_texts import ConsentTexts
from server.practice.consents import Consents
from server.practice.consultations import Consultations
from server.practice.device_tokens import DeviceTokens
from server.practice.intake import Intakes
from server.practice.links import Links
from server.practice.opening_hours import OpeningHours
from server.practice.openings import Openings
from server.practice.patient_note import PatientNotes
from server.practice.payers import Payers
from server.practice.people import People
from server.practice.photo_answers import PhotoAnswers
from server.practice.photo_queue import PhotoQueue
from server.practice.reading_time import ReadingTimes
from server.practice.sign_in import SignIn
from server.practice.skin_camera import SkinCameras
from server.rooms.device_check import DeviceChecks
from server.rooms.room import Room
from server.rooms.views import BoardRow, Standing

Board = Callable[[Actor], Awaitable[Sequence[BoardRow]]]
"""Today's board as this member of staff may see it, in display order."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The media server's counters, and how many parties of live visits have which connection."""

    media: Mapping[str, int]
    standings: Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class Context:
    """The use cases behind the API."""

    config: Config
    cookies: Cookies
    store: Store
    door: Door
    sign_in: SignIn
    links: Links
    consents: Consents
    consent_texts: ConsentTexts
    arrivals: Arrivals
    patient_notes: PatientNotes
    appointments: Appointments
    intakes: Intakes
    people: People
    account: OwnAccount
    colleagues: Colleagues
    openings: Openings
    coding: Coding
    payers: Payers
    billing: Billing
    images: Images
    reading_times: ReadingTimes
    photo_answers: PhotoAnswers
    consultations: Consultations
    photo_queue: PhotoQueue
    opening_hours: OpeningHours
    working: Callable[[VisitId], frozenset[str]]
    """Who of the staff works on a visit just now, as by reading its photos."""
    device_tokens: DeviceTokens
    device_checks: DeviceChecks
    skin_cameras: SkinCameras
    room: Callable[[str], AbstractAsyncContextManager[Room]]
    """The running room of a visit."""
    relays: Callable[[Actor], tuple[RelayPass, ...]]
    """TURN credentials for this party, if the practice has a relay."""
    board: Board
    measured: Callable[[], Measured]

    def link(self, secret: str) -> str:
        """The address a patient opens. The secret is in the fragment, which browsers send to no server."""
        return f"{self.config.base_url}/v#{secret}"


CONTEXT: web.AppKey[Context] = web.AppKey("context", Context)
