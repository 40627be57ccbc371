"""A whole visit with canaries in every field, on the real process at debug level: nothing of them anywhere but in the
database and on the pages of those who may read them (docs/threat-model.md, 13)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
import socketio

from tests.e2e.practice import Practice
from tests.integration.test_api_demo import aiortc_offer
from tests.patience import PATIENCE_S

BIRD = "Canarybird"
BORN = "1931-07-29"
PHONE = "555-0987"
OWN = "Quetzal ladder 77 mint"


class Visitor:
    """A browser whose every answer is kept, as an onlooker between it and the server would see addresses and headers."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.seen: list[str] = []
        jar = aiohttp.CookieJar(treat_as_secure_origin=[base])
        self.http = aiohttp.ClientSession(base_url=base, cookie_jar=jar, headers={"Origin": base})

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        async with self.http.request(method, path, json=body, allow_redirects=False) as answer:
            kept = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
            self.seen.append(f"{answer.url} {kept}")
            text = await answer.text()
            return (
                json.loads(text)
                if answer.content_type.endswith("json") and "ndjson" not in answer.content_type and text
                else text
            )

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}

    async def frames(self, *frames: dict[str, Any], **auth: Any) -> None:
        """Send frames on a socket of one's own and wait for the answer to each."""
        async with socketio.AsyncSimpleClient() as socket:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Origin": self.base, "Cookie": cookie}
            await socket.connect(
                self.base, transports=["websocket"], headers=headers, auth=auth, wait_timeout=PATIENCE_S
            )
            for number, frame in enumerate(frames):
                await socket.emit("frame", {"id": number} | frame)
                while (await socket.receive(timeout=PATIENCE_S))[1].get("re") != number:
                    pass


async def test_a_whole_visit_leaves_no_word_of_it_outside_the_database(tmp_path: Path) -> None:
    practice = await Practice(tmp_path / "home", settings={"VESTIBULE_LOG_LEVEL": "debug"}).start()
    visitors = {who: Visitor(practice.url) for who in ("office", "RN", "dermatologist", "administrator", "patient")}
    secrets: list[str] = [BIRD, BORN, PHONE, OWN]
    try:
        for role in ("office", "RN", "dermatologist", "administrator"):
            person = practice.staff(role)
            secrets += [person["password"], person["email"], person["name"]]
            body = {"email": person["email"], "password": person["password"]}
            await visitors[role].call("POST", "/api/session", body | {"password": f"{BIRD} guess"})
            await visitors[role].call("POST", "/api/session", body)
        office, nurse, doctor, patient = (visitors[who] for who in ("office", "RN", "dermatologist", "patient"))

        own = practice.staff("dermatologist")["password"]
        offered = await doctor.call("POST", "/api/account/second-factor", {"password": own})
        code = pyotp.TOTP(offered["secret"]).now()
        kept = await doctor.call("PUT", "/api/account/second-factor", {"code": code})
        await doctor.call("PUT", "/api/account/password", {"password": own, "new_password": OWN})
        secrets += [offered["secret"], offered["uri"], *kept["codes"]]

        who = {"name": f"{BIRD} Person", "date_of_birth": BORN, "phone": PHONE, "state": "CA"}
        asked: dict[str, Any] = {"patient": who, "scheduled_at": "2026-11-22T12:00:00Z", "reason": f"{BIRD} reason"}
        asked |= {"payer": "PRIV_98000", "patient_status": "new", "rendering": None}
        made = await office.call("POST", "/api/visits", asked)
        visit, token = made["id"], made["link"].partition("#")[2]
        secrets.append(token)
        assert BIRD not in made["link"].partition("#")[0]
        found = await office.call("POST", "/api/patients/search", {"q": BIRD})
        assert [one["name"] for one in found["patients"]] == [f"{BIRD} Person"]
        for born in ("1930-01-01", BORN):
            await patient.call("POST", "/api/visit-link/enter", {"token": token, "date_of_birth": born})
        await patient.call("POST", "/api/visit-link", {"token": f"{BIRD}-{token}"})

        offer = await aiortc_offer()
        lines = [line for line in offer.splitlines() if line.startswith(("a=ice-pwd", "a=ice-ufrag", "a=fingerprint"))]
        secrets += [offer[:200], *lines]
        opened = {"type": "visit.open", "visit": visit}
        await patient.frames(
            opened,
            {"type": "check_in", "visit": visit},
            {"type": "media.offer", "visit": visit, "sdp": offer},
            {"type": "media.offer", "visit": visit, "sdp": f"v=0\r\no={BIRD}"},
            {"type": BIRD},
            visit=visit,
            tab="a",
        )
        intake = {
            "reason": BIRD,
            "history": BIRD,
            "medications": BIRD,
            "allergies": BIRD,
            "vitals": {},
            "base_version": 0,
        }
        await nurse.call("PUT", f"/api/visits/{visit}/intake", intake)
        note = {"type": "hand_over", "visit": visit, "note": f"{BIRD} note"}
        await nurse.frames(opened, {"type": "admit", "visit": visit, "to": "intake"}, note)
        await office.call("POST", f"/api/visits/{visit}/emergency", {"reason": f"{BIRD} fainted, and nobody is there"})
        joins = {"type": "join", "visit": visit, "read": True}
        await doctor.frames(opened, joins, {"type": "end", "visit": visit, "outcome": "done"})
        await doctor.call("GET", f"/api/visits/{visit}/proposal")
        evidence = await visitors["administrator"].call("GET", f"/api/visits/{visit}/evidence")
        assert BIRD not in evidence
        assert BORN not in evidence
        secrets += [value for one in visitors.values() for value in one.cookies.values()]
    finally:
        for one in visitors.values():
            await one.http.close()
        await practice.stop()

    written = practice.log.read_text()
    assert '"signed in"' in written, "the log was written"
    assert visit in written
    loud = [secret for secret in secrets if len(secret) > 5 and secret in written]
    # What the demonstration prints at its first start are its own accounts, on a machine that only its owner can reach.
    demo = written.partition('"event": "started"')[0]
    assert not [secret for secret in loud if secret not in demo]
    assert BIRD not in written
    onlooker = "\n".join(line for one in visitors.values() for line in one.seen)
    assert not [secret for secret in secrets if len(secret) > 5 and secret in onlooker]
    for file in (tmp_path / "home").rglob("*"):
        if file.is_file() and file.name != "demo.json" and not file.name.startswith("vestibule.db"):
            content = file.read_bytes()
            assert not [secret for secret in secrets if len(secret) > 5 and secret.encode() in content], file.name
