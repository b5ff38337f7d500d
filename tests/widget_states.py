"""The chat window in one state after another, each as a visitor comes to it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from playwright.async_api import expect

from assistant.conversation import Staff
from tests.sample_answers import ASKED
from tests.served import Served
from tests.widget_windows import Chat

ANA = Staff("Ana", "staff page")
_OVERDUE_SECONDS = 25 * 60.0  # more than twice the patience for a reply
TOO_LONG = "long " * 500
REFUSED = "Spring\1field"  # is no text


async def let_wait(served: Served) -> None:
    """Let whoever waits for staff wait for too long."""
    served.house.clock.ahead += _OVERDUE_SECONDS
    await served.house.clocks.look()


@dataclass(frozen=True)
class Walk:
    """A way through every state; the language may be any."""

    served: Served
    chat: Chat

    async def states(self) -> AsyncGenerator[str, None]:
        """Bring the window from state to state; gives the name of each while it lasts."""
        self.served.study.script = ASKED
        for part in (self._beginning, self._answers, self._unsent, self._person, self._ending):
            async for name in part():
                await self._come_to_rest()
                yield name

    async def _beginning(self) -> AsyncGenerator[str, None]:
        chat = self.chat
        yield "closed"
        await chat.open()
        await expect(chat.find("button.suggestion").first).to_be_visible()
        yield "open and empty"
        await chat.menu.click()
        await expect(chat.find("button.erase")).to_be_visible()
        yield "with the menu open"
        await chat.menu.click()

    async def _answers(self) -> AsyncGenerator[str, None]:
        for question in ASKED:
            await self.chat.asks_and_hears(question)
            yield f"answered: {question}"
        async for name in self._details():
            yield name

    async def _details(self) -> AsyncGenerator[str, None]:
        documents = self.chat.messages("assistant").first
        await documents.locator("button.source").last.click()
        yield "with a source open"
        await documents.locator("button.figure").first.click()
        await expect(documents.locator("mark")).to_be_visible()
        yield "with a figure marked in the excerpt"
        await documents.locator("[data-helpful=false]").click()
        await expect(documents.locator("form.comment")).to_be_visible()
        yield "with the form for a comment"
        await documents.locator("form.comment textarea").fill("It is old.")
        await documents.locator("form.comment button").click()
        await expect(documents.locator(".said")).not_to_be_empty()
        yield "rated"

    async def _unsent(self) -> AsyncGenerator[str, None]:
        chat, study = self.chat, self.served.study
        study.may_answer.clear()
        await chat.ask("Who is there?")
        await expect(chat.find(".thinking")).to_be_visible()
        yield "while the assistant thinks"
        study.may_answer.set()
        await expect(chat.find(".thinking")).to_be_hidden()
        await chat.ask(REFUSED)
        await expect(chat.find("[data-state=failed]")).to_be_visible()
        yield "with a message that was refused"
        await chat.find("button.discard").click()
        await chat.page.context.set_offline(True)
        await chat.ask("Is anybody there?")
        await expect(chat.find("[data-state=waiting]")).to_be_visible()
        await expect(chat.notice).not_to_be_empty()
        yield "offline, with a message that waits"
        await chat.page.context.set_offline(False)
        await expect(chat.find("[data-state=waiting]")).to_have_count(0)
        await expect(chat.notice).to_be_empty(timeout=15_000)
        await chat.ask(TOO_LONG)
        await expect(chat.trouble).not_to_be_empty()
        yield "with an alert"
        await chat.input.fill("")

    async def _person(self) -> AsyncGenerator[str, None]:
        chat = self.chat
        await chat.person.click()
        await expect(chat.contact).to_be_visible()
        yield "waiting for a person, with the form for an address"
        visit = await chat.conversation()
        await self.served.house.desk.claim(visit, ANA)
        await self._staff_write("How can I help?\nRead https://example.org/join")
        await expect(chat.messages("staff")).to_have_count(1)
        yield "with staff"
        await chat.find("button.close").click()
        await self._staff_write("Are you there?")
        await expect(chat.badge).to_have_text("1")
        yield "closed, with news"
        await chat.open()
        await chat.contact.locator("input[type=email]").fill("dana@example.org")
        await chat.contact.locator("button").click()
        await expect(chat.contact).to_have_count(0)
        await self.served.house.reception.visitor_wrote(visit, "By invoice?", "attempt-9")
        await let_wait(self.served)
        await expect(chat.take_back).to_be_visible()
        yield "where the assistant may be taken back"
        await self.served.house.store.edit(visit, "staff:reply-0001", "May I help?")
        await self.served.house.store.edit(visit, "staff:reply-0002", "")
        await expect(chat.find(".removed")).to_be_visible()
        yield "with what was corrected and taken back"

    async def _staff_write(self, text: str) -> None:
        visit = await self.chat.conversation()
        number = await self.chat.messages("staff").count() + 1
        await self.served.house.desk.staff_wrote(visit, ANA, text, f"reply-{number:04}")

    async def _ending(self) -> AsyncGenerator[str, None]:
        chat = self.chat
        await self.served.house.desk.close(await chat.conversation(), ANA)
        await expect(chat.panel).to_have_attribute("data-standing", "closed")
        yield "closed by staff"
        await chat.menu.click()
        await chat.find("button.erase").click()
        await expect(chat.question).to_be_visible()
        yield "before it is deleted"
        await chat.question.locator(".danger").click()
        await expect(chat.messages()).to_have_count(0)
        await expect(chat.notice).not_to_be_empty()
        yield "deleted"

    async def _come_to_rest(self) -> None:
        """Let what moves arrive: while it does, colours are not what they will be."""
        await self.chat.page.evaluate(
            "Promise.all(document.querySelector('membership-chat').shadowRoot"
            ".getAnimations().map((one) => one.finished))"
        )
