"""What a file must be before a reader opens it: small enough, whole, and what its name says."""

import io
import re
import stat
import zipfile
from pathlib import Path

from assistant.seams import DocumentRefused

MAX_FILE_BYTES = 50 * 1024 * 1024
# A 425 KB .docx with 400 MB of XML took 795 MB before lxml refused it.
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_RATIO = 100
_SNIFFED_BYTES = 1024  # readers of PDF look for its header that far

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Office file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
)
_OFFICE_PARTS = (
    ("word/document.xml", "a Word document"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint file"),
)
_KINDS = {".pdf": "a PDF", ".docx": "a Word document", ".xlsx": "an Excel workbook"}
_HTML_SUFFIXES = (".html", ".htm")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def load_file(path: Path) -> bytes:
    """Read a file that may be read.

    Raises:
        DocumentRefused: It is no ordinary file, cannot be opened, is empty or too large, or its
            content is not what its suffix says.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentRefused("It is not an ordinary file: put the document itself here.")
        if status.st_size > MAX_FILE_BYTES:
            raise DocumentRefused("It is larger than 50 MB: split it or take the pictures out.")
        content = path.read_bytes()
    except OSError as error:
        raise DocumentRefused(
            f"It cannot be opened ({error.strerror}): check its access rights."
        ) from error
    check_content(content, path.suffix.lower())
    return content


def check_content(content: bytes, suffix: str) -> None:
    """Compare what a file holds with its suffix, before any parser sees it.

    Raises:
        DocumentRefused: They differ, or there is nothing to read.
    """
    if not content.strip():
        raise DocumentRefused("The file is empty: put text in it or delete it.")
    kind = _kind(content)
    if kind == "an old or locked Office file":
        raise DocumentRefused(_office_advice(content))
    if kind != _expected(suffix, kind):
        raise DocumentRefused(_advice(suffix, kind))


def _expected(suffix: str, kind: str) -> str:
    if suffix in _HTML_SUFFIXES:
        return kind if kind == "text" else "an HTML page"
    return _KINDS.get(suffix, "text")


def _advice(suffix: str, kind: str) -> str:
    held = "damaged or another format" if kind == "text" else kind
    return (
        f"Its name ends in {suffix}, but the content is {held}: "
        f"give it the right ending or save it again as {suffix}."
    )


def _kind(content: bytes) -> str:
    start = content[:_SNIFFED_BYTES]
    kind = next((kind for magic, kind in _MAGIC if start.startswith(magic)), "")
    if kind == "a zip archive":
        return _zip_kind(content)
    if kind:
        return kind
    if b"%PDF-" in start:
        return "a PDF"
    return "an HTML page" if _HTML_START.match(start) else "text"


def _zip_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentRefused(
            "The file is cut off or damaged: copy it again from where it came from."
        ) from error
    _refuse_bomb(entries, len(content))
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefused("The file is locked with a password: save it without one.")
    names = {entry.filename for entry in entries}
    return next((kind for part, kind in _OFFICE_PARTS if part in names), "a zip archive")


def _refuse_bomb(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_UNPACKED_RATIO * packed:
        raise DocumentRefused(
            f"Unpacked it would be {unpacked / 1024 / 1024:.0f} MB, {unpacked // packed} times its "
            "size, which looks like a zip bomb: save it again from the program that made it."
        )


def _office_advice(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "The file is locked with a password: save it without one."
    return "It is in Office's format of before 2007: save it as .docx or .xlsx."
