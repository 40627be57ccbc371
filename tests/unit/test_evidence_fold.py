"""What a log amounts to, rule by rule. The random worlds are in test_fold_properties.py."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from server.base.clock import Moment
from server.evidence.events import (
    CallJoined,
    CallLeft,
    CodingNoteSet,
    DeviceSet,
    Event,
    LadderStepped,
    LocationGiven,
    MediaTick,
    PairTick,
    Role,
    SeatLeft,
    SeatTaken,
    ServerStalled,
    ServerStarted,
    Track,
    VisitMoved,
    WorkEnded,
    WorkStarted,
    WorkStruck,
)
from server.evidence.facts import Facts, Joined, Left, MediaInterval, Participant, WorkInterval
from server.evidence.fold import fold
from server.evidence.media_runs import Flag, live_spans
from server.evidence.work_runs import believed
from server.visits.machine import Move, Outcome, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
S = 1_000_000_000
BASE = 7 * S


@dataclass(frozen=True)
class Line:
    at: Moment
    event: Event
    actor: str


def moment(second: float, boot: str = "b1", wall: float | None = None) -> Moment:
    return Moment(NOON + timedelta(seconds=second if wall is None else wall), BASE + int(second * S), boot)


def line(second: float, event: Event, actor: str = "server") -> Line:
    return Line(moment(second), event, actor)


def pair(
    source: str, sink: str, start: float, end: float, track: Track = "microphone", gap: tuple[float, float] = (0.1, 0)
) -> PairTick:
    first, last = BASE + int(start * S), BASE + int(end * S)
    return PairTick(
        source=source, sink=sink, track=track, packets=250, bytes=20_000,
        first_ns=first, last_ns=last, gap_ns=int(gap[0] * S), gap_end_ns=BASE + int(gap[1] * S) if gap[1] else last,
    )  # fmt: skip


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def opening() -> list[Line]:
    """A patient and an NP, admitted to the intake at second 0 and in the call."""
    return [
        line(0, SeatTaken(seat="p", person="patient-1", role="patient"), "link:l1"),
        line(0, SeatTaken(seat="n", person="np-1", role="npc", credential="NP", npi="1234567893"), "staff:np-1"),
        line(0, VisitMoved(move=Move.CHECK_IN, state=State.WAITING)),
        line(0, VisitMoved(move=Move.ADMIT_TO_INTAKE, state=State.INTAKE), "staff:np-1"),
        line(0, CallJoined(seat="p")),
        line(0, CallJoined(seat="n")),
    ]


def media(facts: Facts) -> set[MediaInterval]:
    return {event for event in facts.events if isinstance(event, MediaInterval)}


def work(facts: Facts) -> list[WorkInterval]:
    return [event for event in facts.events if isinstance(event, WorkInterval)]


# ---- who ------------------------------------------------------------------------------------------------------------


def test_participants_carry_what_decides_whose_minutes_count() -> None:
    seat = SeatTaken(
        seat="d", person="md-1", role="dermatologist", credential="MD", npi="1003000126", specialty="dermatology",
        licensed_states=("NY", "NJ"),
    )  # fmt: skip
    lines = [*opening(), line(1, LocationGiven(kind="home", state="NY")), line(2, seat)]
    assert fold(lines, group="g") == Facts(
        participants=(
            Participant("patient-1", "patient", location="NY"),
            Participant("np-1", "clinician", "NP", "1234567893", "g"),
            Participant("md-1", "clinician", "MD", "1003000126", "g", "dermatology", ("NY", "NJ")),
        ),
        events=(Joined("patient-1", at(0)), Joined("np-1", at(0))),
    )


def test_office_scribe_biller_and_administrator_never_carry_a_credential() -> None:
    roles: list[Role] = ["office", "scribe", "biller", "administrator"]
    lines = [line(0, SeatTaken(seat=role, person=role, role=role, credential="MD", npi="1003000126")) for role in roles]
    for participant in fold(lines).participants:
        assert (participant.role, participant.credential, participant.npi) == ("clinician", None, None)


def test_a_caregiver_stands_for_the_patient_and_family_does_not() -> None:
    roles: list[Role] = ["caregiver", "interpreter", "family"]
    lines = [line(0, SeatTaken(seat=role, person=role, role=role)) for role in roles]
    assert [participant.role for participant in fold(lines).participants] == ["caregiver", "interpreter", "interpreter"]


def test_two_seats_of_one_person_are_one_participant() -> None:
    again = line(3, SeatTaken(seat="n2", person="np-1", role="npc", credential="NP"), "staff:np-1")
    assert [participant.id for participant in fold([*opening(), again]).participants] == ["patient-1", "np-1"]


# ---- media ----------------------------------------------------------------------------------------------------------


def test_an_interval_reaches_from_the_first_to_the_last_arrival_across_ticks() -> None:
    ticks = [line(end, MediaTick(pairs=(pair("p", "n", end - 4.9, end - 0.1),))) for end in (5, 10, 15)]
    assert media(fold([*opening(), *ticks])) == {
        MediaInterval("patient-1", "audio", at(0.1), at(14.9), to="np-1"),
    }


def test_a_server_that_stood_still_proves_nothing_meanwhile() -> None:
    stalled = ServerStalled(from_ns=BASE + 6 * S, until_ns=BASE + int(8.5 * S))
    lines = [
        line(5, MediaTick(pairs=(pair("p", "n", 0, 5),))),
        line(9, stalled),
        line(10, MediaTick(pairs=(pair("p", "n", 5, 10, gap=(2.5, 8.5)),))),
        line(15, MediaTick(pairs=(pair("p", "n", 10, 15),))),
    ]
    assert media(fold([*opening(), *lines])) == {
        MediaInterval("patient-1", "audio", at(0), at(6), to="np-1"),
        MediaInterval("patient-1", "audio", at(8.5), at(15), to="np-1"),
    }


def test_a_pause_of_more_than_three_seconds_inside_a_tick_is_no_media() -> None:
    tick = MediaTick(pairs=(pair("p", "n", 0, 5, gap=(3.5, 4.5)),))
    assert media(fold([*opening(), line(5, tick)])) == {
        MediaInterval("patient-1", "audio", at(0), at(1), to="np-1"),
        MediaInterval("patient-1", "audio", at(4.5), at(5), to="np-1"),
    }


def test_a_late_reading_with_a_long_pause_proves_only_what_no_other_pause_can_hide_in() -> None:
    late = [pair("p", "n", 0, 20, gap=(4, 8))]
    assert live_spans(late) == [], "before and after the pause there is room for another of the same length"
    assert live_spans([pair("p", "n", 0, 9, gap=(4, 6.5))]) == [
        (BASE, BASE + 5 * S // 2),
        (BASE + 13 * S // 2, BASE + 9 * S),
    ]


def test_the_order_of_ticks_does_not_matter() -> None:
    ticks = [pair("p", "n", start, start + 4) for start in (0, 5, 20, 25, 60)]
    assert live_spans(ticks[::-1]) == live_spans(ticks) == [
        (BASE, BASE + 9 * S), (BASE + 20 * S, BASE + 29 * S), (BASE + 60 * S, BASE + 64 * S),
    ]  # fmt: skip


def test_one_packet_is_no_time() -> None:
    assert live_spans([pair("p", "n", 3, 3)]) == []


def test_before_admission_nothing_counts_whatever_was_forwarded() -> None:
    lines = opening()
    lines = [*lines[:3], *lines[4:], line(5, MediaTick(pairs=(pair("p", "n", 0, 5),)))]
    assert media(fold(lines)) == set()


def test_a_seat_nobody_took_counts_for_nobody() -> None:
    assert media(fold([*opening(), line(5, MediaTick(pairs=(pair("x", "n", 0, 5), pair("p", "x", 0, 5))))])) == set()


def test_a_shared_screen_is_nobody_s_picture() -> None:
    assert media(fold([*opening(), line(5, MediaTick(pairs=(pair("n", "p", 0, 5, "screen"),)))])) == set()


def test_a_picture_ends_when_its_sender_switches_the_camera_off_and_a_muted_voice_does_not() -> None:
    lines = [
        *opening(),
        line(2, DeviceSet(seat="p", track="camera", on=False)),
        line(2, DeviceSet(seat="p", track="microphone", on=False)),
        line(5, MediaTick(pairs=(pair("p", "n", 0, 5, "camera"), pair("p", "n", 0, 5)))),
    ]
    assert media(fold(lines)) == {
        MediaInterval("patient-1", "video", at(0), at(2), to="np-1"),
        MediaInterval("patient-1", "audio", at(0), at(5), to="np-1"),
    }


def test_two_cameras_of_one_party_are_one_picture_and_either_may_be_off() -> None:
    log = [
        *opening(),
        line(0, DeviceSet(seat="p", track="skin_camera", on=True)),
        line(20, DeviceSet(seat="p", track="camera", on=False)),
        line(31, DeviceSet(seat="p", track="skin_camera", on=False)),
        line(40, MediaTick(pairs=(pair("p", "n", 0, 25, "camera"), pair("p", "n", 10, 35, "skin_camera")))),
    ]
    assert media(fold(log)) == {MediaInterval("patient-1", "video", at(0), at(31), to="np-1")}


def test_hold_and_huddle_part_the_patient_from_the_staff_but_not_the_staff_from_each_other() -> None:
    lines = [
        *opening(),
        line(0, SeatTaken(seat="d", person="md-1", role="dermatologist", credential="MD")),
        line(1, VisitMoved(move=Move.HUDDLE, state=State.INTAKE)),
        line(1, CallJoined(seat="d", place="huddle")),
        line(4, VisitMoved(move=Move.END_HUDDLE, state=State.INTAKE)),
        line(4, CallLeft(seat="d")),
        line(5, MediaTick(pairs=(pair("p", "n", 0, 5), pair("n", "p", 0, 5), pair("n", "d", 0, 5)))),
    ]
    assert media(fold(lines)) == {
        MediaInterval("patient-1", "audio", at(0), at(1), to="np-1"),
        MediaInterval("patient-1", "audio", at(4), at(5), to="np-1"),
        MediaInterval("np-1", "audio", at(0), at(1), to="patient-1"),
        MediaInterval("np-1", "audio", at(4), at(5), to="patient-1"),
        MediaInterval("np-1", "audio", at(1), at(4), to="md-1"),
    }


def test_presence_follows_joins_and_leaves_and_ends_with_the_visit() -> None:
    lines = [
        *opening(),
        line(3, CallLeft(seat="n")),
        line(4, CallJoined(seat="n")),
        line(4, CallJoined(seat="n")),
        line(9, VisitMoved(move=Move.END, state=State.ENDED, outcome=Outcome.DONE)),
        line(9, CallLeft(seat="n")),
    ]
    events = fold(lines).events
    assert events == (
        Joined("patient-1", at(0)), Joined("np-1", at(0)), Left("np-1", at(3)), Joined("np-1", at(4)),
        Left("patient-1", at(9)), Left("np-1", at(9)),
    )  # fmt: skip


# ---- clocks ---------------------------------------------------------------------------------------------------------


def test_a_wall_clock_that_steps_changes_no_duration() -> None:
    stepped = Line(moment(10, wall=3610), MediaTick(pairs=(pair("p", "n", 0, 10),)), "server")
    assert media(fold([*opening(), stepped])) == {MediaInterval("patient-1", "audio", at(0), at(10), to="np-1")}


def test_nothing_is_joined_across_a_restart_even_on_one_boot() -> None:
    lines = [
        *opening(),
        line(5, MediaTick(pairs=(pair("p", "n", 0, 5),))),
        line(6, ServerStarted(after_crash=True)),
        line(11, MediaTick(pairs=(pair("p", "n", 6, 11),))),
    ]
    assert media(fold(lines)) == {
        MediaInterval("patient-1", "audio", at(0), at(5), to="np-1"),
        MediaInterval("patient-1", "audio", at(6), at(11), to="np-1"),
    }


def test_instants_are_rounded_inwards() -> None:
    tick = pair("p", "n", 0, 1).model_copy(update={"first_ns": BASE + 1, "last_ns": BASE + S - 1})
    (interval,) = media(fold([*opening(), line(5, MediaTick(pairs=(tick,)))]))
    assert (interval.start, interval.end) == (at(0.000001), at(0.999999))


def test_a_flag_goes_on_into_the_next_stretch_until_it_is_taken_back() -> None:
    flag = Flag()
    flag.set(0, 10, True)
    flag.set(2, 5, False)
    assert flag.spans(0)[0][0] == 10
    assert flag.spans(1)[0][0] < 0 < flag.spans(1)[0][1]
    assert flag.spans(2)[0][1] == 5
    assert flag.spans(3) == []


# ---- work -----------------------------------------------------------------------------------------------------------


def started(second: float) -> Line:
    return line(second, WorkStarted(person="np-1", activity="documentation"), "staff:np-1")


def ended(second: float) -> Line:
    return line(second, WorkEnded(person="np-1", activity="documentation"), "staff:np-1")


def test_work_lasts_from_its_start_to_its_end() -> None:
    assert work(fold([*opening(), started(10), ended(70)])) == [WorkInterval("np-1", "documentation", at(10), at(70))]


def test_work_nobody_ended_lasts_to_the_end_of_the_visit_or_of_the_log() -> None:
    end = line(100, VisitMoved(move=Move.END, state=State.ENDED, outcome=Outcome.DONE), "staff:np-1")
    later = line(200, CodingNoteSet(person="np-1", field="mdm_level", value="low"), "staff:np-1")
    assert [(item.start, item.end) for item in work(fold([*opening(), started(10), end, later]))] == [(at(10), at(100))]
    assert [
        (item.start, item.end) for item in work(fold([*opening(), started(10), line(50, MediaTick(pairs=()))]))
    ] == [(at(10), at(50))]
    assert [(item.start, item.end) for item in work(fold([*opening(), end, started(110), later]))] == [
        (at(110), at(200))
    ]


def test_work_open_at_a_crash_ends_with_what_was_written_before_it() -> None:
    lines = [
        *opening(),
        started(10),
        line(15, MediaTick(pairs=())),
        line(90, ServerStarted(after_crash=True)),
        ended(99),
    ]
    assert [(item.start, item.end) for item in work(fold(lines))] == [(at(10), at(15))]


def test_work_is_believed_ten_minutes_after_the_last_sign_of_the_person() -> None:
    sign = line(400, CodingNoteSet(person="np-1", field="mdm_level", value="low"), "staff:np-1")
    other = line(1300, CodingNoteSet(person="md-1", field="mdm_level", value="low"), "staff:md-1")
    assert work(fold([*opening(), started(0), sign, other, ended(2000)])) == [
        WorkInterval("np-1", "documentation", at(0), at(1000)),
    ]


def test_work_stops_while_the_person_s_page_is_gone() -> None:
    lost = line(60, SeatLeft(seat="n", reason="lost"))
    back = line(100, SeatTaken(seat="n", person="np-1", role="npc", credential="NP"), "staff:np-1")
    assert [(item.start, item.end) for item in work(fold([*opening(), started(0), lost, back, ended(120)]))] == [
        (at(0), at(60)), (at(100), at(120)),
    ]  # fmt: skip
    moved = line(60, SeatLeft(seat="n", reason="replaced"))
    assert [(item.start, item.end) for item in work(fold([*opening(), started(0), moved, ended(120)]))] == [
        (at(0), at(120))
    ]


def test_an_end_without_a_start_and_a_second_start_add_nothing() -> None:
    assert work(fold([*opening(), ended(5), started(10), started(20), ended(30)])) == [
        WorkInterval("np-1", "documentation", at(10), at(30)),
    ]


def test_belief_needs_no_signs_and_joins_what_touches() -> None:
    minute = 60 * S
    assert believed((0, 5 * minute), [], []) == [(0, 5 * minute)]
    assert believed((0, 30 * minute), [9 * minute, 18 * minute], []) == [(0, 28 * minute)]
    assert believed((0, 30 * minute), [20 * minute], []) == [(0, 10 * minute), (20 * minute, 30 * minute)]
    assert believed((0, 30 * minute), [], [0]) == []


def test_work_that_is_said_again_goes_on_and_stays_one() -> None:
    lines = [*opening(), started(0), started(500), started(1000), ended(1300)]
    assert work(fold(lines)) == [WorkInterval("np-1", "documentation", at(0), at(1300))]


def test_work_that_its_person_strikes_out_counts_for_nothing_and_what_goes_on_counts_from_there() -> None:
    struck = line(60, WorkStruck(person="np-1", activity="documentation"), "staff:np-1")
    reading = line(5, WorkStarted(person="np-1", activity="image_review"), "staff:np-1")
    read = line(25, WorkEnded(person="np-1", activity="image_review"), "staff:np-1")
    kept = WorkInterval("np-1", "image_review", at(5), at(25))
    lines = [*opening(), started(0), reading, read, ended(50), struck]
    assert work(fold(lines)) == [kept]
    assert work(fold([*lines, started(70), ended(90)])) == [kept, WorkInterval("np-1", "documentation", at(70), at(90))]
    going_on = [*opening(), started(0), struck, ended(100)]
    assert work(fold(going_on)) == [WorkInterval("np-1", "documentation", at(60), at(100))]


def test_a_part_of_work_that_its_person_strikes_out_is_cut_out_and_the_rest_counts() -> None:
    def part(second: float, start: float, end: float) -> Line:
        first, last = (round(at(one).timestamp() * 1000) for one in (start, end))
        event = WorkStruck(person="np-1", activity="documentation", from_ms=first, until_ms=last)
        return line(second, event, "staff:np-1")

    def counted(*lines: Line) -> list[tuple[datetime, datetime]]:
        return [(one.start, one.end) for one in work(fold([*opening(), *lines]))]

    read = [started(0), ended(50), started(100), ended(200)]
    assert counted(*read, part(210, 10, 20)) == [(at(0), at(10)), (at(20), at(50)), (at(100), at(200))]
    assert counted(*read, part(210, 40, 150)) == [(at(0), at(40)), (at(150), at(200))], "over two"
    assert counted(*read, part(210, 0, 50), part(220, 90, 210)) == [], "all of it, part by part"
    assert counted(started(0), part(60, 10, 30), ended(100)) == [(at(0), at(10)), (at(30), at(100))], "still going on"
    other = WorkStruck(person="np-1", activity="image_review", from_ms=0, until_ms=1 << 45)
    assert counted(*read, line(210, other, "staff:np-1")) == [(at(0), at(50)), (at(100), at(200))], "of another kind"


def test_a_ladder_s_steps_count_nothing_by_themselves_and_packets_do() -> None:
    """A visit that fell to the voice is coded as such by the packets that came; the step only says why."""
    lines = [
        *opening(),
        line(5, MediaTick(pairs=(pair("p", "n", 0.5, 4.9), pair("p", "n", 0.5, 4.9, "camera")))),
        line(6, LadderStepped(seat="p", way="up", rung="audio_only")),
        line(10, MediaTick(pairs=(pair("p", "n", 5, 9.9),))),
        line(12, LadderStepped(seat="p", way="up", rung="low")),
        line(15, MediaTick(pairs=(pair("p", "n", 10, 14.9), pair("p", "n", 12.5, 14.9, "camera")))),
    ]
    assert media(fold(lines)) == media(fold([one for one in lines if not isinstance(one.event, LadderStepped)]))
    spans = sorted((each.start, each.end) for each in media(fold(lines)) if each.kind == "video")
    assert spans == [(at(0.5), at(4.9)), (at(12.5), at(14.9))]
