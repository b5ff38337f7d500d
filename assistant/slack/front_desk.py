"""The assistant's own side in Slack: questions, the command, buttons under answers, its page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog

from assistant.conversation import Mistake
from assistant.conversations.desk import Desk
from assistant.conversations.moments import read_until
from assistant.seams import MomentRefused
from assistant.slack.asking import Questions
from assistant.slack.blocks import actions
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.asides import draw_said
from assistant.slack.blocks.corrections import correction_form
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackClient, SlackUnknown
from assistant.slack.colleagues import Colleague, Colleagues, NotOfStaff
from assistant.slack.home_page import HomePages
from assistant.storage.asks import AskStore
from assistant.thread import Ask

log = structlog.get_logger(__name__)

_FOR_HELP: Final = frozenset({"", "help", "away"})  # nobody is away without an end
_HOME: Final = "home"  # the tab of the page


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody typed after /membership.

    Attributes:
        words: All of it.
        url: Where the answer goes.
        key: Tells this command from every other.
    """

    words: str
    user: str
    channel: str
    url: str
    key: str

    @property
    def verb(self) -> str:
        """Its first word, in lower case."""
        return self.words.partition(" ")[0].lower()

    @property
    def rest(self) -> str:
        """What follows the first word."""
        return self.words.partition(" ")[2].strip()


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Where people speak with the assistant itself.

    Failure policy: what Slack, the study or SQL raise is raised, and worked on again.
    """

    desk: Desk
    questions: Questions
    asks: AskStore
    colleagues: Colleagues
    slack: SlackClient
    home_pages: HomePages
    site: Callable[[], Site]
    now: Callable[[], datetime]

    async def hear(self, message: Mapping[str, Any], *, is_mention: bool) -> None:
        """Answer a message outside of handoffs' threads."""
        await self.questions.hear(message, is_mention=is_mention)

    async def aside(self, message: Mapping[str, Any]) -> None:
        """Answer one of the staff alone, who asks within a handoff's thread."""
        await self.questions.aside(message)

    async def command(self, payload: Mapping[str, Any]) -> None:
        """Do what /membership says: a verb of staff, else a question."""
        command = Command(
            str(payload.get("text", "")).strip(),
            str(payload["user_id"]),
            str(payload["channel_id"]),
            str(payload["response_url"]),
            f"command:{payload['trigger_id']}",
        )
        verb = self._verb(command)
        if command.words.lower() in _FOR_HELP:
            await self._say(command, self.site().words.command["help"])
        elif verb is not None:
            colleague = await self.colleagues.admit(command.user)
            await self._say(command, await verb(colleague, command))
        else:
            await self._answer(command)

    async def press(self, payload: Mapping[str, Any]) -> None:
        """Do what a button under an answer, or on the page, says."""
        action = payload["actions"][0]
        value = str(action.get("value", ""))
        if action["action_id"] == actions.CLOSE_CORRECTION:
            await self._close_correction(int(value), str(payload["user"]["id"]))
            return
        ask = await self.asks.marked(value)
        presses: Mapping[str, Callable[[Ask, Mapping[str, Any]], Awaitable[None]]] = {
            actions.WHY: self._explain,
            actions.SHARE: self._share,
            actions.WRONG: self._ask_what_is_right,
        }
        press = presses.get(str(action["action_id"]))
        if press is None:
            return
        if ask is None:
            gone = draw_said(self.site().words.answer["forgotten"])
            thread_ts = str((payload.get("container") or {}).get("thread_ts", ""))
            await self.slack.respond(str(payload["response_url"]), gone, thread_ts)
            return
        await press(ask, payload)

    async def form(self, payload: Mapping[str, Any]) -> None:
        """Keep what somebody of the staff says is right."""
        view = payload["view"]
        ask = await self.asks.marked(str(view["private_metadata"]))
        if view["callback_id"] != actions.CORRECTION_FORM or ask is None:
            return
        colleague = await self.colleagues.admit(str(payload["user"]["id"]))
        said = str(ask.answer.get("text", ""))
        right, stands = (_field(view, name) for name in (actions.RIGHT, actions.STANDS))
        mistake = Mistake(ask.question, said, right, stands, ask.build)
        await self.desk.corrections.say_wrong(colleague.staff, mistake, f"form:{view['id']}")
        kept = draw_said(self.site().words.correction["kept"])
        await self.questions.say(ask, colleague.id, kept)

    async def home(self, payload: Mapping[str, Any]) -> None:
        """Show the assistant's own page to one of the staff."""
        if payload.get("tab", _HOME) != _HOME:
            return
        user = str(payload["user"])
        try:
            await self.colleagues.admit(user)
        except NotOfStaff:  # also of who was: the page that they saw stands until then
            await self.home_pages.show_nothing(user)
        else:
            await self.home_pages.show(user)

    def _verb(self, command: Command) -> Callable[[Colleague, Command], Awaitable[str]] | None:
        """What a command does, where it is one of staff; a question may begin with such a word."""
        alone = {"pause": self._pause, "resume": self._resume, "back": self._back}
        if not command.rest:
            return alone.get(command.verb)
        return self._away if command.verb == "away" else None

    async def _answer(self, command: Command) -> None:
        if receipts := await self.questions.receipts(command.words):
            for post in receipts:
                await self.slack.respond(command.url, post)
            return
        ask = await self.questions.privately(
            command.words, command.user, command.channel, command.key
        )
        post = draw_answer(ask.answer, self.site(), id=ask.mark, is_private=True)
        await self.slack.respond(command.url, post)
        if (aside := self.questions.for_staff(ask)) is not None:
            await self.slack.respond(command.url, aside)

    async def _explain(self, ask: Ask, payload: Mapping[str, Any]) -> None:
        await self.colleagues.admit(str(payload["user"]["id"]))
        why = await self.questions.explain(ask)
        await self.slack.respond(str(payload["response_url"]), why, ask.thread_ts)

    async def _share(self, ask: Ask, payload: Mapping[str, Any]) -> None:
        post = draw_answer(
            ask.answer, self.site(), id=ask.mark, is_private=False, question=ask.question
        )
        try:
            await self.slack.respond(str(payload["response_url"]), post, in_channel=True)
        except SlackUnknown as error:  # it may stand there: pressed again it is shared again
            log.warning("not known whether an answer was shared", reason=str(error))

    async def _ask_what_is_right(self, ask: Ask, payload: Mapping[str, Any]) -> None:
        await self.colleagues.admit(str(payload["user"]["id"]))
        said = str(ask.answer.get("text", ""))
        form = correction_form(ask.question, said, ask.mark, self.site())
        await self.slack.open_form(str(payload["trigger_id"]), form)

    async def _close_correction(self, id: int, user: str) -> None:
        colleague = await self.colleagues.admit(user)
        await self.desk.corrections.close(id, colleague.staff)
        await self.home_pages.show(colleague.id)

    async def _pause(self, colleague: Colleague, _: Command) -> str:
        await self.desk.pause(colleague.staff)
        return self.site().words.command["paused"]

    async def _resume(self, colleague: Colleague, _: Command) -> str:
        await self.desk.resume(colleague.staff)
        return self.site().words.command["resumed"]

    async def _away(self, colleague: Colleague, command: Command) -> str:
        zone = self.desk.zone()
        try:
            until = read_until(command.rest, self.now(), zone)
        except MomentRefused as error:
            return str(error)
        await self.desk.away(colleague.staff, until)
        told = f"{until.astimezone(zone):%A, %d %B %Y, %H:%M}"
        return self.site().words.command["away"].format(until=told, zone=zone)

    async def _back(self, colleague: Colleague, _: Command) -> str:
        await self.desk.back(colleague.staff)
        return self.site().words.command["back"]

    async def _say(self, command: Command, said: str) -> None:
        await self.slack.respond(command.url, draw_said(said))


def _field(view: Mapping[str, Any], name: str) -> str:
    """What was typed into a field of a form; empty if nothing."""
    (field,) = view["state"]["values"][name].values()
    return str(field.get("value") or "").strip()
