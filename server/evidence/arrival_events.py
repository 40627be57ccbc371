"""What the log says of a patient's way in: links, who it is, what they agreed to and answered, what their devices can do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.evidence.event_base import Count, Digest, Event, Id


class LinkIssued(Event):
    """A link to the visit was made for a person; earlier links of that person stop working."""

    type: Literal["link_issued"] = "link_issued"
    link: Id


class LinkRevoked(Event):
    """A link stopped working."""

    type: Literal["link_revoked"] = "link_revoked"
    link: Id


class IdentityConfirmed(Event):
    """The person with the link gave the birth date on file."""

    type: Literal["identity_confirmed"] = "identity_confirmed"
    link: Id


class SkinCameraPaired(Event):
    """A second device became the skin camera of whoever holds this link, by a code that their own page showed."""

    type: Literal["skin_camera_paired"] = "skin_camera_paired"
    link: Id


class ConsentGiven(Event):
    """The patient agreed to a text. The digest says to which."""

    type: Literal["consent_given"] = "consent_given"
    consent: Literal["telehealth", "audio_only", "recording", "photos"]
    text_version: str
    text_digest: Digest


class LocationGiven(Event):
    """Where the patient says to be, at the start of this visit."""

    type: Literal["location_given"] = "location_given"
    kind: Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]
    state: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    tz: Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] | None = None
    """The zone that the patient's own device is set to; null where a member of the practice says the place."""


class GuardianNamed(Event):
    """An adult answers for a patient who is a minor. The name lives elsewhere."""

    type: Literal["guardian_named"] = "guardian_named"
    relation: Literal["parent", "legal_guardian", "other"]
    text_digest: Digest


class ArrivalAnswered(Event):
    """The patient answered questions around the visit. Texts and numbers live elsewhere, salted before they are digested."""

    type: Literal["arrival_answered"] = "arrival_answered"
    company: Literal["alone", "with_others"] | None
    interpreter: str | None
    """A language code, `other`, or `none` for "not needed"; null while not answered."""
    callback_given: bool
    address_given: bool
    version: Count
    text_digest: Digest


class DevicesChecked(Event):
    """What the patient's page found before the visit: its devices, and its own media sent to the server and back."""

    type: Literal["devices_checked"] = "devices_checked"
    camera: bool
    microphone: bool
    network: Literal["good", "sound_only", "poor", "none"]
    round_trip_ms: Count | None
    loss_permille: Count | None
    kbps: Count | None
