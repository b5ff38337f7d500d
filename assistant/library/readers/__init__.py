"""Picks the reader for a file by its suffix and loads no other: each brings its own library."""

import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from assistant.library.readers.gate import load_file
from assistant.library.readers.reading import Reading
from assistant.seams import DocumentRefused
from assistant.vocabulary import Document

Reader = Callable[[bytes, str], Reading]

_READERS = {
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
    ".txt": ("plain", "read_plain"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".pdf": ("pdf", "read_pdf"),
    ".docx": ("word", "read_word"),
    ".csv": ("tables", "read_csv"),
    ".xlsx": ("tables", "read_xlsx"),
}
KNOWN_SUFFIXES = tuple(_READERS)


def unknown_suffix(suffix: str) -> str:
    """The sentence about a file whose ending no reader knows."""
    return (
        f"Files ending in {suffix!r} cannot be read: save it as one of {', '.join(KNOWN_SUFFIXES)}."
    )


def read_document(path: Path, name: str, *, own: bool = False) -> Document:
    """Read a file into its sections.

    Args:
        path: The file.
        name: Its path relative to the knowledge folder, with forward slashes.
        own: Whether it lies in the operator's own folder.

    Raises:
        DocumentRefused: It cannot be read; the message says why and what to do.
        MemoryError: It needs more memory than this process may have.
    """
    if path.suffix.lower() not in _READERS:
        raise DocumentRefused(unknown_suffix(path.suffix))
    content = load_file(path)
    reading = _read(content, path)
    if not reading.sections:
        raise DocumentRefused("There is no text in it: put text in it or delete it.")
    front = reading.front
    return Document(
        path=name,
        title=reading.title,
        audience=front.audience,
        sections=reading.sections,
        origins=front.origins,
        ends=front.ends,
        reviewed=front.reviewed,
        own=own,
        digest=hashlib.sha256(content).hexdigest(),
    )


def _read(content: bytes, path: Path) -> Reading:
    module, function = _READERS[path.suffix.lower()]
    reader = cast(Reader, getattr(importlib.import_module(f"{__name__}.{module}"), function))
    try:
        return reader(content, path.name)
    except (DocumentRefused, MemoryError):
        raise
    # Given a broken file, parsers raise anything (KeyError, RecursionError, XMLSyntaxError ...).
    except Exception as error:
        if _is_out_of_memory(error):
            raise MemoryError from error
        raise DocumentRefused(
            f"The file is damaged ({type(error).__name__}): open it in the program that made it "
            "and save it again."
        ) from error


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Whether a library wrapped a MemoryError, or libxml2 said so in words."""
    while error is not None:
        if isinstance(error, MemoryError) or "Memory allocation failed" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
