"""A browser without JavaScript on the chat page: it fills in forms and presses their buttons."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Unpack

from httpx import AsyncClient, Response
from sqlalchemy import func, select

from assistant.conversation import ConversationId
from assistant.storage.schema import conversations, messages
from tests.houses import House, living
from tests.test_web_fakes import LOCAL, DoorSettings, FakeHouse


@dataclass
class PlainPage:
    """The page as the browser has it, with what the last form got."""

    client: AsyncClient
    response: Response

    @property
    def text(self) -> str:
        """The page's source, with the characters that stand for markup."""
        return unescape(self.response.text)

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the question's form."""
        form = self.response.text.partition('<form id="ask"')[2].partition("</form>")[0]
        hidden = r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">'
        return dict(re.findall(hidden, form))

    @property
    def id(self) -> ConversationId:
        return ConversationId(self.fields["id"])

    @property
    def box(self) -> str:
        """What stands in the question box."""
        match = re.search(
            r'<textarea id="question"[^>]*>\n?(.*?)</textarea>', self.response.text, re.S
        )
        assert match, self.response.text
        return unescape(match[1])

    async def press(self, deed: str, **fields: str) -> Response:
        """Send the page's form with a button; the page becomes what comes back."""
        sent = self.fields | {"deed": deed} | fields
        self.response = await self.client.post("/chat", data=sent)
        return self.response

    async def send(self, text: str) -> Response:
        return await self.press("write", text=text)


@asynccontextmanager
async def reading(
    house: House, peer: str = LOCAL, **settings: Unpack[DoorSettings]
) -> AsyncGenerator[PlainPage, None]:
    """A browser that has opened the page of a house that answers."""
    settings["reception"] = house.reception
    door = FakeHouse().client(peer, **settings)
    async with living(house), door as client:
        yield PlainPage(client, await client.get("/chat"))


async def kept(house: House) -> tuple[int, int]:
    """How many conversations and messages are stored."""
    async with house.database.reading() as sql:
        counts = [
            int((await sql.execute(select(func.count()).select_from(table))).scalar_one())
            for table in (conversations, messages)
        ]
    return counts[0], counts[1]
