"""Receipts of quotes over HTTP: the JSON, and a page to print.

Sample rates are shown to this machine only, or in a demonstration; to others a receipt of them
is not there, and nothing of its amount is said.
"""

from datetime import UTC
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.web.house import House, KeptQuote
from assistant.web.locality import may_see_samples
from assistant.web.problems import ProblemJson, ProblemResponse
from assistant.web.quote_contract import KeptQuoteJson, QuoteJson
from assistant.web.receipt import Receipts

# Whoever has the address may read; search engines are not meant to have it.
_UNLISTED = {"X-Robots-Tag": "noindex"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    404: {
        "model": ProblemJson,
        "description": "No quote has this id, or its rates are a sample that is not shown to you.",
    },
    421: {"model": ProblemJson, "description": "The server does not answer to this host name."},
    # Keeps the framework from describing a 422 of its own: any text may be asked for as an id.
    "4XX": {"model": ProblemJson, "description": "Any other refusal."},
    500: {"model": ProblemJson, "description": "A fault of ours."},
    503: {"model": ProblemJson, "description": "Not able to answer now; see Retry-After."},
}


def quote_routes(house: House, receipts: Receipts) -> APIRouter:
    """The routes of receipts; only the JSON is part of the API's description."""
    router = APIRouter(tags=["quotes"])

    @router.head("/api/v1/quotes/{id}", include_in_schema=False)
    @router.get(
        "/api/v1/quotes/{id}",
        operation_id="getQuote",
        summary="Read a receipt",
        response_model=KeptQuoteJson,
        response_description="The quote as it was given.",
        responses=_RESPONSES,
    )
    async def get_quote(id: str, request: Request) -> Response:
        """Give a quote as it was given, with every step; `/quotes/{id}` is the page to print."""
        kept = await house.quote(id)
        if kept is None or _is_hidden(kept, request, house):
            return _no_quote(receipts, hidden=kept is not None)
        created_at = kept.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return JSONResponse({**kept.content, "created_at": created_at}, headers=_UNLISTED)

    @router.head("/quotes/{id}", include_in_schema=False)
    @router.get("/quotes/{id}", include_in_schema=False)
    async def show_quote(id: str, request: Request) -> HTMLResponse:
        kept = await house.quote(id)
        if kept is None or _is_hidden(kept, request, house):
            page = receipts.render_none(request, hidden=kept is not None)
            return HTMLResponse(page, 404, _UNLISTED)
        quote = QuoteJson.model_validate(kept.content)
        return HTMLResponse(receipts.render(request, quote, kept.created_at), headers=_UNLISTED)

    return router


def _is_hidden(kept: KeptQuote, request: Request, house: House) -> bool:
    """Whether a quote rests on rates that are not published and may not be shown here."""
    return kept.content.get("status") != "published" and not may_see_samples(request, house)


def _no_quote(receipts: Receipts, *, hidden: bool) -> ProblemResponse:
    words = receipts.words()
    said = words.hidden if hidden else words.unknown
    problem = ProblemJson(title=said["title"], status=404, detail=said["detail"], errors=None)
    return ProblemResponse(problem.model_dump(exclude_none=True), 404, _UNLISTED)
