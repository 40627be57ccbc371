"""One visit, as each receiver may see it. Pure: the place that decides which name and which field goes to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from server.access.commands import VisitCommand
from server.access.policy import Actor, allowed, commands_for, dermatologist_joining
from server.base.ids import SeatId
from server.evidence.events import PATIENT_SIDE
from server.rooms.bell import Bell
from server.rooms.case import Case
from server.rooms.presence import Presence
from server.rooms.seats import Seat, Seats
from server.rooms.slots import Assignment
from server.rooms.views import (
    BoardRow,
    Licence,
    Line,
    Party,
    Phone,
    Ringing,
    Showing,
    SkinCameraView,
    Slot,
    Still,
    Switch,
    VisitView,
    With,
)
from server.visits.machine import LIVE, State


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything of a running visit that a view is made from."""

    case: Case
    version: int = 0
    seats: Seats = field(default_factory=dict)
    presences: Mapping[SeatId, Presence] = field(default_factory=dict)
    assignment: Assignment = field(default_factory=dict)
    line: Line | None = None
    bell: Bell = field(default_factory=Bell)
    showing: Showing | None = None
    still: Still | None = None

    @property
    def patient_here(self) -> bool:
        """Whether a page of the patient is open: it listens, or has the seat."""
        pages = (self.presences.get(key) for key, seat in self.seats.items() if seat.role == "patient")
        return bool(self.bell.listening) or any(page is not None and page.listener is not None for page in pages)


def visit_view(scene: Scene, viewer: Actor, you: Seat | None) -> VisitView:
    """The visit for `viewer`, who sits in seat `you` or only looks (None)."""
    case, appointment = scene.case, scene.case.appointment
    visit = appointment.visit
    patient_side = viewer.role in PATIENT_SIDE
    presence = scene.presences.get(you.id) if you else None
    sees_photos = allowed(viewer, "see_own_photos" if patient_side else "read_photos", appointment)
    return VisitView(
        visit=appointment.id,
        version=scene.version,
        state=visit.state,
        held=visit.held,
        huddle=visit.huddle,
        urgent=appointment.urgent and not patient_side,
        outcome=visit.outcome,
        you=you.id if you else None,
        patient_name=case.patient.name,
        birth_year=None if patient_side else case.patient.date_of_birth.year,
        parties=tuple(_parties(scene, patient_side, you)),
        next_up=_next_up(scene) if patient_side else None,
        sending=_sending(scene, you),
        slots=tuple(_slots(scene, you, presence)),
        commands=_commands(scene, viewer, you),
        intake_version=0 if patient_side else case.intake_version,
        note=case.note if allowed(viewer, "read_intake", appointment) else None,
        ringing=_instant(scene.bell.ring.since) if scene.bell.ring else None,
        media=presence.media if presence else None,
        answers_version=0 if patient_side else case.answers_version,
        licence=None if patient_side else _licence(case),
        network=None if patient_side else case.network,
        phone=_phone(case, patient_side),
        photos_version=case.photos_version if sees_photos else 0,
        showing=_showing(scene, you),
        still=scene.still if visit.state in LIVE and you is not None and sees_photos else None,
        lean=_lean(scene),
        line=scene.line if patient_side and visit.state is State.WAITING else None,
    )


def _showing(scene: Scene, you: Seat | None) -> Showing | None:
    """The shown photo, for who is in the call with whoever shows it, and while that one is there."""
    visit, showing = scene.case.appointment.visit, scene.showing
    if showing is None or you is None or you.place != "call" or visit.state not in LIVE:
        return None
    by = scene.seats.get(SeatId(showing.seat))
    apart = you.of_patient and (visit.held or visit.huddle)
    return showing if by is not None and by.place == "call" and not apart else None


def board_row(scene: Scene, viewer: Actor) -> BoardRow:
    """The visit's row on today's board for a member of staff."""
    case, appointment = scene.case, scene.case.appointment
    seat = next((seat for seat in scene.seats.values() if seat.role == "patient"), None)
    presence = scene.presences.get(seat.id) if seat else None
    said = seat is not None and presence is not None
    silent = presence.silent_since if presence else scene.bell.left_at
    ring = scene.bell.ring
    paused = case.link_paused_until
    return BoardRow(
        visit=appointment.id,
        patient_name=case.patient.name,
        birth_year=case.patient.date_of_birth.year,
        scheduled_at=_instant(appointment.scheduled_at),
        reason=appointment.reason,
        patient_status=appointment.patient_status,
        state=appointment.visit.state,
        urgent=appointment.urgent,
        waiting_since=_instant(appointment.waiting_since) if appointment.waiting_since else None,
        silent_since=_instant(silent) if silent and not scene.patient_here else None,
        with_names=tuple(seat.name for seat in scene.seats.values() if seat.place == "call" and not seat.of_patient),
        camera=_switch(seat, "camera", presence) if said and seat else None,
        microphone=_switch(seat, "microphone", presence) if said and seat else None,
        media=presence.media if presence else None,
        no_room=presence is not None and presence.no_room,
        commands=commands_for(viewer, appointment),
        camera_reason=seat.devices.camera_reason if said and seat else None,
        microphone_reason=seat.devices.microphone_reason if said and seat else None,
        network=case.network,
        licence=_licence(case),
        interpreter=case.interpreter,
        phone=appointment.phone if appointment.visit.state is not State.ENDED else None,
        here=scene.patient_here,
        others=tuple(_others(scene)),
        ringing=Ringing(since=_instant(ring.since), by=ring.name) if ring else None,
        calls=appointment.calls,
        called_at=_instant(appointment.called_at) if appointment.called_at else None,
        called_way=appointment.called_way,
        called_outcome=appointment.called_outcome,
        link_paused_until=_instant(paused) if paused else None,
        photos=case.photos if allowed(viewer, "read_photos", appointment) else 0,
        wanted_since=_instant(appointment.visit_wanted_at) if appointment.visit_wanted_at else None,
    )


def board_order(row: BoardRow) -> tuple[object, ...]:
    """Sorting key of the board: urgent first, who waits longest before who is in a visit, the rest by the clock."""
    finished = row.state in (State.ENDED, State.CANCELLED, State.NO_SHOW)
    group = 3 if finished else 0 if row.state is State.WAITING else 1 if row.state in LIVE else 2
    return (finished or not row.urgent, group, row.waiting_since or row.scheduled_at, row.scheduled_at, row.visit)


def _parties(scene: Scene, patient_side: bool, you: Seat | None) -> Iterable[Party]:
    for seat in scene.seats.values():
        if not patient_side or seat.of_patient or seat.place == "call":
            own = you is not None and you.id == seat.id
            yield _party(scene, seat, masked=patient_side and not seat.of_patient, skin=own or not patient_side)


def _others(scene: Scene) -> Iterable[With]:
    seats = [seat for seat in scene.seats.values() if seat.role != "patient"]
    for seat in sorted(seats, key=lambda seat: (seat.place != "call", seat.of_patient)):
        yield With(name=seat.name, role=seat.role, credential=seat.credential, in_call=seat.place == "call")


def _party(scene: Scene, seat: Seat, *, masked: bool, skin: bool) -> Party:
    presence = scene.presences.get(seat.id)
    named = not masked or seat.role in ("npc", "dermatologist")
    return Party(
        seat=seat.id,
        role=seat.role,
        credential=seat.credential if named else None,
        name=seat.name if named else scene.case.practice.name,
        connected=presence is not None and presence.listener is not None,
        in_call=seat.place == "call",
        microphone=_switch(seat, "microphone", presence),
        camera=_switch(seat, "camera", presence),
        microphone_reason=seat.devices.microphone_reason,
        camera_reason=seat.devices.camera_reason,
        arriving=presence.arriving if presence else None,
        away=presence is not None and presence.listener is not None and presence.away,
        sends=presence.sends if presence else None,
        receives=presence.receives if presence else None,
        sharper=presence is not None and presence.sharper,
        asked=presence.asked if presence else None,
        skin_camera=_skin_camera(seat, presence) if skin else None,
    )


def _skin_camera(seat: Seat, presence: Presence | None) -> SkinCameraView | None:
    if seat.devices.skin_camera != "on":
        return None
    camera = presence.skin if presence else None
    if camera is None:
        return SkinCameraView(arriving=False)
    return SkinCameraView(arriving=camera.arriving, sharper=camera.sharper, asked=camera.asked)


def _lean(scene: Scene) -> bool:
    """Whether some party's way carries no picture, and voices should leave it room."""
    ways = (way for presence in scene.presences.values() for way in (presence.sends, presence.receives))
    return any(way in ("held", "audio_only", "nothing") for way in ways)


def _licence(case: Case) -> Licence | None:
    known = case.licence
    return Licence(state=known.state, status=known.status, licensed=known.licensed) if known else None


def _phone(case: Case, patient_side: bool) -> Phone | None:
    status = case.appointment.phone
    if status is None:
        return None
    return Phone(status=status, number=case.practice.phone if patient_side else case.callback)


def _switch(seat: Seat, track: str, presence: Presence | None) -> Switch:
    """What the party said of its track; before it has said anything, a media connection speaks for both being on."""
    said: Switch | None = getattr(seat.devices, track)
    if said is not None:
        return said
    return "on" if seat.speaks and presence and presence.open_connection else "none"


def _next_up(scene: Scene) -> str | None:
    """Who is about to join the patient: in a huddle the dermatologist who talks there, else one who looks on, else who
    is to see the patient."""
    visit = scene.case.appointment.visit
    if visit.state not in LIVE or not (visit.huddle or visit.state is State.READY):
        return None
    doctors = [seat for seat in scene.seats.values() if seat.role == "dermatologist"]
    talking = [seat for seat in doctors if visit.huddle and seat.place != "out"]
    looking_on = [
        seat
        for seat in doctors
        if seat.place == "out" and seat.id in scene.presences and scene.presences[seat.id].listener
    ]
    for seat in (*talking, *looking_on):
        return titled(seat.name, seat.credential)
    rendering = scene.case.rendering
    if rendering and rendering.id != scene.case.appointment.rendering:
        return None
    if rendering and not any(seat.person == rendering.id and seat.place == "call" for seat in doctors):
        return titled(rendering.name, rendering.credential)
    return None


def titled(name: str, credential: str | None) -> str:
    """How a clinician is named to others: "Dana Lee, MD"."""
    return f"{name}, {credential}" if credential else name


def _sending(scene: Scene, you: Seat | None) -> bool:
    if you is None or not you.speaks:
        return False
    return you.place == "call" if you.of_patient else True


def _slots(scene: Scene, you: Seat | None, presence: Presence | None) -> Iterable[Slot]:
    connection = presence.open_connection if presence else None
    if you is None or connection is None:
        return
    for key, feed in sorted(scene.assignment.items()):
        if key.sink == you.id:
            mids = connection.slot_mids(key.kind)
            if key.number < len(mids):
                yield Slot(mid=mids[key.number], kind=key.kind, seat=feed.source, track=feed.track)


def _commands(scene: Scene, viewer: Actor, you: Seat | None) -> tuple[VisitCommand, ...]:
    """What the door allows, less what the viewer's own place in the call makes pointless."""
    in_call = you is not None and you.place == "call"
    pointless: set[VisitCommand] = set()
    if you is None or you.place == "out":
        pointless.add("leave")
    if in_call and not dermatologist_joining(viewer, scene.case.appointment):
        pointless.add("join")
    return tuple(name for name in commands_for(viewer, scene.case.appointment) if name not in pointless)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
