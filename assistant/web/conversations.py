"""Conversations over HTTP: begun, written to, followed, read, erased.

Whoever does not hold a conversation's token gets the same 404 as for one that does not exist.
"""

import asyncio
import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from assistant.conversation import Conversation
from assistant.conversations.reception import Arrival, Reception
from assistant.web.asking import BODY_BYTES, require_json
from assistant.web.conversation_contract import (
    AcceptedJson,
    ArrivalJson,
    EventJson,
    EventsJson,
    MessageJson,
    MessageToSendJson,
    OpenedJson,
    RepliedJson,
    StandingJson,
    TranscriptJson,
    WantedJson,
)
from assistant.web.conversation_forms import add_forms
from assistant.web.house import House
from assistant.web.limits import Deed
from assistant.web.locality import may_see_samples
from assistant.web.problems import refusals
from assistant.web.streams import QUIET_SECONDS, stream, write_event
from assistant.web.visitors import READING, UNKNOWN, WRITING, Visitors, admitted

MOST_WAIT_SECONDS = 30
_NUMBER = re.compile(r"\d{1,9}")
_Peek = Annotated[
    bool,
    Query(
        description="Whether nobody has it on a screen: a window that is closed has seen nothing."
    ),
]
_TAKEN = {409: "The client_id came with other words."}
# What the id of a new conversation is good for.
_OF_CONVERSATION = (
    "sendMessage",
    "askForStaff",
    "takeBack",
    "followConversation",
    "readTranscript",
    "eraseConversation",
)
_LINKS = {
    name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
    for name in _OF_CONVERSATION
}


def conversation_routes(house: House, reception: Reception) -> APIRouter:
    """The API's routes of conversations."""
    router = APIRouter(
        prefix="/api/v1/conversations", tags=["conversations"], max_body_size=BODY_BYTES
    )
    visitors = Visitors(house, reception)
    _add_opening(router, visitors)
    _add_messages(router, visitors)
    _add_endings(router, visitors)
    add_forms(router, visitors)
    _add_following(router, visitors)
    _add_transcript(router, visitors)
    return router


def _add_opening(router: APIRouter, visitors: Visitors) -> None:
    house, reception = visitors.house, visitors.reception

    @router.post(
        "",
        status_code=201,
        operation_id="openConversation",
        summary="Begin a conversation",
        response_model=OpenedJson,
        responses=WRITING | {201: {"links": _LINKS}},
        dependencies=[Depends(require_json), *house.held_back(Deed.BEGIN)],
    )
    async def open_conversation(arrival: ArrivalJson, request: Request) -> dict[str, Any]:
        """Begin a conversation; keep the token, which is told only here."""
        samples = may_see_samples(request, house)
        conversation, token = await reception.open(Arrival(**arrival.model_dump(), samples=samples))
        return {
            "id": conversation.id,
            "token": token,
            "greeting": str(house.association().get("greeting", "")),
            "state": conversation.state,
            "language": conversation.language,
        }


def _add_messages(router: APIRouter, visitors: Visitors) -> None:
    house, reception = visitors.house, visitors.reception
    Admitted = Annotated[Conversation, Depends(admitted(visitors))]  # noqa: N806 - a type

    @router.post(
        "/{id}/messages",
        status_code=202,
        operation_id="sendMessage",
        summary="Write to a conversation",
        response_model=AcceptedJson,
        response_description="The message is stored; events follow.",
        responses=refusals(UNKNOWN | _TAKEN, of_body=True)
        | {200: {"model": RepliedJson, "description": "Answered."}},
        dependencies=[Depends(require_json), *house.held_back(Deed.WRITE)],
    )
    async def send_message(
        conversation: Admitted,
        sent: MessageToSendJson,
        wait: Annotated[int, Query(ge=0, le=MOST_WAIT_SECONDS)] = 0,
    ) -> Response:
        """Store a message once and have it answered; with `wait`, give what followed."""
        seq = await reception.visitor_wrote(conversation.id, sent.text, sent.client_id)
        try:
            async with asyncio.timeout(wait):
                followed = await reception.wait_for_reply(conversation.id, seq) if wait else None
        except TimeoutError:
            followed = None
        if followed is None:
            return JSONResponse({"seq": seq}, 202)
        return JSONResponse(
            {"seq": seq, "events": [EventJson.of(one, house.link_hosts()) for one in followed]}
        )


def _add_endings(router: APIRouter, visitors: Visitors) -> None:
    """A person instead of the assistant, or nobody any more."""
    house, reception = visitors.house, visitors.reception
    Admitted = Annotated[Conversation, Depends(admitted(visitors))]  # noqa: N806 - a type

    @router.post(
        "/{id}/handoff",
        operation_id="askForStaff",
        summary="Ask for a person",
        response_model=StandingJson,
        responses=WRITING,
        dependencies=[Depends(require_json), *house.held_back(Deed.WRITE)],
    )
    async def ask_for_staff(conversation: Admitted, wanted: WantedJson) -> dict[str, Any]:
        """Ask for a person; what the visitor is told comes as an event."""
        standing = await reception.ask_for_staff(conversation.id, wanted.client_id)
        return {"state": standing.state, "claimed_by": standing.claimed_by}

    @router.post(
        "/{id}/assistant",
        operation_id="takeBack",
        summary="Have the assistant answer again",
        response_model=StandingJson,
        responses=WRITING,
        dependencies=[Depends(require_json), *house.held_back(Deed.WRITE)],
    )
    async def take_back(conversation: Admitted, wanted: WantedJson) -> dict[str, Any]:
        """Have the assistant answer while a person lets the visitor wait; the request stands."""
        standing = await reception.take_back(conversation.id, wanted.client_id)
        return {"state": standing.state, "claimed_by": standing.claimed_by}

    @router.delete(
        "/{id}",
        status_code=204,
        operation_id="eraseConversation",
        summary="Erase a conversation",
        responses=READING,
    )
    async def erase(conversation: Admitted) -> None:
        """Delete a conversation with everything that hangs on it; it cannot be brought back."""
        await reception.erase(conversation.id)


def _add_following(router: APIRouter, visitors: Visitors) -> None:
    house, reception = visitors.house, visitors.reception
    Admitted = Annotated[Conversation, Depends(admitted(visitors))]  # noqa: N806 - a type

    @router.get(
        "/{id}/events",
        operation_id="followConversation",
        summary="Follow a conversation",
        response_model=EventsJson,
        responses=READING
        | {200: {"content": {"text/event-stream": {}}, "description": "What changed."}},
    )
    async def follow(
        conversation: Admitted,
        request: Request,
        after: Annotated[int, Query(ge=0, le=10**9)] = 0,
        peek: _Peek = False,
    ) -> Response:
        """Give what changed after an event number.

        With `Accept: text/event-stream` a stream that goes on, resumed by `Last-Event-ID`; else
        what there is by now, as JSON.
        """
        if "text/event-stream" not in request.headers.get("accept", ""):
            found = await reception.events(conversation.id, after, peek=peek)
            return JSONResponse(
                {"events": [EventJson.of(one, house.link_hosts()) for one in found]}
            )
        last = request.headers.get("last-event-id", "")
        after = int(last) if _NUMBER.fullmatch(last) else after
        limits = house.limits
        if limits is not None:
            limits.check_streams(conversation.id, request)
        counted = limits.streaming(conversation.id) if limits else None
        events = reception.follow(conversation.id, after, QUIET_SECONDS, peek=peek)
        write = partial(write_event, hosts=house.link_hosts())
        return stream(events, write, house.ending, counted)


def _add_transcript(router: APIRouter, visitors: Visitors) -> None:
    house, reception = visitors.house, visitors.reception
    Admitted = Annotated[Conversation, Depends(admitted(visitors))]  # noqa: N806 - a type

    @router.get(
        "/{id}/transcript",
        operation_id="readTranscript",
        summary="Read a conversation",
        response_model=TranscriptJson,
        response_model_exclude_unset=True,  # as streams have it
        responses=READING,
    )
    async def transcript(conversation: Admitted, peek: _Peek = False) -> dict[str, Any]:
        """Give every message as it is now."""
        messages = await reception.transcript(conversation, peek=peek)
        return {
            "id": conversation.id,
            "state": conversation.state,
            "claimed_by": conversation.claimed_by,
            "language": conversation.language,
            "created_at": conversation.created_at,
            "last_event": conversation.last_event,
            "messages": [MessageJson.of(one, house.link_hosts()) for one in messages],
        }
