"""A visitor in the chat window, staff on their page and in Slack, all at the same time."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, expect

from assistant.conversation import ConversationId
from assistant.slack.blocks import actions
from tests.browsers import Window
from tests.sample_answers import ASKED, DOCUMENTS, QUESTION
from tests.served import Served, Website
from tests.slack_double import Post, Slack, visible_text
from tests.slack_houses import SlackHouse, in_slack, until_so
from tests.staff_windows import case_address, staff_window
from tests.widget_windows import Chat, widget_window

ANA = "Ana Ruiz"  # in Slack and on the page
HARD = "Who is the mayor?"  # nobody here knows
INSIDE = "Odd one: ask Ben first."
CLAIMED = f"{ANA} has claimed this."
SEEN, SENT = "eyes", "white_check_mark"
PATIENCE_MS = 15_000  # what goes by way of Slack is looked for once a second

# What people see is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(180),
]


@dataclass(frozen=True)
class Journey:
    """The three of them.

    Attributes:
        chat: The visitor's window.
        page: Ana's page of the staff.
        desk: The staff channel, in which Ana is, too.
    """

    served: Served
    chat: Chat
    page: Window
    desk: SlackHouse

    async def wants_a_person(self) -> ConversationId:
        """The visitor presses the button, and is told so."""
        await self.chat.person.click()
        await expect(self.chat.standing).to_contain_text("Waiting for a person")
        return await self.chat.conversation()

    async def begins(self) -> tuple[ConversationId, str]:
        """A visitor whom nobody could answer is handed over; the conversation and its thread.

        Ana has it open on her page.
        """
        answer = await self.chat.asks_and_hears(HARD)
        await expect(answer.locator(".outcome")).to_be_visible()
        visit = await self.wants_a_person()
        root = (await self.desk.root_of(visit)).ts
        await self.page.page.goto(case_address(self.served, visit))
        await self.page_says("Waits for a person")
        return visit, root

    async def claims_in_slack(self, root: str) -> None:
        await self.desk.press(self.desk.ana, root, actions.CLAIM)
        await self.thread_says(root, CLAIMED)

    async def types(self, root: str, text: str) -> Post:
        """Ana types in the thread, and is told what becomes of it."""
        desk = self.desk
        told = len(desk.asides(desk.ana))
        ts = await desk.people.says(desk.ana, desk.channel, text, thread=root)
        await until_so(lambda: len(desk.asides(desk.ana)) > told)
        return desk.channel.find(ts)

    async def presses(self, name: str) -> None:
        """Ana presses a button of her page."""
        await self.page.page.get_by_role("button", name=name, exact=True).click()

    async def writes_on_the_page(self, text: str) -> None:
        await self.page.page.get_by_label("Write", exact=True).fill(text)
        await self.presses("Send to the visitor")

    async def visitor_reads(self, text: str) -> None:
        """The last words of staff in the visitor's window are these, by Ana."""
        said = self.chat.messages("staff").last
        await expect(said).to_contain_text(text, timeout=PATIENCE_MS)
        await expect(said.locator(".author")).to_have_text(f"{ANA}, staff")

    async def page_says(self, standing: str) -> None:
        """Who has the conversation, on Ana's page."""
        heading = self.page.find("#standing h1")
        await expect(heading).to_have_text(standing, timeout=PATIENCE_MS)

    async def page_shows(self, author: str, text: str) -> None:
        """The last message of somebody on Ana's page has these words."""
        said = self.page.find(f"li.message.{author}").last
        await expect(said).to_contain_text(text, timeout=PATIENCE_MS)

    async def thread_says(self, root: str, text: str) -> None:
        """The assistant has posted these words in the thread."""
        await until_so(lambda: any(text in one for one in self.desk.told(root)))

    async def draft_in(self, root: str) -> Post:
        """The draft that stands in the thread, when the visitor has been silent for a while."""
        await self.desk.hold_passes()
        await self.thread_says(root, "Draft, not sent")
        (draft,) = (one for one in self.thread(root) if "Draft, not sent" in visible_text(one))
        return draft

    def thread(self, root: str) -> list[Post]:
        return self.desk.slack.thread(self.desk.channel, root)


@pytest.fixture
async def journey(
    browser: Browser, served: Served, website: Website, slack: Slack
) -> AsyncGenerator[Journey]:
    """All of them at once; on no page ran or was asked for what should not."""
    served.study.script = ASKED
    async with (
        in_slack(served.house, slack) as desk,
        widget_window(browser, served, website) as (visitor, chat),
        staff_window(browser, served, ANA) as page,
    ):
        await chat.open()
        yield Journey(served, chat, page, desk)
        assert visitor.watch.seen() == {}
        assert page.watch.seen() == {}


async def test_from_a_question_nobody_can_answer_to_the_second_handoff_in_one_thread(
    journey: Journey,
) -> None:
    chat, desk = journey.chat, journey.desk
    visit, root = await journey.begins()
    await journey.thread_says(root, HARD)

    await journey.types(root, INSIDE)  # before a claim: a note
    assert "Only staff see this" in desk.asides(desk.ana)[-1]
    await desk.hold_passes()
    await desk.room.keeper.send()
    await expect(journey.page.find(".note")).to_contain_text(INSIDE)
    await expect(chat.messages("staff")).to_have_count(0)

    await journey.claims_in_slack(root)
    await expect(chat.standing).to_have_text(f"{ANA} is here")
    await journey.page_says(f"With {ANA}")

    typed = await journey.types(root, "How can I help?")
    assert "5 seconds" in desk.asides(desk.ana)[-1]
    await expect(chat.messages("staff")).to_have_count(0)
    await desk.hold_passes()
    await journey.visitor_reads("How can I help?")
    await journey.page_shows("staff", "How can I help?")
    await until_so(lambda: {SENT, SEEN} <= typed.reactions.keys())
    await expect(journey.page.find("li.seen")).to_have_text("Seen by the visitor")

    await chat.ask(QUESTION)
    await journey.thread_says(root, QUESTION)
    await journey.page_shows("visitor", QUESTION)
    await expect(journey.page.find(".draft")).to_contain_text("A city pays")

    draft = await journey.draft_in(root)
    await desk.people.presses(desk.ana, draft, actions.SEND_DRAFT)
    await journey.visitor_reads("A city pays 100 USD a year.")
    sources = chat.messages("staff").last.locator("button.source")
    await expect(sources).to_have_count(len(DOCUMENTS.sources))
    await until_so(lambda: f"Draft, sent by {ANA}" in visible_text(draft))
    await expect(journey.page.find(".draft")).to_have_count(0)

    await desk.press(desk.ana, root, actions.CLOSE)
    await expect(chat.standing).to_have_text("Closed; write to go on")
    await journey.page_says("Closed")
    await journey.thread_says(root, f"{ANA} has closed this.")

    await chat.page.reload()  # the visitor returns
    await expect(chat.messages("staff")).to_have_count(2)
    await chat.asks_and_hears(HARD)
    await journey.thread_says(root, "The visitor is back.")
    assert await journey.wants_a_person() == visit
    await journey.thread_says(root, "The visitor asks for a person again.")
    await journey.page_says("Waits for a person")

    roots = [post for post in desk.posts() if not post.thread]
    assert [post.ts for post in roots] == [root]
    said = await journey.served.house.says(visit)
    await expect(journey.page.find("li.message")).to_have_count(len(said))
    await expect(chat.messages()).to_have_count(len(said))
    assert INSIDE not in "".join(said)
    await expect(chat.panel).not_to_contain_text(INSIDE)


async def test_what_is_written_on_the_page_stands_in_the_thread_once(journey: Journey) -> None:
    _, root = await journey.begins()
    await journey.claims_in_slack(root)
    await journey.page_says(f"With {ANA}")
    await journey.writes_on_the_page("From the page.")
    await journey.visitor_reads("From the page.")
    await journey.thread_says(root, "From the page.")
    await journey.types(root, "From Slack.")
    await journey.desk.hold_passes()
    await journey.visitor_reads("From Slack.")
    told = "".join(journey.desk.told(root))
    assert told.count("From the page.") == 1
    assert "From Slack." not in told  # it stands there as Ana typed it


async def test_a_claim_on_the_page_shows_in_the_thread(journey: Journey) -> None:
    _, root = await journey.begins()
    await journey.presses("Claim")
    await journey.thread_says(root, CLAIMED)
    await expect(journey.chat.standing).to_have_text(f"{ANA} is here")
    await until_so(lambda: "Claimed by Ana Ruiz" in journey.desk.told(root)[0])
    await journey.presses("Hand back to the assistant")
    await journey.thread_says(root, f"{ANA} has handed this back")
    await expect(journey.chat.standing).to_have_text("Automated assistant")
    await until_so(lambda: "With the assistant again." in journey.desk.told(root)[0])


async def test_what_somebody_else_types_under_a_claim_of_the_page_is_a_note(
    journey: Journey,
) -> None:
    _, root = await journey.begins()
    await journey.presses("Claim")
    await journey.thread_says(root, CLAIMED)
    desk = journey.desk
    await desk.people.says(desk.ben, desk.channel, INSIDE, thread=root)
    await until_so(lambda: any("Only staff see this" in one for one in desk.asides(desk.ben)))
    await expect(journey.page.find(".note")).to_contain_text(INSIDE)
    await desk.press_aside(desk.ben, actions.SEND_NOTE)
    await until_so(lambda: any(f"{ANA} has this" in one for one in desk.asides(desk.ben)))
    await expect(journey.chat.messages("staff")).to_have_count(0)
