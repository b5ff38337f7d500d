"""Bytes become text, or are refused: a wrongly guessed letter would stand in an answer."""

import codecs

from assistant.seams import DocumentRefused

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(content: bytes, *, declared: str = "", fallback: str = "") -> str:
    """Decode a text file; every line end becomes a line feed.

    Args:
        content: The file. A byte order mark decides before anything else.
        declared: The encoding that the file itself names; UTF-8 if it names none.
        fallback: What to try when the first encoding does not fit.

    Raises:
        DocumentRefused: The bytes are no text in these encodings, or hold NUL.
    """
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    encodings = [marked] if marked else [declared or "utf-8", *([fallback] if fallback else [])]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" in text:
            raise DocumentRefused(
                "There are NUL bytes in it, so it is no text: save it again as plain text."
            )
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DocumentRefused(
        f"Its letters are not in the encoding {encodings[0].upper()}: save it again as UTF-8."
    )
