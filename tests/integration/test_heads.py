"""Signed heads: each minute and at a visit's end a line that the log must pass through for ever."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from server.store.heads import HeadsFile
from server.store.spool import Spool
from tests.integration.clinic import Clinic, clinic
from tests.media.clients import until

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "docs/verify_evidence.py"))
verify, Broken = SCRIPT["verify"], SCRIPT["Broken"]


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def signing(practice: Clinic, file: Path) -> HeadsFile:
    carrying: Any = practice.store
    return HeadsFile(file, carrying._inner.signer, carrying.heads, practice.clock)


async def test_a_log_passes_through_every_head_and_one_that_was_rewritten_does_not(tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        heads = signing(practice, file)
        visit, other = await practice.visit(), await practice.visit(name="Another")
        await heads.sign()
        assert {line["visit_id"] for line in lines(file)} == {visit, other}
        await heads.sign()
        assert len(lines(file)) == 2, "what has not grown is not signed again"
        await practice.waiting(visit)
        early = await practice.store.export_evidence(visit)
        await practice.store.export_evidence(other)
        nurse = await practice.page("npc")
        await nurse.request("admit", visit=visit, to="intake")
        await heads.sign()
        # A crash in the middle of a line; the next one is whole again.
        with file.open("ab") as torn:
            torn.write(b'{"visit_id":"')
        await nurse.request("end", visit=visit)
        await heads.sign()
        export = await practice.store.export_evidence(visit)
        assert "through 3 signed heads" in verify(export, heads=file.read_bytes())
        with pytest.raises(Broken, match="tail was cut off, or the export is older"):
            verify(early, heads=file.read_bytes())
        forged = file.read_bytes().replace(b'"count":', b'"count":1', 1)
        with pytest.raises(Broken, match="signature"):
            verify(await practice.store.export_evidence(visit), heads=forged)


async def test_a_head_is_signed_when_the_visit_ends_and_not_only_a_minute_later(tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        heads = signing(practice, file)
        practice.server.registry.on_end = heads.soon
        visit = await practice.visit()
        heads.start()
        await until(lambda: len(lines(file)) == 1, "the first round")
        await practice.waiting(visit)
        nurse = await practice.page("npc")
        await nurse.request("admit", visit=visit, to="intake")
        await nurse.request("end", visit=visit)
        await until(lambda: len(lines(file)) == 2, "the end is signed at once")
        assert lines(file)[-1]["count"] == len(await practice.evidence(visit))
        await heads.stop()


async def test_a_file_that_cannot_be_written_stops_nothing_and_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "not mounted yet"
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        heads = signing(practice, folder / "heads.jsonl")
        await practice.visit()
        await heads.sign()
        folder.mkdir()
        await heads.sign()
        assert len(lines(folder / "heads.jsonl")) == 1
