"""A visitor in the chat window and staff on their page, at the same time, in two browsers."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, expect

from assistant.conversation import ConversationId
from tests.browsers import Window
from tests.sample_answers import ASKED, DOCUMENTS, FOR_A_PERSON, QUESTION, WANTS_A_PERSON
from tests.served import Served, Website
from tests.staff_windows import case_address, staff_window
from tests.widget_states import ANA, let_wait
from tests.widget_windows import Chat, set_hidden, widget_window

DANA = "dana@example.org"
LEFT_SECONDS = 40.0  # after which what was not seen is mailed
SILENCE_MS = 700  # in which an answer would have come
COLLECT = """() => {
  window.told = [];
  addEventListener("membership-chat:handoff", ({ detail }) => window.told.push(detail));
}"""

# What people see is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(120),
]


@dataclass(frozen=True)
class Meeting:
    """A visitor in the chat window and Ana of the staff on her page."""

    served: Served
    chat: Chat
    visitor: Window
    staff: Window

    async def wants_a_person(self) -> ConversationId:
        """The visitor presses the button, and is told so."""
        await self.chat.person.click()
        await expect(self.chat.messages("house").last).to_contain_text("en house asked")
        return await self.chat.conversation()

    async def claims(self) -> ConversationId:
        """Ana takes over the conversation of the visitor, who has asked for a person."""
        visit = await self.wants_a_person()
        await self.staff.page.goto(case_address(self.served, visit))
        await self.presses("Claim")
        await expect(self.chat.standing).to_have_text("Ana is here")
        return visit

    async def presses(self, name: str) -> None:
        """Ana presses a button of the page of the conversation."""
        await self.staff.page.get_by_role("button", name=name, exact=True).click()

    async def writes(self, text: str) -> None:
        """Ana writes to the visitor."""
        await self.staff.page.get_by_label("Write", exact=True).fill(text)
        await self.presses("Send to the visitor")
        await expect(self.staff.find("li.message.staff").last).to_contain_text(text)

    @property
    def seen(self) -> Locator:
        """What Ana is told of whether the visitor has seen what she wrote."""
        return self.staff.find("li.seen")


@pytest.fixture
async def meeting(
    browser: Browser, served: Served, website: Website
) -> AsyncGenerator[Meeting, None]:
    """Both at once; nothing ran or was asked for that should not."""
    served.study.script = ASKED | {WANTS_A_PERSON: FOR_A_PERSON}
    async with (
        widget_window(browser, served, website) as (visitor, chat),
        staff_window(browser, served) as staff,
    ):
        await chat.open()
        yield Meeting(served, chat, visitor, staff)
        assert visitor.watch.seen() == {}
        assert staff.watch.seen() == {}


async def test_who_asks_for_a_person_is_told_and_staff_see_who_waits(meeting: Meeting) -> None:
    chat, staff = meeting.chat, meeting.staff
    await expect(chat.standing).to_have_text("Automated assistant")
    await expect(staff.find("#waiting-title")).to_have_text("Waiting: 0")
    await chat.asks_and_hears(QUESTION)
    await meeting.wants_a_person()
    await expect(chat.standing).to_have_text(
        "Waiting for a person; the assistant goes on answering"
    )
    await expect(chat.person).to_have_text("Asked for a person")
    await expect(staff.find("#waiting-title")).to_have_text("Waiting: 1")
    await expect(staff.page).to_have_title("(1) Staff")
    await expect(staff.find("#waiting .words")).to_have_text(QUESTION)
    await chat.person.click(force=True)  # it does nothing more
    await chat.asks_and_hears(QUESTION)  # the assistant goes on
    await expect(chat.messages("house")).to_have_count(1)


async def test_a_wish_in_words_is_as_good_as_the_button(meeting: Meeting) -> None:
    answer = await meeting.chat.asks_and_hears(WANTS_A_PERSON)
    await expect(answer.locator(".outcome")).to_have_text("For a person")
    await expect(meeting.chat.messages("house")).to_contain_text("en house asked")
    await expect(meeting.chat.standing).to_contain_text("Waiting for a person")
    await expect(meeting.staff.find("#waiting .why")).to_have_text("Wants a person")


async def test_whoever_claims_is_there_by_name_and_the_assistant_is_silent(
    meeting: Meeting,
) -> None:
    chat = meeting.chat
    await meeting.claims()
    await expect(chat.messages("house").last).to_contain_text("en house after_claim Ana")
    await chat.ask(QUESTION)
    await expect(chat.messages("visitor")).to_have_count(1)
    await expect(chat.find(".thinking")).to_be_hidden()
    await expect(meeting.staff.find(".draft")).to_have_count(1)  # it has an answer, and keeps it
    await chat.page.wait_for_timeout(SILENCE_MS)
    await expect(chat.messages("assistant")).to_have_count(0)


async def test_staff_and_visitor_write_to_each_other_and_staff_see_what_was_seen(
    meeting: Meeting,
) -> None:
    await meeting.claims()
    await meeting.writes("How can I help?")
    said = meeting.chat.messages("staff").last
    await expect(said.locator(".author")).to_have_text("Ana, staff")
    await expect(said.locator(".text")).to_have_text("How can I help?")
    await expect(meeting.seen).to_have_text("Seen by the visitor", timeout=10_000)
    await meeting.chat.ask("By invoice, please.")
    answered = meeting.staff.find("li.message.visitor").last
    await expect(answered).to_contain_text("By invoice, please.")


async def test_beside_a_closed_window_the_button_says_how_much_is_new(meeting: Meeting) -> None:
    chat = meeting.chat
    await meeting.claims()
    await chat.find("button.close").click()
    await expect(chat.panel).to_be_hidden()
    for number, text in enumerate(("One moment.", "Here I am."), 1):
        await meeting.writes(text)
        await expect(chat.badge).to_have_text(str(number))
    await expect(chat.launcher).to_have_accessible_name("Ask about membership, 2 new messages")
    await chat.page.wait_for_timeout(SILENCE_MS)
    await meeting.staff.page.reload()
    await expect(meeting.seen).to_have_text("Not seen yet")
    await chat.open()
    await expect(chat.badge).to_be_hidden()
    await expect(chat.launcher).to_have_accessible_name("Ask about membership")
    await expect(meeting.seen).to_have_text("Seen by the visitor", timeout=10_000)
    await chat.find("button.close").click()
    await expect(chat.badge).to_be_hidden()


async def test_what_comes_to_a_hidden_tab_is_not_seen_until_it_is_looked_at(
    meeting: Meeting,
) -> None:
    await meeting.claims()
    await set_hidden(meeting.chat.page, is_hidden=True)
    await meeting.writes("Are you there?")
    await expect(meeting.chat.messages("staff")).to_have_count(1)
    await meeting.chat.page.wait_for_timeout(SILENCE_MS)
    await meeting.staff.page.reload()
    await expect(meeting.seen).to_have_text("Not seen yet")
    await set_hidden(meeting.chat.page, is_hidden=False)
    await expect(meeting.seen).to_have_text("Seen by the visitor", timeout=10_000)


async def test_a_draft_that_staff_send_comes_with_its_sources(meeting: Meeting) -> None:
    await meeting.claims()
    await meeting.chat.ask(QUESTION)
    await expect(meeting.staff.find(".draft")).to_contain_text("A city pays")
    await meeting.presses("Send")
    sent = meeting.chat.messages("staff").last
    await expect(sent.locator(".author")).to_have_text("Ana, staff")
    await expect(sent.locator("button.source")).to_have_count(len(DOCUMENTS.sources))
    await expect(sent.locator(".feedback")).to_have_count(0)  # it is Ana's word now
    await sent.locator("button.figure").first.click()
    await expect(sent.locator(".excerpt mark")).to_have_text("100 USD")


async def test_what_staff_correct_or_take_back_changes_where_it_stands(meeting: Meeting) -> None:
    chat, house = meeting.chat, meeting.served.house
    visit = await meeting.claims()
    for text in ("By 31 May.", "It costs nothing.", "Anything else?"):
        await house.desk.staff_wrote(visit, ANA, text, f"reply-{text[:2]}")
    said = chat.messages("staff")
    await expect(said).to_have_count(3)
    await house.store.edit(visit, "staff:reply-By", "By 30 June.")
    await house.store.edit(visit, "staff:reply-It", "")
    await expect(said.nth(0).locator(".text")).to_have_text("By 30 June.")
    await expect(said.nth(0).locator(".head")).to_contain_text("edited")
    await expect(said.nth(1).locator(".removed")).to_have_text("Taken back.")
    await expect(said.nth(1)).not_to_contain_text("It costs nothing.")
    await expect(said.nth(2).locator(".text")).to_have_text("Anything else?")
    await chat.page.reload()
    await expect(said.nth(0).locator(".text")).to_have_text("By 30 June.")
    await expect(said.nth(1).locator(".removed")).to_have_text("Taken back.")


async def test_handed_back_the_assistant_answers_again(meeting: Meeting) -> None:
    chat = meeting.chat
    await meeting.claims()
    await meeting.presses("Hand back to the assistant")
    await expect(chat.messages("house").last).to_contain_text("en house after_hand_back Ana")
    await expect(chat.standing).to_have_text("Automated assistant")
    await expect(chat.person).to_have_text("Talk to a person")
    await expect(chat.person).to_have_attribute("aria-disabled", "false")
    await expect(chat.contact).to_have_count(0)
    answer = await chat.asks_and_hears(QUESTION)
    await expect(answer).to_contain_text("A city pays")


async def test_a_closed_conversation_goes_on_when_the_visitor_writes(meeting: Meeting) -> None:
    chat = meeting.chat
    await meeting.claims()
    await meeting.presses("Close")
    await expect(chat.standing).to_have_text("Closed; write to go on")
    await expect(chat.messages("house").last).to_contain_text("en house after_close Ana")
    await chat.asks_and_hears(QUESTION)
    await expect(chat.standing).to_have_text("Automated assistant")


async def test_who_waits_in_vain_may_have_the_assistant_back(meeting: Meeting) -> None:
    chat = meeting.chat
    await meeting.claims()
    await chat.ask(QUESTION)
    await expect(chat.messages("visitor")).to_have_count(1)
    await expect(chat.take_back).to_have_count(0)
    await let_wait(meeting.served)
    await expect(chat.messages("house").last).to_contain_text("en house overdue Ana")
    await expect(chat.take_back).to_have_text("Let the assistant answer")
    await chat.take_back.click()
    await expect(chat.messages("house").last).to_contain_text("taken_back")
    await expect(chat.take_back).to_have_count(0)
    await expect(chat.messages("assistant")).to_have_count(1)  # what nobody had answered
    await expect(chat.standing).to_contain_text("Waiting for a person")
    await expect(meeting.staff.find("#standing h1")).to_have_text("Waits for a person")


async def test_the_address_is_asked_for_only_where_a_person_waits(meeting: Meeting) -> None:
    chat = meeting.chat
    await chat.asks_and_hears(QUESTION)
    await expect(chat.contact).to_have_count(0)
    await meeting.wants_a_person()
    await expect(chat.contact).to_be_visible()


async def test_no_address_is_asked_for_where_no_mail_can_be_sent(
    browser: Browser, served: Served, website: Website
) -> None:
    served.takes_contact = False
    await served.stop()
    await served.start()
    async with widget_window(browser, served, website) as (_, chat):
        await chat.open()
        await chat.person.click()
        await expect(chat.standing).to_contain_text("Waiting for a person")
        await expect(chat.contact).to_have_count(0)


async def test_a_wrong_address_is_refused_and_the_right_one_is_read_back(
    meeting: Meeting,
) -> None:
    chat, house = meeting.chat, meeting.served.house
    visit = await meeting.wants_a_person()
    email = chat.contact.get_by_label("E-mail address")
    leave = chat.contact.get_by_role("button", name="Leave the address")
    await email.fill("dana at example")
    await leave.click()
    assert await email.evaluate("(field) => field.validationMessage") != ""
    await expect(email).to_be_focused()  # where the browser shows its message
    assert (await house.desk.case_file(visit)).contact is None
    await email.fill(DANA)
    await chat.contact.get_by_label("Your name (optional)").fill("Dana")
    await leave.click()
    await expect(chat.contact).to_have_count(0)
    await expect(chat.find(".notice")).to_have_text(f"{DANA} is noted for the answer.")
    await expect(chat.messages("house").last).to_contain_text(DANA)
    await expect(chat.input).to_be_focused()
    kept = (await house.desk.case_file(visit)).contact
    assert kept is not None
    assert (kept.email, kept.name) == (DANA, "Dana")
    await chat.page.reload()
    await expect(chat.messages("house")).to_have_count(2)
    await expect(chat.contact).to_have_count(0)


async def test_an_address_that_only_the_server_refuses_is_asked_for_again(
    meeting: Meeting,
) -> None:
    chat = meeting.chat
    await meeting.wants_a_person()
    email = chat.contact.get_by_label("E-mail address")
    await email.fill("dana@localhost")  # good enough for the browser
    await chat.contact.get_by_role("button", name="Leave the address").click()
    await expect(chat.trouble).to_contain_text("That did not work:")
    await expect(email).to_have_value("dana@localhost")
    meeting.visitor.watch.failed_loads.clear()


async def test_who_has_left_is_answered_by_mail_and_sees_so_afterwards(meeting: Meeting) -> None:
    chat, house = meeting.chat, meeting.served.house
    visit = await meeting.claims()
    await chat.contact.get_by_label("E-mail address").fill(DANA)
    await chat.contact.get_by_role("button", name="Leave the address").click()
    await expect(chat.contact).to_have_count(0)
    address = chat.page.url
    await chat.page.goto("about:blank")
    await meeting.writes("The form is on its way.")
    house.clock.ahead += LEFT_SECONDS
    await house.rest()
    (mail,) = [mail for mail in house.mailer.sent if mail.to == DANA]
    assert "The form is on its way." in mail.text
    await chat.page.goto(address)
    await expect(chat.messages("staff").locator(".head")).to_contain_text("sent by e-mail")
    assert visit == await chat.conversation()


async def test_what_the_visitor_saw_is_not_mailed(meeting: Meeting) -> None:
    chat, house = meeting.chat, meeting.served.house
    await meeting.claims()
    await chat.contact.get_by_label("E-mail address").fill(DANA)
    await chat.contact.get_by_role("button", name="Leave the address").click()
    await meeting.writes("Here is the form.")
    await expect(meeting.seen).to_have_text("Seen by the visitor", timeout=10_000)
    house.clock.ahead += LEFT_SECONDS
    await house.rest()
    assert [mail for mail in house.mailer.sent if mail.to == DANA] == []


async def test_a_pause_of_the_assistant_is_told(meeting: Meeting) -> None:
    chat, staff = meeting.chat, meeting.staff
    await meeting.presses("Pause the assistant")
    await expect(staff.find("#alarms")).to_contain_text("The assistant is paused by Ana")
    await chat.ask(QUESTION)
    await expect(chat.messages("house")).to_contain_text("en house paused_asked")
    await expect(chat.messages("assistant")).to_have_count(0)
    await expect(staff.find("#waiting-title")).to_have_text("Waiting: 1")
    await meeting.presses("Let the assistant answer again")
    await chat.asks_and_hears(QUESTION)


async def test_the_page_hears_who_has_the_conversation(meeting: Meeting) -> None:
    await meeting.chat.page.evaluate(COLLECT)
    await meeting.claims()
    await meeting.presses("Hand back to the assistant")
    await expect(meeting.chat.standing).to_have_text("Automated assistant")
    await meeting.presses("Close")
    await expect(meeting.chat.standing).to_have_text("Closed; write to go on")
    assert await meeting.chat.page.evaluate("window.told") == [
        {"state": "waiting_for_staff", "claimed_by": ""},
        {"state": "with_staff", "claimed_by": "Ana"},
        {"state": "with_assistant", "claimed_by": ""},
        {"state": "closed", "claimed_by": ""},
    ]
