"""The demonstration practice: what it is made of, who can read it, and what a later start does with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from server.practice import npi
from server.practice.demo import ZONE, told
from tests.integration import databases
from tests.integration.served import Served, served


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_the_file_has_the_shape_that_scripts_rely_on(server: Served) -> None:
    demo = json.loads((server.config.home / "demo.json").read_text())
    assert demo == server.demo
    assert set(demo) == {"base_url", "practice", "staff", "visits", "device_check_token"}
    assert demo["base_url"] == server.config.base_url
    for person in demo["staff"]:
        assert set(person) == {"role", "credential", "name", "email", "password"}
    for visit in demo["visits"]:
        assert set(visit) == {"id", "patient", "date_of_birth", "link"}
        assert visit["link"].startswith(f"{server.config.base_url}/v#")
    roles = [(person["role"], person["credential"]) for person in demo["staff"]]
    assert {("office", None), ("npc", "RN"), ("npc", "NP"), ("biller", None), ("administrator", None)} <= set(roles)
    assert roles.count(("dermatologist", "MD")) == 2
    assert len(demo["visits"]) >= 4


async def test_only_the_owner_can_read_the_home_and_what_is_in_it(server: Served) -> None:
    assert mode(server.config.home) == 0o700
    for file in server.config.home.iterdir():
        assert mode(file) == 0o600, file.name


async def test_its_clinicians_can_bill_and_are_licensed_where_its_patients_are(server: Served) -> None:
    office = await server.signed_in("office")
    states, statuses = set(), set()
    for visit in server.demo["visits"]:
        shown = (await office.get(f"/api/visits/{visit['id']}")).json
        states.add(shown["patient"]["state"])
        statuses.add(shown["patient_status"])
        assert shown["payer"] == "PRIV_98000"
        assert npi.valid(shown["rendering"]["npi"])
        at = datetime.fromisoformat(shown["scheduled_at"]).astimezone(ZoneInfo(ZONE))
        assert at.date() == datetime.now(ZoneInfo(ZONE)).date()
    rows = databases.sql(server.config.home, "SELECT licensed_states FROM staff WHERE npi IS NOT NULL")
    licences = [json.loads(row[0]) for row in rows]
    assert states == {state for licence in licences for state in licence} == {"CA"}
    assert statuses == {"new", "established"}


async def test_passwords_and_tokens_are_random_for_each_installation(server: Served, tmp_path: Path) -> None:
    async with served(tmp_path / "other") as other:
        for ours, theirs in zip(server.demo["staff"], other.demo["staff"], strict=True):
            assert ours["password"] != theirs["password"]
        assert server.demo["device_check_token"] != other.demo["device_check_token"]


async def test_what_is_printed_names_everybody_and_every_link(server: Served) -> None:
    text = told(server.demo, first=True)
    for person in server.demo["staff"]:
        assert person["email"] in text
        assert person["password"] in text
    for visit in server.demo["visits"]:
        assert visit["link"] in text
        assert visit["date_of_birth"] in text


async def test_every_link_of_the_demonstration_opens_in_the_words_of_the_documents(server: Served) -> None:
    for number in range(len(server.demo["visits"])):
        opened = await server.browser().post("/api/visit-link", {"token": server.token(number)})
        assert opened.json["language"] == "en"


async def test_a_later_start_keeps_accounts_and_links_and_moves_visits_of_a_past_day_to_today(
    demo_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    databases.ALL.copy(demo_home, home)
    before = json.loads((home / "demo.json").read_text())
    past = datetime.now(UTC) - timedelta(days=9)
    written = past.strftime("%Y-%m-%d %H:%M:%S.%f") if databases.kind() == "sqlite" else past
    databases.sql(home, "UPDATE appointment SET scheduled_at = ?", written)
    async with served(home) as server:
        assert server.demo["staff"] == before["staff"]
        assert [one["id"] for one in server.demo["visits"]] == [one["id"] for one in before["visits"]]
        assert server.demo["base_url"] == server.config.base_url
        rows = (await (await server.signed_in("office")).get("/api/visits")).json["visits"]
        assert {row["visit"] for row in rows} == {one["id"] for one in server.demo["visits"]}
        await server.entered(2)


async def test_the_installations_token_starts_device_checks_for_any_standard_client(server: Served) -> None:
    client = server.browser()
    sdp = {"Content-Type": "application/sdp"}
    bearer = {"Authorization": f"Bearer {server.demo['device_check_token']}", "Origin": None}
    nobody = await client.call("POST", "/api/device-check", data="v=0\r\n", headers=sdp)
    wrong = await client.call(
        "POST", "/api/device-check", data="v=0\r\n", headers=sdp | {"Authorization": "Bearer " + "A" * 43}
    )
    assert (nobody.status, wrong.status) == (401, 401)
    plain = await client.call("POST", "/api/device-check", data="v=0", headers=bearer | {"Content-Type": "text/plain"})
    assert plain.status == 415
    bad = await client.call("POST", "/api/device-check", data="no sdp", headers=bearer | sdp)
    assert (bad.status, bad.json["code"]) == (422, "bad_offer")

    offer = await aiortc_offer()
    made = await client.call("POST", "/api/device-check", data=offer, headers=bearer | sdp)
    assert made.status == 201, made.text
    assert made.headers["Content-Type"] == "application/sdp"
    assert made.text.startswith("v=0")
    where = made.headers["Location"]
    assert (await client.call("PATCH", where, data="a=x", headers=bearer | sdp)).status == 405
    assert (await client.call("DELETE", where, headers={"Origin": None})).status == 401
    assert (await client.call("DELETE", where, headers=bearer)).status == 200
    assert (await client.call("DELETE", where, headers=bearer)).status == 404


async def test_a_token_allows_a_number_of_device_checks_at_once(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]
    patient = await server.entered(0)
    token = (await patient.get(f"/api/visit-pass/device-check-token?visit={visit}")).json["token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
    offer = await aiortc_offer()
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 10:
        answer = await patient.call("POST", "/api/device-check", data=offer, headers=headers)
        statuses.append(answer.status)
    assert statuses == [201, 201, 429]
    assert answer.json["code"] == "too_many"


async def aiortc_offer() -> str:
    """The bundled offer that a standard client makes: sound and picture, both ways."""
    from aiortc import RTCConfiguration, RTCPeerConnection
    from aiortc.rtcconfiguration import RTCBundlePolicy

    peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    try:
        peer.addTransceiver("audio", direction="sendrecv")
        peer.addTransceiver("video", direction="sendrecv")
        await peer.setLocalDescription(await peer.createOffer())
        return str(peer.localDescription.sdp)
    finally:
        await peer.close()


async def test_without_the_demonstration_nothing_is_made(tmp_path: Path) -> None:
    async with served(tmp_path / "home", demo=False) as server:
        assert server.demo == {}
    assert not (tmp_path / "home" / "demo.json").exists()
