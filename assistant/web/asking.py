"""Asking over HTTP: one question, one answer, nothing kept."""

import re
import time
from collections.abc import Mapping

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from assistant.vocabulary import Answer, Outcome
from assistant.web.contract import AnswerJson, QuestionJson
from assistant.web.house import House
from assistant.web.limits import Deed
from assistant.web.locality import may_see_samples
from assistant.web.meters import Meters
from assistant.web.problems import refusals

log = structlog.get_logger(__name__)

BODY_BYTES = 16 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")  # a metric's name in Server-Timing is an HTTP token
_HEADERS = {
    "Server-Timing": {"description": "Milliseconds of each step.", "schema": {"type": "string"}},
    "X-Request-ID": {
        "description": "The sender's id, or one made here; name it when you report a fault.",
        "schema": {"type": "string"},
    },
}
_RESPONSES = {200: {"headers": _HEADERS}, **refusals(of_body=True)}


class Asker:
    """Puts questions to the house and counts what comes back."""

    def __init__(self, house: House, meters: Meters) -> None:
        self._house = house
        self._meters = meters

    async def ask(self, question: QuestionJson, request: Request) -> Answer:
        """Ask the house what a request brings.

        Raises:
            AssistantError: The house cannot answer for now.
            HTTPException: 429, too many questions come from there.
        """
        if self._house.limits is not None:
            await self._house.limits.count(Deed.ASK, request)
        start = time.perf_counter()
        outcome = Outcome.FAILED
        try:
            samples = may_see_samples(request, self._house)
            answer = await self._house.answer(question.to_asked(samples=samples))
            outcome = answer.outcome
        finally:
            seconds = time.perf_counter() - start
            self._meters.count_answer(outcome, seconds)
            log.info(
                "asked",
                request_id=request.state.request_id,
                outcome=outcome.value,
                ms=round(seconds * 1000, 1),
            )
        return answer


async def require_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON.

    A cross-site form can send anything else without asking first. Awaitable, for the framework
    would have a thread run it otherwise, which takes longer than reading the header.

    Raises:
        HTTPException: 415.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415)


def asking_routes(asker: Asker) -> APIRouter:
    """The API's routes."""
    router = APIRouter(prefix="/api/v1", tags=["asking"], max_body_size=BODY_BYTES)

    @router.post(
        "/ask",
        operation_id="ask",
        summary="Ask a question",
        response_model=AnswerJson,
        response_description="The answer.",
        responses=_RESPONSES,
        dependencies=[Depends(require_json)],
    )
    async def ask(question: QuestionJson, request: Request) -> Response:
        """Answer one question from the association's documents; nothing is stored.

        Send the conversation so far in `history`, so that "And for counties?" is understood.
        """
        answer = await asker.ask(question, request)
        timing = {"Server-Timing": server_timing(answer.timings_ms)}
        # Made here and not checked against the model again: a test does that for every answer.
        return JSONResponse(answer.to_json(), headers=timing)

    return router


def server_timing(timings_ms: Mapping[str, float]) -> str:
    """The Server-Timing header for the milliseconds of each step."""
    return ", ".join(
        f"{name};dur={value:.2f}" for name, value in timings_ms.items() if _TOKEN.fullmatch(name)
    )
