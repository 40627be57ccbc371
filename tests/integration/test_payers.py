"""Payers' rules: an administrator sees which answers a change would change, then records it; nothing is changed in place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from server.cli import main
from tests.integration.served import Client, Served


async def newest(client: Client, payer: str) -> dict[str, Any]:
    answer = await client.get(f"/api/payers/versions?payer={payer}")
    assert answer.status == 200, answer.text
    return dict(answer.json["versions"][0])


def document(
    version: dict[str, Any], payer: str | None = None, name: str | None = None, **rules: Any
) -> dict[str, Any]:
    """A profile file that changes some rules of a version."""
    return {
        "schema": "payer-profile/1",
        "profiles": [
            {
                "id": payer or version["payer"],
                "name": name or version["name"],
                "claim_filing_indicator": version["claim_filing_indicator"],
                "versions": [{**copy.deepcopy(version["rules"]), **rules}],
            }
        ],
    }


async def test_a_change_is_previewed_confirmed_and_becomes_a_version_of_its_own(server: Served) -> None:
    client = await server.signed_in("administrator")
    before = await newest(client, "PRIV_98000")
    assert (before["author"], before["recorded_at"], before["checked_by"]) == (None, None, None)
    changed = document(before, modifiers={"audio_video": ["95"], "audio_only": []}, checked_by="A. Coder, CPC")

    preview = (await client.post("/api/payers/preview", {"document": changed})).json
    assert (preview["payers"], preview["versions"], preview["borrowed"]) == (["PRIV_98000"], 1, False)
    assert 80 < preview["in_force"] < preview["asked"] < 159  # Some cases are of 2024, which another version answers.
    shown = {one["id"]: one for one in preview["changes"]}
    assert (shown["A05"]["before"], shown["A05"]["after"]) == ({"modifiers": []}, {"modifiers": ["95"]})
    assert "F01" not in shown
    assert (await newest(client, "PRIV_98000"))["version"] == before["version"], "a preview keeps nothing"

    bare = await client.post("/api/payers", {"document": changed, "token": "0" * 64})
    assert (bare.status, bare.json["code"]) == (409, "stale")
    saved = await client.post("/api/payers", {"document": changed, "token": preview["token"]})
    assert (saved.status, saved.json) == (201, {"versions": 1})
    after = await newest(client, "PRIV_98000")
    assert after["recorded_at"] is not None
    assert after["author"] == (await client.get("/api/session")).json["person"]
    assert (after["checked_by"], after["rules"]["modifiers"]["audio_video"]) == ("A. Coder, CPC", ["95"])
    versions = (await client.get("/api/payers/versions?payer=PRIV_98000")).json["versions"]
    assert [one["version"] for one in versions[1:]] == [before["version"], "2024-01-01"]

    later = document(after, effective_from="2040-01-01", home_covered=False)
    none = (await client.post("/api/payers/preview", {"document": later})).json
    assert (none["in_force"], none["changes"]) == (0, [])

    again = await client.post("/api/payers/preview", {"document": changed})
    assert (again.status, "nothing in it is new" in again.json["detail"]) == (422, True)
    second = document(after, home_covered=False)
    token = (await client.post("/api/payers/preview", {"document": second})).json["token"]
    assert (await client.post("/api/payers", {"document": second, "token": token})).status == 201
    assert (await client.post("/api/payers", {"document": second, "token": token})).status in (409, 422)


async def test_a_payer_of_the_practices_own_is_asked_every_case_and_can_then_be_chosen(server: Served) -> None:
    client = await server.signed_in("administrator")
    plan = {
        "patient": {"name": "Ada Payer", "date_of_birth": "1980-01-01"},
        "scheduled_at": "2026-12-01T15:00:00Z",
        "reason": "rash",
        "payer": "PLAN_OF_OURS",
        "patient_status": "new",
    }
    refused = await client.post("/api/visits", plan)
    assert (refused.status, "payer" in refused.json["detail"]) == (422, True)
    fresh = document(await newest(client, "PRIV_992_95"), "PLAN_OF_OURS", "A plan of ours")
    preview = (await client.post("/api/payers/preview", {"document": fresh})).json
    assert (preview["asked"], preview["borrowed"]) == (159, True)
    assert "PAYER_RULES_UNKNOWN" in next(one for one in preview["changes"] if one["id"] == "G02")["before"]["flags"]
    assert (await client.post("/api/payers", {"document": fresh, "token": preview["token"]})).status == 201
    named = (await client.get("/api/payers")).json["payers"]
    assert {"id": "PLAN_OF_OURS", "name": "A plan of ours"} in named
    assert (await client.post("/api/visits", plan)).status == 201


async def test_wrong_rules_are_refused_by_the_name_of_their_field_and_nobody_else_may_change_them(
    server: Served,
) -> None:
    client, office = await server.signed_in("administrator"), await server.signed_in("office")
    version = await newest(client, "PRIV_98000")
    for rules, named in (({"ctbs_pos": "12"}, "ctbs_pos"), ({"telehealth": 1}, "telehealth"), ({"pos": []}, "pos")):
        answer = await client.post("/api/payers/preview", {"document": document(version, **rules)})
        assert (answer.status, named in answer.json["detail"]) == (422, True)
    twice = document(version, modifiers={"audio_video": ["GT"]})
    twice["profiles"][0]["versions"].append({**twice["profiles"][0]["versions"][0], "digital_em": False})
    overlap = await client.post("/api/payers/preview", {"document": twice})
    assert (overlap.status, "overlap" in overlap.json["detail"]) == (422, True)
    assert (await client.get("/api/payers/versions?payer=NOBODY")).status == 404
    assert len((await office.get("/api/payers")).json["payers"]) == 8
    for path in ("/api/payers/rules", "/api/payers/versions?payer=PRIV_98000", "/api/payers/export"):
        assert (await office.get(path)).status == 404
    assert (await office.post("/api/payers/preview", {"document": twice})).status == 404


async def test_a_file_goes_out_and_in_on_the_command_line(server: Served, tmp_path: Path) -> None:
    client = await server.signed_in("administrator")
    exported = await client.get("/api/payers/export")
    assert len(exported.json["profiles"]) == 8
    file = tmp_path / "payers.json"
    changed = next(one for one in exported.json["profiles"] if one["id"] == "MEDICAID_TX")
    changed["versions"][0]["digital_em"] = True
    file.write_text(json.dumps({"schema": "payer-profile/1", "profiles": [changed]}), encoding="utf-8")
    env = {"VESTIBULE_HOME": str(server.config.home), "VESTIBULE_DATABASE_URL": server.config.database_url or ""}

    def run(*arguments: str, given: str | None = None) -> Any:
        return CliRunner().invoke(main, ["payers", *arguments], env=env, input=given)

    import asyncio

    declined = await asyncio.to_thread(run, "import", str(file), given="n\n")
    assert (declined.exit_code, "Nothing was recorded" in declined.output) == (0, True), declined.output
    done = await asyncio.to_thread(run, "import", str(file), "--yes")
    assert (done.exit_code, "Recorded 1 version." in done.output) == (0, True), done.output
    assert "1 new version of MEDICAID_TX" in done.output
    assert (await newest(client, "MEDICAID_TX"))["rules"]["digital_em"] is True
    again = await asyncio.to_thread(run, "import", str(file), "--yes")
    assert (again.exit_code, "nothing in it is new" in again.output) == (1, True)
    listed = await asyncio.to_thread(run, "list")
    assert "recorded here" in next(line for line in listed.output.splitlines() if line.startswith("MEDICAID_TX"))
    out = tmp_path / "out.json"
    assert (await asyncio.to_thread(run, "export", "--to", str(out))).exit_code == 0
    assert len(json.loads(out.read_text())["profiles"]) == 8
