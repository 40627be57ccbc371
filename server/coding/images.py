"""Review of images that an established patient sent, with an answer within 24 business hours."""

from __future__ import annotations

from server.coding import brief
from server.coding.findings import Coded, Findings, Outcome
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note, StoreAndForward
from server.coding.profiles import Profile
from server.coding.time import instant

BUSINESS_HOURS = 24
MODIFIERS = "store_and_forward"


def image_review(note: Note, measured: Measured, profile: Profile, new: bool, found: Findings) -> Outcome:
    """G2010 where the payer takes it; else a person is pointed to the digital codes."""
    fits = brief.asked_for(note, new, measured.date, profile, found)
    if brief.routine(note, found):
        fits = False
    sent = note.store_and_forward or StoreAndForward(has_images=note.images_submitted)
    reviewed = brief.whole(measured.total) if measured.total else (measured.day[1], measured.day[1])
    if sent.answered_at is not None:
        answered = instant(sent.answered_at)
        reviewed = (min(reviewed[0], answered), answered)
    if brief.leads_to_visit(note, reviewed, found):
        fits = False
    if profile.image_review is None:
        if not profile.digital_em:
            found.flag(Flag.NOT_COVERED_BY_PAYER, "This payer takes neither image review nor digital service.")
            return Outcome(billable=False)
        found.flag(
            Flag.USE_DIGITAL_EM_CODES,
            "This payer has no code for image review. 99421 to 99423 may fit, by minutes over seven days.",
        )
        return Outcome(billable=fits)
    if not sent.has_images:
        found.flag(Flag.IMAGES_REQUIRED, "No image was sent.")
        fits = False
    if sent.followup_business_hours is None or sent.followup_business_hours > BUSINESS_HOURS:
        found.flag(
            Flag.FOLLOWUP_OVER_24_BUSINESS_HOURS,
            "The patient had no answer within 24 business hours.",
            missing=None if sent.followup_business_hours is not None else "When the patient had the answer",
        )
        fits = False
    if not fits:
        return Outcome(billable=False)
    found.because("code", "Images were sent and answered in time.", rule="code.images", spans=measured.total)
    return Outcome(
        coded=Coded(profile.image_review, "threshold", profile.ctbs_pos, profile.modifiers.get(MODIFIERS, ())),
        review=brief.soonest_unknown(note, found),
    )
