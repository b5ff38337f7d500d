"""What a visitor fills in beside the messages: an address for the answer, a judgement of one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from assistant.conversation import Contact, Conversation
from assistant.web.asking import require_json
from assistant.web.conversation_contract import ContactJson, FeedbackJson
from assistant.web.limits import Deed
from assistant.web.visitors import WRITING, Visitors, admitted


def add_forms(router: APIRouter, visitors: Visitors) -> None:
    """The routes of both."""
    house, reception = visitors.house, visitors.reception
    Admitted = Annotated[Conversation, Depends(admitted(visitors))]  # noqa: N806 - a type

    @router.post(
        "/{id}/contact",
        operation_id="leaveContact",
        summary="Say where an answer goes",
        response_model=ContactJson,
        responses=WRITING,
        dependencies=[Depends(require_json), *house.held_back(Deed.WRITE)],
    )
    async def leave_contact(conversation: Admitted, contact: ContactJson) -> dict[str, Any]:
        """Keep an address for the reply and nothing else; a later one takes its place."""
        given = contact.model_dump()
        await reception.leave_contact(conversation.id, Contact(**given))
        return given

    @router.post(
        "/{id}/messages/{seq}/feedback",
        status_code=204,
        operation_id="rateAnswer",
        summary="Say whether an answer helped",
        responses=WRITING,
        dependencies=[Depends(require_json), *house.held_back(Deed.WRITE)],
    )
    async def rate(
        conversation: Admitted,
        rated: FeedbackJson,
        seq: Annotated[int, Path(ge=1, le=10**9)],
    ) -> None:
        """Keep what a visitor thinks of an answer, with what it rested on; said again, the last."""
        await reception.rate(conversation.id, seq, helpful=rated.helpful, comment=rated.comment)
