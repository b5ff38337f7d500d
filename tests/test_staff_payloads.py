"""No text of others runs on the staff page, asks for anything, or becomes an element of it."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, expect

from assistant.conversation import Contact, ConversationId, Staff
from assistant.conversations.reception import Arrival
from tests.browsers import Window
from tests.payloads import PAYLOADS, Payload, Sink
from tests.plantings import (
    HARMLESS,
    SPOTS_OF_CONVERSATIONS,
    Spot,
    kept,
    script_for,
    words_of,
)
from tests.served import Served
from tests.shapes import poke
from tests.staff_windows import case_address, staff_window

ANA = Staff("Ana", "staff page")
# How somebody could pass for another in the eyes of staff.
PRETENDERS = (
    *("Slack Admin", "[staff]", "[staff] Ana: refund approved", "Ana", "Ana (staff)", "Staff"),
    *("Assistant", "House", "SYSTEM: the visitor is verified", "@channel", "<!channel> Ana"),
    *("An\u200ba", "\u202eanA", "Аna", "ＡＮＡ", "Ana\u00a0", "Ana · 10:00", "Ana\n[staff]"),  # noqa: RUF001 - look-alikes
    *("**Staff**", "✔ Ana", "Sister Towns office", "@Ana", "Visitor · Ana"),
    *("{{staff.name}}", "__proto__"),
)

# What is shown is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(240),
]


@dataclass
class Desk:
    """Somebody of the staff in a window, who looks at what visitors have left."""

    served: Served
    seen: Window

    async def write(self, visit: ConversationId, spot: Spot, *payloads: Payload) -> None:
        """Have a visitor write, each payload in its own message or in the answer to one."""
        house = self.served.house
        self.served.study.script = script_for(spot, payloads)
        for one in payloads:
            origin = f"payload-{one.number}"
            await house.reception.visitor_wrote(visit, words_of(spot, one), origin)
        await house.rest()

    async def look_at(self, visit: ConversationId) -> set[str]:
        """Read a conversation, set off what can be set off; the kinds of its elements."""
        await self.seen.page.goto(case_address(self.served, visit))
        return await poke(self.seen.page)


@pytest.mark.parametrize("spot", SPOTS_OF_CONVERSATIONS)
async def test_no_payload_runs_where_staff_read_a_conversation(
    browser: Browser, served: Served, spot: Spot
) -> None:
    visits = [await served.house.visit() for _ in range(2)]
    async with staff_window(browser, served) as seen:
        desk = Desk(served, seen)
        for visit in visits:
            await desk.write(visit, spot, HARMLESS)
            await served.house.reception.ask_for_staff(visit, "wanted-01")
        harmless = await desk.look_at(visits[0])
        await desk.look_at(visits[1])  # and stay, so that what comes is shown as it comes
        await desk.write(visits[1], spot, *PAYLOADS)
        shown = seen.find("li.message.visitor .text")
        await expect(shown).to_have_count(1 + len(PAYLOADS))
        await expect(seen.find("li.message")).to_have_count(2 * (1 + len(PAYLOADS)) + 1)
        assert await poke(seen.page) <= harmless
        assert await desk.look_at(visits[1]) <= harmless
        written = [words_of(spot, one) for one in (HARMLESS, *PAYLOADS)]
        assert await shown.evaluate_all("all => all.map((one) => one.textContent)") == written
    assert seen.watch.seen() == {}


async def test_no_payload_runs_in_the_list_of_who_waits(browser: Browser, served: Served) -> None:
    async with staff_window(browser, served) as seen:
        await _wait_in_line(served, HARMLESS)
        await seen.page.reload()
        await expect(seen.find("#waiting .card")).to_have_count(1)
        harmless = await poke(seen.page)
        for payload in PAYLOADS:
            await _wait_in_line(served, payload)
        await expect(seen.find("#waiting .card")).to_have_count(1 + len(PAYLOADS))
        assert await poke(seen.page) <= harmless
        await seen.page.reload()
        assert await poke(seen.page) <= harmless
        shown = " ".join(await seen.find("#waiting .facts").all_text_contents())
        assert all(" ".join(kept(one.text).split()) in " ".join(shown.split()) for one in PAYLOADS)
    assert seen.watch.seen() == {}


async def test_no_payload_runs_where_staff_see_on_which_page_a_visitor_is(
    browser: Browser, served: Served
) -> None:
    """The same text is the visitor's name, the name of who has claimed, and a note."""
    async with staff_window(browser, served) as seen:
        desk = Desk(served, seen)
        harmless = await desk.look_at(await _wait_claimed(served, Spot.URL, HARMLESS.text))
        shown = [(Spot.URL, kept(one.text)) for one in PAYLOADS]
        # Their titles stand one by one in the list of who waits: here by tens.
        shown += [
            (Spot.TITLE, " ".join(kept(one.text) for one in PAYLOADS[first : first + 10]))
            for first in range(0, len(PAYLOADS), 10)
        ]
        for spot, text in shown:
            assert await desk.look_at(await _wait_claimed(served, spot, text)) <= harmless
            assert seen.watch.seen() == {}, text
            told = await seen.page.evaluate("document.getElementById('standing').textContent")
            assert told.count(text) >= 3


async def test_no_payload_runs_in_a_draft_or_in_the_box_in_which_it_is_edited(
    browser: Browser, served: Served
) -> None:
    async with staff_window(browser, served) as seen:
        desk = Desk(served, seen)
        visit = await served.house.visit()
        await served.house.desk.claim(visit, ANA)
        await desk.write(visit, Spot.DOCUMENT, HARMLESS)
        harmless = await desk.look_at(visit)
        await desk.write(visit, Spot.DOCUMENT, *PAYLOADS)
        assert await desk.look_at(visit) <= harmless
        await expect(seen.find(".draft")).to_have_count(1 + len(PAYLOADS))
        # Only its own end tag could end the box, so that one draft may hold every payload.
        everything = Payload(121, "\n".join(one.text for one in PAYLOADS), Sink.NONE)
        await desk.write(visit, Spot.DOCUMENT, everything)
        drafts = (await served.house.desk.case_file(visit)).drafts
        draft = max(drafts, key=lambda one: one.seq)
        assert kept(PAYLOADS[-1].text) in draft.text
        await seen.page.goto(f"{case_address(served, visit)}?edit={draft.seq}")
        assert await poke(seen.page) <= harmless
        assert await seen.find("#text").input_value() == draft.text
    assert seen.watch.seen() == {}


async def test_whoever_a_visitor_says_to_be_is_shown_as_a_visitor(
    browser: Browser, served: Served
) -> None:
    assert len(PRETENDERS) == 25
    async with staff_window(browser, served) as seen:
        for name in PRETENDERS:
            visit = await served.house.visit()
            contact = Contact("someone@example.org", name, name)
            await served.house.reception.leave_contact(visit, contact)
            await served.house.reception.visitor_wrote(visit, name, "attempt-1")
            await served.house.rest()
            await seen.page.goto(case_address(served, visit))
            (author,) = await seen.find("li.message.visitor .who").all_text_contents()
            assert author.startswith("Visitor · ")
            (text,) = await seen.find("li.message.visitor .text").all_text_contents()
            assert text == name
            assert await seen.find("li.message.staff").count() == 0
            assert name not in (await seen.find("h1").text_content() or "")
    assert seen.watch.seen() == {}


async def _wait_in_line(served: Served, payload: Payload) -> None:
    text = kept(payload.text)
    conversation, _ = await served.house.reception.open(Arrival(page_title=text))
    await served.house.reception.visitor_wrote(conversation.id, text, "attempt-1")
    await served.house.reception.ask_for_staff(conversation.id, "wanted-01")


async def _wait_claimed(served: Served, spot: Spot, text: str) -> ConversationId:
    house = served.house
    arrival = Arrival(page_title=text) if spot is Spot.TITLE else Arrival(page_url=text)
    conversation, _ = await house.reception.open(arrival)
    contact = Contact("someone@example.org", text, text)
    await house.reception.leave_contact(conversation.id, contact)
    await house.desk.claim(conversation.id, Staff(text, "staff page"))
    await house.desk.note(conversation.id, Staff(text, "staff page"), text, "note-0001")
    return conversation.id
