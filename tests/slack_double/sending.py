"""What people do in Slack: each act changes the workspace and is brought to the app."""

import json

from tests.slack_double.calls import Call
from tests.slack_double.channels import Channel
from tests.slack_double.courier import Courier, Ways
from tests.slack_double.events import Events
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.forms import Answers
from tests.slack_double.interactions import Interactions
from tests.slack_double.parcels import Delivery, Parcel
from tests.slack_double.people import Person
from tests.slack_double.posts import Content, Post
from tests.slack_double.response_urls import ResponseUrls
from tests.slack_double.typed import rich_text
from tests.slack_double.views import View, Views, read_view
from tests.slack_double.workspace import Workspace


class Sender:
    """Acts of people.

    Text comes as Slack words it: `&`, `<` and `>` that somebody typed are escaped, a mention is
    `<@U1>`. The app hears of a channel only while its bot is a member.

    Attributes:
        ways: How events travel.
        has_old_client: Whether what they type comes without blocks.
    """

    has_old_client = False

    def __init__(
        self,
        workspace: Workspace,
        views: Views,
        urls: ResponseUrls,
        events: Events,
        interactions: Interactions,
        courier: Courier,
        ways: Ways,
    ) -> None:
        self.ways = ways
        self._workspace = workspace
        self._views = views
        self._urls = urls
        self._events = events
        self._interactions = interactions
        self._courier = courier

    # --- events ---

    async def says(
        self, person: Person, channel: Channel, text: str, *, thread: str = "", aloud: bool = False
    ) -> str:
        """Somebody writes; gives the `ts`.

        Args:
            thread: The `ts` of the root that is answered.
            aloud: The answer is shown in the channel too (`thread_broadcast`).
        """
        subtype = "thread_broadcast" if aloud else ""
        return await self._write(person, channel, self._typed(text), thread, subtype)

    async def shares_file(
        self, person: Person, channel: Channel, name: str, text: str = "", *, thread: str = ""
    ) -> str:
        """Somebody writes and adds a file; gives the `ts`."""
        return await self._write(person, channel, self._typed(text), thread, "file_share", name)

    async def edits(self, person: Person, channel: Channel, ts: str, text: str) -> None:
        """Somebody changes what they have written."""
        post = channel.find(ts)
        if post.user != person.id:
            raise Refused("cant_update_message")
        before = self._workspace.as_slack(post)
        self._workspace.edit(post, person, self._typed(text))
        await self._tell(channel, self._events.changed(channel, post, before))

    async def deletes(self, channel: Channel, ts: str) -> None:
        """Somebody takes a message away, their own, or any if they may.

        Where a root leaves a tombstone, Slack tells of a change and not of a removal, and then
        tells of each answer as if it had changed (github.com/42wim/matterbridge/issues/1959).
        """
        post = channel.find(ts)
        before, answers = self._workspace.as_slack(post), channel.replies(ts)
        channel.remove(post)
        if not answers:
            await self._tell(channel, self._events.removed(channel, before))
            return
        again = [(answer, self._workspace.as_slack(answer)) for answer in answers]
        changes = [(post, before), *again]
        await self._tell(channel, *(self._events.changed(channel, *change) for change in changes))

    async def echoes(self, post: Post) -> None:
        """Slack tells the app of what the app itself has written."""
        channel = self._workspace.channels[post.channel]
        await self._tell(channel, *self._events.written(channel, post))

    async def repeats_reply(self, channel: Channel, ts: str) -> None:
        """Slack tells of a reply once more, hidden (github.com/gugu91/pinet/issues/744)."""
        await self._tell(channel, self._events.replied(channel, channel.find(ts)))

    async def joins(self, person: Person, channel: Channel) -> None:
        """Somebody joins a channel."""
        channel.members.append(person.id)
        await self._tell(channel, self._events.came(channel, person))

    async def leaves(self, person: Person, channel: Channel) -> None:
        """Somebody leaves a channel."""
        channel.members.remove(person.id)
        await self._tell(channel, self._events.went(channel, person))

    async def opens_home(self, person: Person, tab: str = "home") -> None:
        """Somebody looks at the app's page, on its tab `home` or `messages`."""
        home = self._views.homes.get(person.id) if tab == "home" else None
        await self._courier.bring_events(self._events.home_opened(person, tab, home))

    async def brings_withheld(self, number: int) -> None:
        """Slack brings one of the events that it withheld; the first is 0."""
        await self._courier.bring(self._courier.withheld[number])

    async def settle(self) -> None:
        """Wait until every event has arrived, or was given up."""
        await self._courier.settle()

    # --- interactions ---

    async def presses(
        self, person: Person, where: Post | View, action_id: str, value: str | None = None
    ) -> Delivery:
        """Somebody presses a button, or chooses the option with this value."""
        if isinstance(where, Post):
            told = self._interactions.press_in_message(person, where, action_id, value)
        else:
            told = self._interactions.press_in_view(person, where, action_id, value)
        return await self._courier.bring(told)

    async def submits(self, view: View, answers: Answers) -> Delivery:
        """Who a modal was opened for sends it in, with answers by `action_id`."""
        person = self._workspace.people[view.person]
        told = self._interactions.submission(person, view, answers)
        delivery = await self._courier.bring(told)
        if not delivery.failure:
            self._react(view, json.loads(delivery.answer or "{}"))
        return delivery

    async def commands(
        self, person: Person, channel: Channel, command: str, text: str = ""
    ) -> Delivery:
        """Somebody runs a slash command; what the acknowledgement says is shown."""
        told = self._interactions.command(person, channel, command, text)
        delivery = await self._courier.bring(told)
        if not delivery.failure and delivery.answer:
            answer = Call(command, "", _read_answer(delivery.answer))
            self._urls.write(answer, person.id, channel)
        return delivery

    def _react(self, view: View, answer: Fields) -> None:
        """Do with a modal what the app answers (docs.slack.dev/surfaces/modals)."""
        match answer.get("response_action"):
            case "errors":
                view.errors = answer["errors"]
            case "update":
                self._views.change(view, read_view(answer["view"], "modal"))
            case _:
                view.is_open = False

    async def _write(
        self,
        person: Person,
        channel: Channel,
        content: Content,
        thread: str,
        subtype: str,
        file: str = "",
    ) -> str:
        post = self._workspace.write(channel, person, content, thread, subtype)
        post.files = [{"id": f"F{post.ts}", "name": file, "mode": "hosted"}] if file else []
        await self._tell(channel, *self._events.written(channel, post))
        return post.ts

    def _typed(self, text: str) -> Content:
        return Content(text, [] if self.has_old_client else rich_text(text))

    async def _tell(self, channel: Channel, *parcels: Parcel) -> None:
        if self._workspace.bot.id in channel.members:
            await self._courier.bring_events(*parcels)


def _read_answer(answer: str) -> Fields:
    try:
        fields = json.loads(answer)
    except ValueError:
        return {"text": answer}
    return fields if isinstance(fields, dict) else {"text": answer}
