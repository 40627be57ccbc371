"""A patient's way in: an inert link, the birth date that confirms who opened it, and the pass a browser gets for it.

Looking at a link changes nothing (mail scanners open links). Five wrong birth dates pause it for fifteen minutes; the
office unlocks it with a click. Only digests of secrets are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from server.access.policy import Actor, require, required
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import NotFound, NotSignedIn, Refusal, StoreAway, TooMany
from server.base.ids import VisitId, digest, new_id, new_secret
from server.evidence.events import Event, IdentityConfirmed, LinkIssued, LinkRevoked
from server.practice.backoff import LinkGuesses
from server.practice.ports import LiveVisits
from server.practice.sign_in import SlowDown
from server.visits.machine import Outcome
from server.visits.records import Appointment, Link, LinkRole, Patient, Practice, VisitPass

TRIES = 5
PAUSE = timedelta(minutes=15)
GRACE = timedelta(hours=24)
"""How long after the appointment's time (or after it was made, if later) a link still opens the visit."""
WRITTEN = timedelta(days=14)
"""… and one to photos without a call: until they were sent, and then until the answer was read and asked about."""
MOST_SHOWN = 2000
"""So many passes are known by heart, those that were shown last: more than a server has patients at one time."""


class Paused(TooMany):
    """Five wrong birth dates: the link opens again after a quarter of an hour, or when the office unlocks it."""

    code = "paused"

    def __init__(self, practice: Practice, retry_after_s: int) -> None:
        minutes = max(1, -(-retry_after_s // 60))
        super().__init__(
            f"This link is paused for {minutes} more minutes, because the date of birth was wrong five times. "
            f"Please call {practice.name} at {practice.phone}: they can open it at once."
        )
        self.retry_after_s = retry_after_s
        self.practice = practice


class WrongDateOfBirth(Refusal):
    """The birth date is not the one on file."""

    code = "wrong_date_of_birth"
    status = 403

    def __init__(self, tries_left: int) -> None:
        super().__init__(
            "That date of birth is not the one we have on file. "
            f"You can try {tries_left} more {'time' if tries_left == 1 else 'times'}."
        )
        self.tries_left = tries_left


class DeadLink(NotFound):
    """Unknown, expired and revoked look alike. `practice` can be asked for a new one: which it is, is no secret of its own server."""

    def __init__(self, practice: Practice | None) -> None:
        whom = f"call {practice.name} at {practice.phone}" if practice else "ask your practice"
        super().__init__(f"This link does not open a visit any more. Please {whom} for a new one.")
        self.practice = practice


@dataclass(frozen=True, slots=True)
class Opened:
    """What anyone with the link may see before saying who they are."""

    practice: Practice
    name_hint: str
    appointment: Appointment
    role: LinkRole
    language: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What the confirmed holder of a link sees."""

    practice: Practice
    patient: Patient
    appointment: Appointment
    link: Link
    by_heart: bool = False
    """Whether the database is away: they have a seat, and the rest is as it was when they came."""


def may_answer(holder: Entered) -> None:
    """Raises a refusal where the holder of this link may not answer for the visit, or not any more."""
    actor = Actor(holder.link.id, "link", holder.link.role, visit=holder.appointment.id)
    require(actor, "consent", holder.appointment)


def hint(name: str) -> str:
    """A name that its owner recognises and a stranger does not learn: "M••• G•••"."""
    return " ".join(f"{part[0]}•••" for part in name.split() if part)


async def issue(unit: Unit, appointment: Appointment, role: LinkRole, at: Moment, actor: str) -> tuple[str, list[str]]:
    """Make a link inside a transaction; the visit's earlier links of that role, and their passes, stop working.

    Returns the new link's secret, which is stored nowhere, and the ids of the links it replaced.
    """
    replaced = await revoke(unit, appointment.id, role, at, actor)
    secret = new_secret()
    written = appointment.without_call or appointment.visit.outcome is Outcome.ANSWERED
    link = Link(
        id=new_id(),
        visit=appointment.id,
        digest=digest(secret),
        role=role,
        created_at=at.utc,
        expires_at=max(appointment.scheduled_at, at.utc) + (WRITTEN if written else GRACE),
    )
    await unit.add_link(link)
    await unit.append(appointment.id, [LinkIssued(link=link.id)], actor=actor, at=at)
    return secret, replaced


async def keep_open(unit: Unit, visit: VisitId, until: datetime) -> None:
    """Let the visit's links that still work open it until then: the patient keeps the one they have."""
    for link in await unit.links_of(visit):
        if link.revoked_at is None and link.expires_at < until:
            await unit.save_link(replace(link, expires_at=until))


async def revoke(unit: Unit, visit: VisitId, role: LinkRole, at: Moment, actor: str) -> list[str]:
    """End the visit's links of that role and every pass they gave; returns their ids."""
    ended: list[str] = []
    for link in await unit.links_of(visit):
        if link.role == role and link.revoked_at is None:
            await unit.save_link(replace(link, revoked_at=at.utc))
            await unit.revoke_passes(link.id, at.utc)
            ended.append(link.id)
    events: list[Event] = [LinkRevoked(link=link_id) for link_id in ended]
    if events:
        await unit.append(visit, events, actor=actor, at=at)
    return ended


class Links:
    """The use cases of links, for those who hold one and for the staff who give them out."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live
        self._guesses = LinkGuesses()
        self._shown: dict[str, Entered] = {}
        """Who came by the passes that were shown last, by their digests: while the database is away they come back to their seats."""

    async def look(self, token: str, source: str = "") -> Opened:
        """What the link opens. Changes nothing. Raises `DeadLink`, `Paused`, or `SlowDown` for a source that guesses."""
        async with self._store.reading() as unit:
            practice, link, appointment, patient = await self._counted(unit, token, source)
        return Opened(practice, hint(patient.name), appointment, link.role, patient.language)

    async def enter(self, token: str, born: date, source: str = "") -> tuple[str, Entered]:
        """Exchange the link and the right birth date for a pass; returns the pass's secret.

        Raises `DeadLink`, `Paused`, `WrongDateOfBirth` (which counts), or `SlowDown` for a source that guesses.
        """
        wrong: Refusal | None = None
        secret = new_secret()
        now = self._clock.now()
        async with self._store.unit() as unit:
            practice, link, appointment, patient = await self._counted(unit, token, source)
            if patient.date_of_birth == born:
                link = replace(link, failures=0, paused_until=None)
                await unit.add_pass(VisitPass(digest(secret), link.visit, link.id, now.utc))
                await unit.append(link.visit, [IdentityConfirmed(link=link.id)], actor=f"link:{link.id}", at=now)
            else:
                failures = link.failures + 1
                paused = failures >= TRIES
                link = replace(
                    link, failures=0 if paused else failures, paused_until=now.utc + PAUSE if paused else None
                )
                wrong = Paused(practice, int(PAUSE.total_seconds())) if paused else WrongDateOfBirth(TRIES - failures)
            await unit.save_link(link)
        if isinstance(wrong, Paused):
            await self._live.changed(link.visit)
        # Raised only now: a refusal inside the transaction would roll the count back.
        if wrong:
            raise wrong
        return secret, Entered(practice, patient, appointment, link)

    async def holder(self, visit: VisitId, secret: str | None) -> Entered:
        """Whose pass this is. Raises `NotSignedIn` where it is none, is of another visit, or was revoked."""
        return await self.held(visit, digest(secret) if secret else None)

    async def held(self, visit: VisitId, pass_digest: str | None) -> Entered:
        """As `holder`, by the digest of a pass. Raises `StoreAway` where the database is away and nobody sits there by it."""
        gone = NotSignedIn("Please open the link to your visit again.")
        if not pass_digest:
            raise gone
        known = self._shown.get(pass_digest)
        try:
            entered = await self._read(visit, pass_digest)
        except StoreAway:
            # Nobody can revoke a link meanwhile, and by one that was revoked before nobody has a seat.
            running = self._live.seated(visit, known.link.id) if known else None
            if known is None or running is None or known.appointment.id != visit:
                raise
            entered = replace(known, appointment=running, by_heart=True)
        self._shown.pop(pass_digest, None)
        if entered is None or entered.link.expires_at <= self._clock.now().utc:
            raise gone
        self._shown[pass_digest] = entered
        if len(self._shown) > MOST_SHOWN:
            del self._shown[next(iter(self._shown))]
        return entered

    async def _read(self, visit: VisitId, pass_digest: str) -> Entered | None:
        async with self._store.reading() as unit:
            given = await unit.visit_pass(pass_digest)
            if given is None or given.visit != visit or given.revoked_at is not None:
                return None
            links = [link for link in await unit.links_of(visit) if link.id == given.link]
            appointment = await unit.appointment(visit)
            patient = await unit.patient(appointment.patient) if appointment else None
            practice = await unit.practice()
        if not links or appointment is None or patient is None or practice is None or links[0].revoked_at is not None:
            return None
        return Entered(practice, patient, appointment, links[0])

    async def renew(self, visit: VisitId, actor: Actor) -> str:
        """A new patient's link for the visit; the earlier ones end. Raises `NotFound`, or `NotNow` for a visit that is over."""
        async with self._store.unit() as unit:
            appointment = required(actor, "manage_link", await unit.appointment(visit))
            secret, replaced = await issue(unit, appointment, "patient", self._clock.now(), actor.signature)
        await self._tell(visit, replaced)
        return secret

    async def revoke(self, visit: VisitId, actor: Actor) -> None:
        """End the patient's links of the visit, and whoever came in by them. Raises `NotFound` or `NotNow`."""
        async with self._store.unit() as unit:
            required(actor, "manage_link", await unit.appointment(visit))
            ended = await revoke(unit, visit, "patient", self._clock.now(), actor.signature)
        await self._tell(visit, ended)

    async def unlock(self, visit: VisitId, actor: Actor) -> None:
        """Forget the wrong birth dates of the visit's links. Raises `NotFound` or `NotNow`."""
        async with self._store.unit() as unit:
            required(actor, "manage_link", await unit.appointment(visit))
            for link in await unit.links_of(visit):
                if link.revoked_at is None and (link.failures or link.paused_until):
                    await unit.save_link(replace(link, failures=0, paused_until=None))
        await self._live.changed(visit)

    async def _tell(self, visit: VisitId, ended: list[str]) -> None:
        for link in ended:
            await self._live.link_revoked(visit, link)
        await self._live.changed(visit)

    async def _counted(self, unit: Unit, token: str, source: str) -> tuple[Practice, Link, Appointment, Patient]:
        """`_open`, for a source that has not tried too many links that open nothing."""
        now_ns = self._clock.now().mono_ns
        if wait := self._guesses.wait_s(source, now_ns):
            raise SlowDown(wait)
        try:
            return await self._open(unit, token)
        except DeadLink:
            self._guesses.missed(source, now_ns)
            raise

    async def _open(self, unit: Unit, token: str) -> tuple[Practice, Link, Appointment, Patient]:
        now: datetime = self._clock.now().utc
        practice = await unit.practice()
        link = await unit.link_by_digest(digest(token))
        if practice is None or link is None or link.revoked_at is not None or link.expires_at <= now:
            raise DeadLink(practice)
        if link.paused_until is not None and link.paused_until > now:
            raise Paused(practice, int((link.paused_until - now).total_seconds()) + 1)
        appointment = await unit.appointment(link.visit)
        patient = await unit.patient(appointment.patient) if appointment else None
        if appointment is None or patient is None:
            raise DeadLink(practice)
        return practice, link, appointment, patient
