"""Reads the forms of pages: small, urlencoded, in UTF-8."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

FORM_BYTES = 32 * 1024  # 2,000 characters of four bytes, each written as %XX, are 24,000
_MOST_FIELDS = 10


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form; of one that comes twice the first.

    Raises:
        HTTPException: 415 if the body is no such form, 400 if it cannot be read.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = await request.body()
    try:
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}
