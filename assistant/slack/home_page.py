"""Shows one of the staff the assistant's own page: who waits, what is open, what today brought."""

from collections.abc import Callable
from datetime import datetime

from assistant.conversation import Handoff
from assistant.conversations.desk import Desk
from assistant.slack.blocks.homes import HomePage, ListedHandoff, draw_closed, draw_home
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackClient
from assistant.slack.links import Links


class HomePages:
    """The page, drawn anew whenever somebody opens it or does something on it.

    Failure policy: what Slack or SQL raise is raised; a handoff whose thread cannot be found is
    shown without a link to it.
    """

    def __init__(
        self,
        desk: Desk,
        links: Links,
        slack: SlackClient,
        site: Callable[[], Site],
        now: Callable[[], datetime],
    ) -> None:
        """Keep what drawing needs.

        Args:
            desk: Knows what waits.
            links: Lead to where it is spoken of.
            slack: Shows the page.
            site: Where it is read.
            now: The time, aware.
        """
        self._desk = desk
        self._links = links
        self._slack = slack
        self._site = site
        self._now = now

    async def show(self, user: str) -> None:
        """Show the page to somebody of the staff."""
        overview = await self._desk.board.overview()
        page = HomePage(
            tuple([await self._listed(one) for one in overview.handoffs]),
            overview.corrections,
            await self._desk.board.today(self._now()),
            overview.paused,
            overview.away.until if overview.away else None,
        )
        await self._slack.show_home(user, draw_home(page, self._site()))

    async def show_nothing(self, user: str) -> None:
        """Show somebody who is none of the staff that the page is not for them."""
        await self._slack.show_home(user, draw_closed(self._site()))

    async def _listed(self, handoff: Handoff) -> ListedHandoff:
        return ListedHandoff(handoff, await self._links.to(handoff.conversation.id))
