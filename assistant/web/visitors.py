"""Lets visitors in to their own conversations, and to no other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from assistant.conversation import Conversation
from assistant.conversations.reception import Reception
from assistant.seams import ConversationUnknown
from assistant.web.house import House
from assistant.web.locality import may_see_samples
from assistant.web.problems import refusals

UNKNOWN: Final = {404: "There is no such conversation, or the token is not its own."}
READING: Final = refusals(UNKNOWN, of_body=False)
WRITING: Final = refusals(UNKNOWN, of_body=True)

TOKEN: Final = Depends(
    HTTPBearer(
        auto_error=False,
        scheme_name="conversation",
        description="The token that was told when the conversation began.",
    )
)


@dataclass(frozen=True, slots=True)
class Visitors:
    """Lets visitors in to their conversations."""

    house: House
    reception: Reception

    async def admit(self, id: str, request: Request) -> Conversation:
        """The conversation of whoever sends a request with its token.

        Raises:
            ConversationUnknown: As `admit_by`.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = token.strip() if scheme.lower() == "bearer" else ""
        return await self.admit_by(id, given, request)

    async def admit_by(self, id: str, token: str, request: Request) -> Conversation:
        """The conversation that a token opens, to whoever sends a request.

        Raises:
            ConversationUnknown: There is none, the token is another's, or it may hold sample
                rates, which this visitor may not see.
        """
        conversation = await self.reception.admit(id, token)
        if conversation.samples and not may_see_samples(request, self.house):
            raise ConversationUnknown("There is no such conversation, or it was erased.")
        return conversation


def admitted(visitors: Visitors) -> Callable[..., Any]:
    """The dependency of a route that gives the conversation of whoever sends a request."""

    # The scheme is there for the description: who is let in, `Visitors` decides.
    async def admit(id: str, request: Request, _: Annotated[object, TOKEN]) -> Conversation:
        return await visitors.admit(id, request)

    return admit
