"""Serves the chat window's script to other websites, and its sentences by language.

`/widget.js` is always the newest; `/widget/DIGEST.js` is one release and may be kept for a year.
The files are built by `make widget` and part of the package.
"""

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

_JAVASCRIPT: Final = "text/javascript; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"
_NEWEST: Final = "public, max-age=300, stale-while-revalidate=86400"  # seconds
_FOREVER: Final = "public, max-age=31536000, immutable"
# Any website may load it: the script holds nothing of anybody's, and asks only for itself.
_FOR_ALL: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_LANGUAGE = re.compile(r"[a-z]{2}")
_DIGEST_LETTERS: Final = 16


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """A file with what tells it from every other.

    Attributes:
        digest: Short, for addresses.
        integrity: Long, for browsers that are told to refuse any other.
    """

    content: bytes
    gzipped: bytes
    digest: str
    integrity: str


@cache
def read_script() -> WidgetFile:
    """The built script."""
    return _file((resources.files("assistant.web") / "static" / "widget.js").read_bytes())


@cache
def read_sentences(language: str) -> WidgetFile | None:
    """The sentences of a language; None where there are none."""
    file = resources.files("assistant.web") / "widget" / "words" / f"{language}.json"
    return _file(file.read_bytes()) if file.is_file() else None


def _file(content: bytes) -> WidgetFile:
    gzipped = gzip.compress(content, mtime=0)
    integrity = base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")
    return WidgetFile(
        content,
        gzipped,
        hashlib.sha256(content).hexdigest()[:_DIGEST_LETTERS],
        f"sha384-{integrity}",
    )


def widget_routes() -> APIRouter:
    """The routes of files; they are no part of the API's description."""
    router = APIRouter(include_in_schema=False)

    @router.head("/widget.js")
    @router.get("/widget.js")
    async def newest(request: Request) -> Response:
        return _respond(request, read_script(), _JAVASCRIPT, _NEWEST)

    # A page that asks for a release which is gone works on, with the newest; one that also names
    # its integrity is refused by the browser, as it wished.
    @router.head("/widget/{digest}.js")
    @router.get("/widget/{digest}.js")
    async def release(request: Request, digest: str) -> Response:
        script = read_script()
        return _respond(
            request, script, _JAVASCRIPT, _FOREVER if digest == script.digest else _NEWEST
        )

    @router.head("/widget/words/{language}.json")
    @router.get("/widget/words/{language}.json")
    async def sentences(request: Request, language: str) -> Response:
        found = read_sentences(language) if _LANGUAGE.fullmatch(language) else None
        if found is None:
            raise HTTPException(404)
        return _respond(request, found, _JSON, _NEWEST)

    return router


def _respond(request: Request, file: WidgetFile, media_type: str, caching: str) -> Response:
    tag = f'W/"{file.digest}"'  # weak: the same file, gzipped or not
    headers = {**_FOR_ALL, "Cache-Control": caching, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(file.content, headers=headers, media_type=media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(file.gzipped, headers=headers, media_type=media_type)
