"""Does what the buttons of the chat without JavaScript say, through the reception."""

import asyncio
from contextlib import suppress
from typing import Final

from fastapi import Request

from assistant.conversation import Contact, Conversation, ConversationId, State
from assistant.conversations.reception import Arrival, Reception
from assistant.seams import ConversationUnknown
from assistant.web.chat.forms import ChatDeed, ChatForm
from assistant.web.conversation_contract import ContactJson, MessageToSendJson
from assistant.web.house import House
from assistant.web.limits import Deed
from assistant.web.locality import may_see_samples
from assistant.web.visitors import Visitors

REPLY_SECONDS: Final = 20  # that a form waits for the answer to it


class ChatDeeds:
    """What the buttons do.

    Failure policy: with SQL down each raises `StoreUnavailable`, and nothing is done.
    """

    def __init__(
        self, house: House, reception: Reception, reply_seconds: float = REPLY_SECONDS
    ) -> None:
        """Keep what doing needs."""
        self._house = house
        self._reception = reception
        self._visitors = Visitors(house, reception)
        self._reply_seconds = reply_seconds
        self._does = {
            ChatDeed.WRITE: self._write,
            ChatDeed.PERSON: self._ask_for_staff,
            ChatDeed.ASSISTANT: self._take_back,
            ChatDeed.CONTACT: self._leave_contact,
            ChatDeed.RATE: self._rate,
            ChatDeed.ERASE: self._erase,
        }

    async def do(self, form: ChatForm, request: Request) -> str:
        """Do what a form says; gives the name of the notice that tells of it, or nothing.

        Raises:
            ConversationUnknown: There is none, it was erased, or it is another visitor's.
            HTTPException: 429, too often.
            MessageUnknown: The answer that is rated is none.
            ValidationError: A field is not as it has to be.
        """
        if (deed := self._does.get(form.deed)) is None:  # it only looks
            return ""
        return await deed(form, request)

    async def find(self, form: ChatForm, request: Request) -> Conversation | None:
        """The conversation of a form; None where it has not begun.

        Raises:
            ConversationUnknown: It was erased, or is another visitor's.
        """
        try:
            return await self._visitors.admit_by(form.conversation, form.token, request)
        except ConversationUnknown:
            if form.id:
                raise
            return None

    async def _begun(self, form: ChatForm, request: Request) -> Conversation:
        """The conversation of a form, which begins with what is sent first."""
        if (found := await self.find(form, request)) is not None:
            return found
        await self._count(Deed.BEGIN, form, request)
        arrival = Arrival(samples=may_see_samples(request, self._house))
        conversation, token = await self._reception.open(arrival, form.token)
        return await self._visitors.admit_by(conversation.id, token, request)

    async def _known(self, form: ChatForm, request: Request) -> ConversationId:
        conversation = await self._visitors.admit_by(form.conversation, form.token, request)
        return conversation.id

    async def _count(self, deed: Deed, form: ChatForm, request: Request) -> None:
        if self._house.limits is not None:
            await self._house.limits.count(deed, request, form.conversation)

    async def _write(self, form: ChatForm, request: Request) -> str:
        sent = MessageToSendJson(client_id=form.client_id, text=form.text)
        await self._count(Deed.WRITE, form, request)
        conversation = await self._begun(form, request)
        origin = form.origin(sent.text)
        seq = await self._reception.visitor_wrote(conversation.id, sent.text, origin)
        if conversation.state is not State.WITH_STAFF:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._reply_seconds):
                    await self._reception.wait_for_reply(conversation.id, seq)
        return ""

    async def _ask_for_staff(self, form: ChatForm, request: Request) -> str:
        await self._count(Deed.WRITE, form, request)
        conversation = await self._begun(form, request)
        await self._reception.ask_for_staff(conversation.id, form.client_id)
        return ""

    async def _take_back(self, form: ChatForm, request: Request) -> str:
        await self._count(Deed.WRITE, form, request)
        await self._reception.take_back(await self._known(form, request), form.client_id)
        return ""

    async def _leave_contact(self, form: ChatForm, request: Request) -> str:
        given = ContactJson(email=form.email, name=form.name, community=form.community)
        await self._count(Deed.WRITE, form, request)
        id = await self._known(form, request)
        await self._reception.leave_contact(id, Contact(**given.model_dump()))
        return ""

    async def _rate(self, form: ChatForm, request: Request) -> str:
        await self._count(Deed.WRITE, form, request)
        id = await self._known(form, request)
        await self._reception.rate(id, form.seq, helpful=form.helpful, comment="")
        return "rated"

    async def _erase(self, form: ChatForm, request: Request) -> str:
        await self._reception.erase(await self._known(form, request))
        return "erased"
