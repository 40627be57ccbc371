"""Every rule of a payer's version as a field that a person can fill in: what it means, its default, and why it is open.

The admin screen draws its form from this list, and a test holds it to what `profiles` and `settings` read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from server.coding.citations import OPEN_FIELDS, SETTING_SOURCES
from server.coding.questions import PLACES
from server.coding.settings import CHOICES, DEFAULTS, WHY

Kind = Literal[
    "text", "date", "choice", "yes_no", "number", "codes", "code_choices", "places", "reasons", "ranges", "sources"
]


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field. `path` is where it stands in a version's JSON, its parts joined by dots; `default` is what holds where it
    is not said; `required` where a version cannot do without it."""

    path: str
    group: str
    label: str
    kind: Kind
    meaning: str
    default: Any = None
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def source(self) -> str | None:
        """Where the reading was found, for a rule on which sources are silent, thin or at odds; else None."""
        outer, _, name = self.path.partition(".")
        cited = SETTING_SOURCES[name] if outer == "settings" else OPEN_FIELDS.get(self.path)
        return None if cited is None else f"{cited.title}, {cited.date}" if cited.date else cited.title


_FAMILIES: Final = ("98000", "992", "9944x", "none")
_POS: Final = ("02", "10", "11")
_PLACES: Final = {
    "home": "at home",
    "temporary_lodging": "in a hotel or shelter",
    "vehicle": "in a car",
    "workplace": "at work",
    "clinic": "in a clinic",
    "hospital": "in a hospital",
    "snf": "in a nursing facility",
}
_TIMES: Final = "When"
_CODES: Final = "Codes"
_AUDIO: Final = "Sound alone"
_PLACE: Final = "Place of service"
_OTHER: Final = "Other services"
_READINGS: Final = "Readings that the sources leave open"
_CHECKED: Final = "Who checked it"


def _setting(name: str, label: str) -> ProfileField:
    default = getattr(DEFAULTS, name)
    kind: Kind = "choice" if name in CHOICES else "yes_no" if isinstance(default, bool) else "number"
    return ProfileField(f"settings.{name}", _READINGS, label, kind, WHY[name], default, CHOICES.get(name, ()))


FIELDS: Final = (
    ProfileField(
        "effective_from", _TIMES, "First date of service", "date", "The rules hold from this date on.", required=True
    ),
    ProfileField("effective_to", _TIMES, "Last date of service", "date", "Empty: until another version follows."),
    ProfileField(
        "em_family.audio_video",
        _CODES,
        "Codes of a video visit",
        "choice",
        "98000 series, 992 office codes, 9944x (dates before 2025), or none: not covered.",
        None,
        _FAMILIES,
        required=True,
    ),
    ProfileField(
        "em_family.audio_only",
        _CODES,
        "Codes of a visit by sound alone",
        "choice",
        "As above, where most of the visit was by sound alone.",
        None,
        _FAMILIES,
        required=True,
    ),
    ProfileField(
        "modifiers.audio_video", _CODES, "Modifiers of a video visit", "codes", "Such as 95. Empty: none needed.", []
    ),
    ProfileField(
        "modifiers.audio_only", _CODES, "Modifiers by sound alone", "codes", "Such as 93. Empty: none needed.", []
    ),
    ProfileField(
        "modifiers.audio_video_hospital_practitioner_patient_home",
        _CODES,
        "Modifiers of a video visit from a hospital to the home",
        "codes",
        "Instead of those of a video visit, where the clinician sits in a hospital. Empty: the same.",
    ),
    ProfileField("modifiers.store_and_forward", _CODES, "Modifiers of an image review", "codes", "Such as GQ."),
    ProfileField(
        "modifier_alternatives.audio_video",
        _CODES,
        "Also accepted on a video visit",
        "code_choices",
        "Other ways of writing it that the payer takes, such as 95.",
    ),
    ProfileField(
        "modifier_alternatives.audio_only",
        _CODES,
        "Also accepted by sound alone",
        "code_choices",
        "Other ways of writing it that the payer takes, such as 93.",
    ),
    ProfileField(
        "time_combination",
        _CODES,
        "Whose minutes are added",
        "choice",
        "The rendering clinician's alone, or those of the same group and specialty. Medicare has no split visit in an office.",
        "rendering_only",
        ("rendering_only", "union_same_group_specialty"),
        required=True,
    ),
    ProfileField("prolonged.code", _CODES, "Prolonged time", "text", "99417, G2212, or empty: not paid."),
    ProfileField(
        "prolonged.new_first", _CODES, "Its first unit, new patient (min)", "number", "75 for 99417, 89 for G2212."
    ),
    ProfileField(
        "prolonged.established_first",
        _CODES,
        "Its first unit, established (min)",
        "number",
        "55 for 99417, 69 for G2212.",
    ),
    ProfileField("prolonged.step", _CODES, "Each further unit (min)", "number", "A full 15 min each time.", 15),
    ProfileField("g2211", _CODES, "Takes G2211", "yes_no", "Shown as a hint, never added by itself.", False),
    ProfileField(
        "audio_only.covered", _AUDIO, "Covers sound alone", "yes_no", "Whether a visit by sound alone is paid.", False
    ),
    ProfileField("audio_only.requires_home", _AUDIO, "Only from the patient's home", "yes_no", "Medicare: yes.", False),
    ProfileField(
        "audio_only.requires_provider_video_capable",
        _AUDIO,
        "Only where the clinician had video",
        "yes_no",
        "Medicare: yes (42 CFR 410.78).",
        False,
    ),
    ProfileField("audio_only.reason_required", _AUDIO, "Asks for the reason", "yes_no", "Medicare: yes.", False),
    ProfileField(
        "audio_only.allowed_reasons",
        _AUDIO,
        "Reasons it takes",
        "reasons",
        "Where the reason is asked for.",
        ["patient_not_capable", "patient_declined_video"],
        ("patient_not_capable", "patient_declined_video", "provider_preference", "provider_equipment_failure"),
    ),
    ProfileField(
        "audio_only.min_discussion_exclusive_s",
        _AUDIO,
        "Seconds of discussion that must be exceeded",
        "number",
        "600 for 98008-98015, by MDM or by time. Empty: no floor.",
    ),
    ProfileField(
        "audio_only.explicit_consent_required",
        _AUDIO,
        "Asks for consent to sound alone",
        "yes_no",
        "Medi-Cal: yes.",
        False,
    ),
    *(
        ProfileField(
            f"pos.{kind}", _PLACE, f"Patient {_PLACES[kind]}", "choice", "10 is the home, 02 elsewhere.", None, _POS
        )
        for kind in PLACES
    ),
    ProfileField(
        "pos_ambiguous",
        _PLACE,
        "Places on which sources disagree",
        "places",
        "A visit from there is for a person: one source says 10 for a car or the workplace, another 02.",
        [],
        PLACES,
    ),
    ProfileField("pos_alternatives.vehicle", _PLACE, "The other code for a car", "codes", "Shown beside the flag."),
    ProfileField("pos_alternatives.workplace", _PLACE, "The other code at work", "codes", "Shown beside the flag."),
    ProfileField(
        "ctbs_pos",
        _PLACE,
        "Check-ins, messages, images",
        "choice",
        "They are no telehealth: 11.",
        "11",
        _POS,
        required=True,
    ),
    ProfileField(
        "home_covered", _PLACE, "Covers the home", "yes_no", "Medicare: to 2027-12-31, unless Congress acts.", True
    ),
    ProfileField(
        "check_in", _OTHER, "Check-in codes", "ranges", "One a line: code, first and last minute, as in 98016 5-10.", []
    ),
    ProfileField("image_review", _OTHER, "Image review", "text", "G2010, or empty: no code for it."),
    ProfileField("digital_em", _OTHER, "Takes 99421 to 99423", "yes_no", "Messages over seven days.", False),
    ProfileField(
        "store_and_forward_plus_audio_is_av",
        _OTHER,
        "Sent images and a call are video",
        "yes_no",
        "Texas Medicaid: yes. Always for a person.",
        False,
    ),
    ProfileField(
        "no_claim", _OTHER, "Never a claim", "yes_no", "The patient pays; the code is for the receipt.", False
    ),
    _setting("modality_tie", "Exactly half by video"),
    _setting("video_requires", "Video needs"),
    _setting("majority_basis", "What decides between video and sound"),
    _setting("discussion_floor_op", "The floor of discussion by sound alone"),
    _setting("ten_to_eleven_review", "The minute after that floor is for a person"),
    _setting("min_conversation_s", "Shortest 98000 conversation (s)"),
    _setting("min_conversation_992_s", "Shortest conversation for office codes (s)"),
    _setting("prior_days_inclusive", "The seventh day before is inside"),
    _setting("digital_window", "Window of messages"),
    _setting("digital_added_to_visit", "Messages of the date count toward a visit"),
    _setting("parallel_work", "Two clinicians who work apart at once"),
    _setting("dos_tz", "Whose date is the date of service"),
    _setting("midnight", "A talk that runs on over midnight"),
    _setting("after_disruption", "A talk that breaks and resumes after midnight"),
    _setting("audio_only_establishes", "A visit by sound alone makes a patient established"),
    _setting("consult_request_minutes", "99452 from (min)"),
    ProfileField("sources", _CHECKED, "Sources", "sources", "One a line: title | address | date.", []),
    ProfileField(
        "last_checked", _CHECKED, "Last checked", "date", "When somebody compared this with the payer's own policy."
    ),
    ProfileField("checked_by", _CHECKED, "Checked by", "text", "The certified coder who signs. Empty: nobody has yet."),
    ProfileField(
        "confidence",
        _CHECKED,
        "Confidence",
        "choice",
        "How sure the practice is of these rules.",
        "low",
        ("high", "medium", "low"),
    ),
    ProfileField("note", _CHECKED, "Note", "text", "Anything a colleague should know."),
)
