"""Networks that let less and less through: what the device check says of them, and a visit by the practice's relay alone.

Nothing is stubbed: the patient's Chromium stands in a network namespace in which only the named ports are there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import Chromium, at_once
from tests.e2e.confined import Confined
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.programs import program

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a network"),
]
SECRET = "a secret of two"


@asynccontextmanager
async def relay(folder: Path, port: int, media_port: int) -> AsyncIterator[None]:
    """Real coturn on loopback. What it may reach is docs/turnserver.conf's affair and tested elsewhere: here it is this machine."""
    (folder / "relay.conf").write_text(
        f"""realm=test
use-auth-secret
static-auth-secret={SECRET}
listening-ip=127.0.0.1
relay-ip=127.0.0.1
listening-port={port}
allow-loopback-peers
allowed-peer-ip=127.0.0.1
no-tls
no-dtls
no-cli
no-udp
fingerprint
log-file=stdout
pidfile={folder}/relay.pid
userdb={folder}/relay.db
"""
    )
    with (folder / "relay.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            program("turnserver", "coturn"), "-c", str(folder / "relay.conf"), "--simple-log", stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def test_the_check_names_what_a_network_keeps_out_and_a_visit_goes_by_the_relay_alone(
    all_browsers: Browsers, browsers: Browsers, tmp_path: Path
) -> None:
    turn = free_port()
    practice = Practice(
        tmp_path / "home",
        settings={"VESTIBULE_TURN_URLS": f"turn:127.0.0.1:{turn}?transport=tcp", "VESTIBULE_TURN_SECRET": SECRET},
    )
    network = Confined(tmp_path)
    await asyncio.gather(practice.start(), network.start())
    chromium: Chromium | None = None
    try:
        async with relay(tmp_path, turn, practice.media_port):
            booking = await practice.book()
            await network.let_in(practice.port)
            chromium = await all_browsers.start(PATIENT, tmp_path, executable=network.browser)
            patient = PatientPage(await chromium.window(viewport={"width": 390, "height": 844}))
            await patient.open(booking)
            await patient.give_date_of_birth(booking.date_of_birth)
            await patient.consent()
            check = patient.page.get_by_role("region", name="Connection")

            # Only the page gets through.
            await expect(check).to_contain_text("Picture and sound cannot get through on this network.")
            await expect(check).to_contain_text("Switch from Wi‑Fi to mobile data")
            await expect(check).to_contain_text("Neither UDP nor TCP, nor the practice’s relay, gets through")
            await patient.button("Español").click()
            spanish = patient.page.get_by_role("region", name="Conexión")
            await expect(spanish).to_contain_text(
                "La imagen y el sonido no pasan por esta red. Cambie de wifi a datos móviles"
            )
            await expect(spanish).to_contain_text("Ni UDP, ni TCP, ni el repetidor del consultorio pasan")

            # TCP gets through to the server as well.
            await network.let_in(practice.media_port)
            await patient.button("Probar otra vez").click()
            await expect(spanish).to_contain_text("Esta red no deja pasar UDP. La imagen y el sonido van por TCP")
            await expect(spanish).to_contain_text("pruebe con datos móviles")
            await patient.button("English").click()
            await expect(check).to_contain_text("This network lets no UDP through. Picture and sound go by TCP")
            await expect(check).to_contain_text("try mobile data")

            # Not to the server, but to the practice's relay.
            network.shut(practice.media_port)
            await network.let_in(turn)
            await patient.page.reload()
            await expect(check).to_contain_text("Picture and sound go by the practice’s relay")
            await expect(check).to_contain_text("try mobile data")
            await patient.button("Español").click()
            await expect(spanish).to_contain_text("La imagen y el sonido van por el repetidor del consultorio")
            await patient.button("English").click()

            # And so does the visit.
            nurse = StaffPage(await browsers.window(NURSE))
            await nurse.sign_in(practice, "RN")
            await patient.join_waiting_room()
            await nurse.admit(booking)
            await at_once(
                patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
                nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
            )
            await nurse.end()
            assert await chromium.close_pages() == []
    finally:
        if chromium is not None:
            await chromium.close()
        await practice.stop()
        await network.stop()
