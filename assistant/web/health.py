"""What machines ask of the server: is it alive, is it ready, what does it count."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from assistant.web.admission import may_read_metrics
from assistant.web.contract import HealthJson, ReadinessJson
from assistant.web.house import House
from assistant.web.meters import Meters
from assistant.web.problems import ProblemJson

_WRONG_HOST: dict[int | str, dict[str, Any]] = {
    421: {"model": ProblemJson, "description": "The server does not answer to this host name."}
}


def health_routes(house: House, meters: Meters) -> APIRouter:
    """The operators' routes."""
    router = APIRouter(tags=["operation"])

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz", operation_id="getHealth", summary="Alive?", responses=_WRONG_HOST)
    async def get_health() -> HealthJson:
        """Say that the process runs; it may not be ready yet."""
        return HealthJson()

    @router.head("/readyz", include_in_schema=False)
    @router.get(
        "/readyz",
        operation_id="getReadiness",
        summary="Ready?",
        responses=_WRONG_HOST
        | {503: {"model": ProblemJson, "description": "Questions cannot be answered yet."}},
    )
    async def get_readiness() -> ReadinessJson:
        """Say whether questions can be answered, and what works worse than it should."""
        if not house.ready():
            raise HTTPException(503)
        return ReadinessJson(degraded=await house.degraded())

    @router.get(
        "/metrics",
        operation_id="getMetrics",
        summary="Counters for Prometheus",
        response_class=Response,
        responses=_WRONG_HOST
        | {
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
            401: {"model": ProblemJson, "description": "The token is missing or wrong."},
            403: {"model": ProblemJson, "description": "Only this machine may read."},
        },
    )
    async def get_metrics(request: Request) -> Response:
        """Give the counters to this machine, and to others with the token."""
        if not may_read_metrics(request, house.metrics_token):
            if house.metrics_token:
                raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
            raise HTTPException(403)
        return Response(meters.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
