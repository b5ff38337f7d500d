"""Answers those who ask in Slack, from the same study as visitors."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

import structlog

from assistant.explanation import Explanation
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.asides import draw_said
from assistant.slack.blocks.explanations import draw_why
from assistant.slack.blocks.for_staff import draw_for_staff
from assistant.slack.blocks.quotes import draw_no_receipt, draw_receipt
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackClient, SlackLater, SlackRefused, SlackUnknown
from assistant.slack.colleagues import Colleagues, NotOfStaff
from assistant.slack.reading import mentioned, read_words
from assistant.slack.whispers import Whispers
from assistant.storage.asks import AskStore
from assistant.thread import Ask, Post
from assistant.vocabulary import Answer, Asked, Turn

log = structlog.get_logger(__name__)

_RECEIPT: Final = re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])")  # ids as the study makes them
_RECEIPT_ALONE: Final = re.compile(rf"(?:receipt:?\s+)?{_RECEIPT.pattern}", re.IGNORECASE)
_DIRECT: Final = "D"  # begins the id of a direct conversation
_LANGUAGE: Final = "en"
_BLOCKS: Final = 50  # of a message, as many as Slack takes


class KeptQuote(Protocol):
    """A quote as it was given."""

    @property
    def content(self) -> Mapping[str, Any]:
        """The quote's JSON."""

    @property
    def created_at(self) -> datetime:
        """When it was given; aware."""


@dataclass(frozen=True, slots=True)
class Library:
    """Where answers come from.

    Attributes:
        answer: The study, unless the assistant is paused.
        explain: Tells how the study answers.
        quote: Finds a kept quote by its id, which may be any text.
        build: Of the index that answers; empty while there is none.
        record: What the roll says, for staff only, of what a look-up found.
        samples: Whether sample rates may be told.
    """

    answer: Callable[[Asked], Awaitable[Answer]]
    explain: Callable[[Asked], Awaitable[Explanation]]
    quote: Callable[[str], Awaitable[KeptQuote | None]]
    build: Callable[[], str]
    record: Callable[[Mapping[str, Any]], Mapping[str, str]]
    samples: bool = False


class Questions:
    """Questions in channels, in direct conversations and by command.

    Failure policy: what the study or SQL raise is raised, and what was delivered is worked on
    again: a question is kept once, with its first answer.
    """

    def __init__(
        self,
        asks: AskStore,
        library: Library,
        colleagues: Colleagues,
        slack: SlackClient,
        whispers: Whispers,
        site: Callable[[], Site],
        wake: Callable[[], None],
    ) -> None:
        """Keep what answering needs.

        Args:
            asks: Keep questions.
            library: Where answers come from.
            colleagues: Know who is staff.
            slack: Says that it is being looked up.
            whispers: Tell staff alone.
            site: Where it is read, by the build in use.
            wake: Has the outbox looked at.
        """
        self._asks = asks
        self._library = library
        self._colleagues = colleagues
        self._slack = slack
        self._whispers = whispers
        self._site = site
        self._wake = wake

    async def hear(self, message: Mapping[str, Any], *, is_mention: bool) -> None:
        """Answer a message where it stands, if it is for the assistant."""
        channel, ts = str(message["channel"]), str(message["ts"])
        thread_ts = str(message.get("thread_ts") or ts)
        before = await self._asks.before(channel, thread_ts, ts)
        direct = channel.startswith(_DIRECT)
        if not (direct or is_mention or _follows_up(message, before)):
            return
        asker = str(message["user"])
        question = await self._question(message)
        if not question:
            await self._say(message, draw_said(self._site().words.answer["no-words"]))
            return
        await self._think(channel, thread_ts)
        ask = await self._ask(question, before, asker)
        at = replace(ask, channel=channel, thread_ts=thread_ts, ts=ts)
        kept = await self._asks.keep(at, posts=True)
        self._wake()
        if not direct and (aside := self.for_staff(kept)) is not None:
            await self._say(message, aside)

    async def privately(self, question: str, asker: str, channel: str, key: str) -> Ask:
        """Answer somebody alone, who may share it then; gives what was asked and answered.

        Args:
            question: In their words.
            asker: Slack's id of the person.
            channel: In which they ask.
            key: The same for every delivery of this question.
        """
        known = await self._asks.at(channel, key)
        if known is not None:
            return known
        ask = await self._ask(question, (), asker)
        return await self._asks.keep(replace(ask, channel=channel, ts=key), posts=False)

    async def explain(self, ask: Ask) -> Post:
        """How an answer came about, as the build in use answers: to staff as staff are answered."""
        before = await self._asks.before(ask.channel, ask.thread_ts, ask.ts)
        of_thread = before if ask.thread_ts else ()
        asked = replace(self._asked(ask.question, of_thread), staff=bool(ask.staff_answer))
        return draw_why(await self._library.explain(asked), self._site())

    async def receipts(self, text: str) -> list[Post]:
        """The steps of every quote whose receipt a text names.

        A text that is nothing but the number of a receipt that is not kept is told so.
        """
        found = [await self._library.quote(id) for id in _RECEIPT.findall(text)]
        quotes = [one for one in found if one is not None]
        if not quotes and _RECEIPT_ALONE.fullmatch(text.strip()):
            return [draw_no_receipt(self._site())]
        return [draw_receipt(one.content, one.created_at, self._site()) for one in quotes]

    def for_staff(self, ask: Ask) -> Post | None:
        """What an answer says to staff alone; None where that is nothing."""
        if not ask.staff_answer:
            return None
        return draw_for_staff(ask.answer, ask.staff_answer, self._site())

    async def beyond(self, asked: Asked, answer: Answer) -> Post | None:
        """What staff may know beyond the answer that a visitor gets; None where that is nothing.

        Args:
            asked: As the visitor asked it.
            answer: For the visitor.
        """
        of_staff = await self._of_staff(asked, answer)
        return draw_for_staff(answer.to_json(), of_staff, self._site())

    async def aside(self, message: Mapping[str, Any]) -> None:
        """Answer a message to who wrote it alone."""
        channel, user = str(message["channel"]), str(message["user"])
        question = await self._question(message)
        if not question:
            await self._say(message, draw_said(self._site().words.answer["no-words"]))
            return
        ask = await self.privately(question, user, channel, f"aside:{message['ts']}")
        answer = draw_answer(ask.answer, self._site(), id=ask.mark, is_private=True)
        await self._say(message, answer)
        if (of_staff := self.for_staff(ask)) is not None:
            await self._say(message, of_staff)

    async def say(self, ask: Ask, user: str, post: Post) -> None:
        """Say something to one person where an answer stands."""
        await self._whispers.say(ask.channel, user, post, ask.thread_ts)

    async def place(self, id: int) -> str:
        """The ts of the thread in which an ask is answered."""
        ask = await self._asks.get(id)
        return ask.thread_ts if ask is not None else ""

    async def post(self, id: int) -> Post | None:
        """The answer to an ask as it is posted: directly also with what is for staff alone.

        Args:
            id: Of the ask; none is posted of one that was forgotten.
        """
        ask = await self._asks.get(id)
        if ask is None:
            return None
        if ask.question and (receipts := await self.receipts(ask.question)):
            return _joined(receipts)
        post = draw_answer(ask.answer, self._site(), id=ask.mark, is_private=False)
        aside = self.for_staff(ask) if ask.channel.startswith(_DIRECT) else None
        return post if aside is None else _joined([post, aside])

    async def _ask(self, question: str, before: Sequence[Ask], asker: str) -> Ask:
        is_staff = await self._is_staff(asker)
        asked = self._asked(question, before)
        build = self._library.build()
        answer = await self._library.answer(asked)
        of_staff = await self._of_staff(asked, answer) if is_staff else {}
        return Ask(0, "", "", "", "", asker, question, answer.to_json(), of_staff, build)

    async def _of_staff(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """The answer to staff, with what the roll says.

        Of the exact tools it is the same, and has its receipt already.
        """
        is_exact = answer.quote is not None or answer.directory is not None
        told = answer if is_exact else await self._library.answer(replace(asked, staff=True))
        return told.to_json() | {"staff": self._library.record(answer.directory or {})}

    def _asked(self, question: str, before: Sequence[Ask]) -> Asked:
        """A question with the turns before it."""
        history = tuple(
            turn
            for one in before
            for turn in (
                Turn("user", one.question),
                Turn("assistant", str(one.answer.get("text", ""))),
            )
        )
        return Asked(question, history, _LANGUAGE, samples=self._library.samples)

    async def _is_staff(self, user: str) -> bool:
        try:
            await self._colleagues.admit(user)
        except (NotOfStaff, SlackLater, SlackUnknown):  # in doubt they read what everybody may
            return False
        return True

    async def _question(self, message: Mapping[str, Any]) -> str:
        """What is asked, without the mention of the assistant."""
        text = str(message.get("text", ""))
        own = await self._colleagues.own_id()
        others = [user for user in mentioned(text) if user != own]
        return read_words(text.replace(f"<@{own}>", ""), await self._colleagues.names(others))

    async def _say(self, message: Mapping[str, Any], post: Post) -> None:
        """Say something to who wrote a message alone.

        It stands in the thread only if that was one already: Slack shows what is for one person
        nowhere in a thread that nobody has begun (docs.slack.dev/reference/methods/
        chat.postEphemeral).
        """
        channel, user = str(message["channel"]), str(message["user"])
        await self._whispers.say(channel, user, post, str(message.get("thread_ts") or ""))

    async def _think(self, channel: str, thread_ts: str) -> None:
        try:
            status = self._site().words.answer["thinking"]
            await self._slack.think(channel, thread_ts, status)
        except (SlackLater, SlackRefused, SlackUnknown) as error:
            log.info("status not shown", reason=str(error))


def _follows_up(message: Mapping[str, Any], before: Sequence[Ask]) -> bool:
    """Whether somebody goes on asking in a thread in which nobody else has asked since."""
    asked_last = bool(before) and before[-1].author == message.get("user")
    return asked_last and not mentioned(str(message.get("text", "")))


def _joined(posts: Sequence[Post]) -> Post:
    """Several posts as one."""
    blocks = [block for post in posts for block in post.blocks]
    return Post("\n\n".join(post.text for post in posts), tuple(blocks[:_BLOCKS]))
