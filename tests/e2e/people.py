"""What a patient and the staff do in a visit, by the names that they read on the page (or hear from a screen reader)."""

import contextlib
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tests.e2e.chromium import WAIT_MS, Window
from tests.e2e.practice import Booking, Practice

expect.set_options(timeout=WAIT_MS)
GRACE_MS = 4_000
"""From the press on "End visit" to the end, in which it can be taken back."""


class PatientPage:
    """The patient's window, from the link to the waiting room and on."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def open(self, booking: Booking) -> None:
        """Open the link that the practice sent."""
        await self.page.goto(booking.link)

    async def give_date_of_birth(self, date_of_birth: str) -> None:
        await self.page.get_by_label("Date of birth").fill(date_of_birth)
        await self.button("Continue").click()

    async def type_date_of_birth(self, date_of_birth: str, reach: Callable[[Page, Locator], Awaitable[None]]) -> None:
        """The same by keyboard; `reach` moves the focus to the field."""
        await reach(self.page, self.page.get_by_label("Date of birth"))
        year, month, day = date_of_birth.split("-")
        # Chromium's date field takes month, day and year one after the other (locale en-US).
        await self.page.keyboard.type(f"{month}{day}{year}")

    async def consent(self) -> None:
        await self.page.get_by_role("checkbox", name="I agree to a video visit").check()
        await self.button("Continue").click()

    async def join_waiting_room(self) -> None:
        """Press the last button that a patient has to press."""
        # Until camera and microphone have answered, what appears above the button moves it under the pointer.
        await expect(self.page.get_by_text("Waiting for your")).to_have_count(0)
        await self.button("Join the waiting room").click()
        await expect(self.waiting).to_be_visible()

    @property
    def waiting(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text="knows that you are here")

    async def reach_devices(self) -> None:
        """Go on until the page shows what the camera sees, or says why it cannot."""
        await expect(self.button("Join the waiting room").or_(self.button("Skip the camera")).first).to_be_visible()

    async def arrive(self, booking: Booking) -> None:
        """From the link into the waiting room, with camera and microphone."""
        await self.open(booking)
        await self.give_date_of_birth(booking.date_of_birth)
        await self.consent()
        await self.reach_devices()
        await self.join_waiting_room()

    async def ended(self) -> None:
        """Wait until the page says that the visit is over."""
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile("ended|over", re.IGNORECASE))

    async def leads_nowhere(self) -> None:
        """The page says that the link does not work and what to do, and asks for nothing."""
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile("link", re.IGNORECASE))
        await expect(self.page.get_by_label("Date of birth")).to_have_count(0)


class StaffPage:
    """A member of staff's window: sign-in, the board, a visit."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def sign_in(self, practice: Practice, role: str, which: int = 0) -> None:
        """Sign in as a member of the demonstration staff, up to today's board."""
        await self.enter(practice, role, which)
        await expect(self.board).to_be_visible()

    async def enter(self, practice: Practice, role: str, which: int = 0) -> None:
        """Sign in as a member of the demonstration staff, up to the page that is theirs."""
        person = practice.staff(role, which)
        await self.page.goto(practice.url)
        await self.page.get_by_label("Email").fill(person["email"])
        await self.page.get_by_label("Password", exact=True).fill(person["password"])
        await self.button("Sign in").click()
        await expect(self.button("Sign out")).to_be_visible()

    @property
    def board(self) -> Locator:
        return self.page.get_by_role("table", name="Today")

    def row(self, booking: Booking) -> Locator:
        """The visit's row on the board."""
        return self.board.get_by_role("row").filter(has_text=booking.name)

    def party(self, role: str) -> Locator:
        """Where the picture of this party stands in the visit."""
        return self.page.locator(f'[data-party="{role}"]')

    async def admit(self, booking: Booking) -> None:
        """Bring the patient in from the board, past the guard that names who it is."""
        await self.ask_to_admit(booking)
        await self.confirm_admission()

    async def ask_to_admit(self, booking: Booking) -> None:
        """Press "Admit" in the visit's row; the guard says whom the clinician is about to meet."""
        await self.row(booking).get_by_role("button", name=re.compile("^Admit")).first.click()
        await expect(self.page.get_by_role("dialog")).to_contain_text(
            f"You are about to meet {booking.name}, born {booking.date_of_birth[:4]}"
        )

    async def confirm_admission(self) -> None:
        await self.page.get_by_role("dialog").get_by_role("button", name="Yes, admit").click()

    async def open_visit(self, practice: Practice, booking: Booking) -> None:
        """Open the visit's page by its address."""
        await self.page.goto(f"{practice.url}/staff/visits/{booking.id}")

    async def hand_over(self, note: str) -> None:
        await self.page.get_by_label("Note for the dermatologist").fill(note)
        await self.button("Hand over").click()

    async def join(self) -> None:
        """Read the intake and the note, say so, join."""
        await self.page.get_by_role("checkbox", name="I have read this").check()
        await self.button("Join visit").click()

    async def end(self) -> None:
        """End the visit for everybody, by a second press without the seconds in which it could be taken back."""
        await self.button("End visit").click()
        # On a busy machine those seconds may be over before the second press: then the visit has ended all the same.
        with contextlib.suppress(PlaywrightTimeout):
            await self.button("End visit").click(timeout=GRACE_MS)
        await expect(self.ending).to_be_hidden()

    @property
    def ending(self) -> Locator:
        """The line that says that the visit is about to end."""
        return self.page.get_by_role("status").filter(has_text="The visit ends in")

    @property
    def proposal(self) -> Locator:
        return self.page.get_by_role("region", name="Coding proposal")
