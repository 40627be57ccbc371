"""Visits by video or by sound alone: level by medical decision making (MDM) or by time, whichever is higher."""

from __future__ import annotations

from dataclasses import dataclass, replace

from server.coding import brief, gates
from server.coding.families import (
    MDM_LEVELS,
    TELEPHONE,
    TELEPHONE_LONGEST,
    Family,
    Synchronous,
    TimeRow,
    in_range,
    visit_rows,
)
from server.coding.findings import Coded, Findings, Outcome
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.prolonged import prolonged
from server.coding.proposal import AddOn, Basis
from server.coding.time import MINUTE, SECOND, in_words, length, minutes

TEN_MINUTES = 10 * MINUTE
HOSPITAL_TO_HOME = "audio_video_hospital_practitioner_patient_home"
HIGHEST = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a visit family, 0 to `HIGHEST`, and what it was chosen by."""

    index: int
    row: TimeRow
    basis: Basis


def visit(
    note: Note, measured: Measured, profile: Profile, modality: Synchronous, new: bool, found: Findings
) -> Outcome:
    """A visit in which the clinician and the patient spoke."""
    family = profile.em_family[modality]
    relayed = brief.routine(note, found)
    blocked = gates.visit_blocked(note, profile, modality, found)
    held = gates.visit_held(note, profile, modality, found)
    gates.flag_site(note, profile, measured, found)
    if family == "none":
        if modality == "audio_video":
            found.flag(Flag.NOT_COVERED_BY_PAYER, "This payer takes no visit by video.")
        coded: Coded | None = None
        could_hold = False
    elif family == "9944x":
        coded, could_hold = _telephone(note, measured, profile, modality, new, blocked or relayed, found), False
    else:
        coded, could_hold = _levelled(note, measured, profile, family, modality, new, blocked or relayed, found)
    if relayed:
        return Outcome(billable=False)
    if coded is not None:
        return Outcome(coded=coded, held=held)
    instead = brief.fall_back(note, measured, profile, new, found)
    if instead is not None:
        return Outcome(coded=instead)
    if could_hold and not blocked:
        return Outcome(held=True)
    return Outcome(billable=False)


def _telephone(
    note: Note,
    measured: Measured,
    profile: Profile,
    modality: Synchronous,
    new: bool,
    refused: bool,
    found: Findings,
) -> Coded | None:
    """99441 to 99443, for dates to the end of 2024: by minutes of discussion, on a check-in's conditions."""
    asked = brief.asked_for(note, new, measured.date, profile, found)
    bundled = brief.leads_to_visit(note, brief.whole(measured.discussion), found)
    spoken = minutes(measured.discussion)
    row = in_range(TELEPHONE, spoken)
    if row is None:
        _flag_too_short(note, TELEPHONE[0].first * MINUTE, length(measured.discussion), measured, found)
    if row is None or not asked or bundled or refused:
        return None
    found.because("code", f"{spoken} min of discussion.", rule="code.range", spans=measured.discussion)
    if spoken > TELEPHONE_LONGEST:
        text = f"{row.code} is given for up to {TELEPHONE_LONGEST} min of discussion, and there were {spoken}."
        found.doubt("code", text, rule="code.range")
    return _with_place(row.code, "threshold", note, measured, profile, modality, ())


def _levelled(
    note: Note,
    measured: Measured,
    profile: Profile,
    family: Family,
    modality: Synchronous,
    new: bool,
    refused: bool,
    found: Findings,
) -> tuple[Coded | None, bool]:
    """The code of a family with levels; and, without one, whether a documented MDM would give one.

    `refused`: the payer does not take this visit for another reason. What is too short is flagged all the same.
    """
    rows = visit_rows(family, modality, new)
    spoken = length(measured.discussion)
    floor_failed = modality == "audio_only" and _floor(profile, measured, found)
    settings = profile.settings
    shortest = (settings.min_conversation_s if family == "98000" else settings.min_conversation_992_s) * SECOND
    under_five = spoken < shortest
    if under_five:
        found.flag(
            Flag.ENCOUNTER_UNDER_5_MIN,
            f"The conversation was shorter than {in_words(shortest)}.",
            spans=measured.discussion,
            change=f"{in_words(shortest - spoken)} more conversation",
        )
    level = _choose(note, rows, 0 if under_five else measured.time)
    if level is None:
        _flag_too_short(note, rows[0].minimum, measured.time, measured, found, rows[0])
    if level is None or floor_failed or refused:
        return None, level is None and not floor_failed
    _flag_review(level, rows, measured, profile, family, found)
    _explain_level(level, rows, note, measured, found)
    highest_by_time = level.basis == "time" and level.index == HIGHEST
    add_ons = prolonged(measured, profile, family, new, found) if highest_by_time else ()
    coded = _with_place(level.row.code, level.basis, note, measured, profile, modality, add_ons)
    if under_five:
        # Whether the family may be reported at all is open, so no other way of writing it is called accepted.
        coded = replace(coded, alternatives=())
    if note.longitudinal_relationship and profile.g2211 and family == "992":
        found.flag(
            Flag.G2211_CANDIDATE, "An enduring relationship is on file. A person may add G2211; it is never added here."
        )
    return coded, False


def _floor(profile: Profile, measured: Measured, found: Findings) -> bool:
    """The discussion that a visit by sound alone must exceed, or reach where the payer reads it so, whether by MDM or by
    time. True where it did not."""
    if profile.audio_only.floor_s is None:
        return False
    floor = profile.audio_only.floor_s * SECOND
    spoken = length(measured.discussion)
    met = profile.settings.discussion_floor_op == ">="
    if spoken < floor or (spoken == floor and not met):
        wanted = "at least" if met else "more than"
        found.flag(
            Flag.AUDIO_DISCUSSION_NOT_OVER_10,
            f"By sound alone this payer wants {wanted} {in_words(floor)} of discussion.",
            spans=measured.discussion,
            change=f"{in_words(floor - spoken + (0 if met else SECOND))} more discussion",
        )
        return True
    if spoken < floor + MINUTE and profile.settings.ten_to_eleven_review:
        found.flag(
            Flag.TEN_TO_ELEVEN_BAND,
            "The discussion passed the floor by less than a minute; a payer that counts whole minutes may refuse it.",
            spans=measured.discussion,
            change=f"{in_words(floor + MINUTE - spoken)} more discussion",
        )
    return False


def _choose(note: Note, rows: tuple[TimeRow, ...], total: int) -> Level | None:
    """The higher of the level by time and the level by MDM; at the same level time, which alone allows an add-on."""
    by_time = max((index for index, row in enumerate(rows) if row.reached(total)), default=None)
    by_mdm = None if note.mdm_level is None else MDM_LEVELS.index(note.mdm_level)
    if by_time is not None and (by_mdm is None or by_time >= by_mdm):
        return Level(by_time, rows[by_time], "time")
    if by_mdm is not None:
        return Level(by_mdm, rows[by_mdm], "mdm")
    return None


def _flag_too_short(
    note: Note, minimum: int, counted: int, measured: Measured, found: Findings, row: TimeRow | None = None
) -> None:
    lacking = max(minimum - counted, 0) + (SECOND if row is not None and row.exceeded else 0)
    change = f"{in_words(lacking)} more counted time" if lacking else None
    found.flag(
        Flag.TIME_BELOW_MINIMUM,
        f"The shortest visit needs {in_words(minimum)}.",
        spans=measured.total,
        change=change,
    )
    if note.mdm_level is None:
        found.flag(
            Flag.MDM_NOT_DOCUMENTED,
            "The time is too short for a level, and no MDM level is on file.",
            missing="The MDM level",
        )


def _flag_review(
    level: Level, rows: tuple[TimeRow, ...], measured: Measured, profile: Profile, family: Family, found: Findings
) -> None:
    if family == "992" and level.basis == "mdm" and length(measured.discussion) < TEN_MINUTES:
        found.flag(
            Flag.SHORT_ENCOUNTER_REVIEW,
            "The level rests on MDM, and the conversation was shorter than 10 min.",
            spans=measured.discussion,
        )
    rendering = measured.rendering
    if rendering is None:
        return
    if not measured.own[rendering.id].talk:
        found.doubt(
            "code",
            "The rendering clinician did not meet the patient; a colleague of the same group and specialty did.",
            rule="who.rendering",
            missing="Who renders this visit",
        )
    own = {person.id: length(measured.own[person.id].all) for person in measured.counted}
    mine = own.pop(rendering.id)
    if level.basis == "mdm":
        return
    if not rows[level.index].reached(mine) and max(own.values(), default=0) >= mine:
        found.flag(
            Flag.RENDERING_NOT_MAJORITY_REVIEW,
            f"The level needs a colleague's minutes; the rendering clinician has {mine // MINUTE} min of them.",
            spans=measured.own[rendering.id].all,
            change="The colleague as the rendering clinician",
        )


def _explain_level(level: Level, rows: tuple[TimeRow, ...], note: Note, measured: Measured, found: Findings) -> None:
    total = measured.time
    change: str | None = None
    if level.index < HIGHEST:
        above = rows[level.index + 1]
        change = (
            f"{in_words(above.minimum - total)} more counted time, or MDM {MDM_LEVELS[level.index + 1]}: {above.code}"
        )
    if level.basis == "time":
        sign = "more than" if level.row.exceeded else "at least"
        text = f"{total // MINUTE} min counted; {level.row.code} needs {sign} {level.row.minimum // MINUTE}."
        found.because("code", text, rule="code.time", spans=measured.total, change=change)
    else:
        text = f"MDM {note.mdm_level} supports {level.row.code}, and time alone supports no more."
        found.because("code", text, rule="code.mdm", change=change)


def _with_place(
    code: str,
    basis: Basis,
    note: Note,
    measured: Measured,
    profile: Profile,
    modality: Synchronous,
    add_ons: tuple[AddOn, ...],
) -> Coded:
    """The code with the payer's modifiers for the modality and the place of service of the patient's place."""
    modifiers = profile.modifiers.get(modality, ())
    kind = note.patient_location.kind
    at_hospital = measured.rendering is not None and measured.rendering.location == "hospital"
    if modality == "audio_video" and at_hospital and kind in gates.HOME and HOSPITAL_TO_HOME in profile.modifiers:
        modifiers = profile.modifiers[HOSPITAL_TO_HOME]
    return Coded(
        code=code,
        basis=basis,
        pos=profile.pos.get(kind) if kind is not None else None,
        modifiers=modifiers,
        alternatives=profile.modifier_alternatives.get(modality, ()),
        add_ons=add_ons,
    )
