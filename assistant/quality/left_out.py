"""Asks a build its own ways to ask, each of an index and a classifier that have not seen it."""

import random
from collections.abc import Iterator
from dataclasses import replace

from assistant.library.build import BuildContents, Wording
from assistant.library.encoder import Encoder
from assistant.library.lessons import teach
from assistant.library.shelf import Shelf, shelve
from assistant.vocabulary import Audience, BuildId, Document

FOLDS = 5  # ways to ask are left out a fifth at a time


def ask_left_out(contents: BuildContents, encoder: Encoder) -> Iterator[tuple[Wording, Shelf]]:
    """Each public way to ask, with a shelf of everything but a fifth of them, this one among it."""
    documents = {document.path: document for document in contents.documents}
    asked = [n for n, w in enumerate(contents.wordings) if _is_asked(w, documents)]
    random.Random(1).shuffle(asked)  # noqa: S311 - the same split each time
    for fold in range(FOLDS):
        gone = set(asked[fold::FOLDS])
        shelf = shelve(BuildId("fitting"), _without(contents, gone), encoder)
        for n in sorted(gone):
            yield contents.wordings[n], shelf


def _is_asked(wording: Wording, documents: dict[str, Document]) -> bool:
    document = documents.get(wording.document)
    if document is None or document.audience is Audience.STAFF:
        return False
    return wording.text in document.sections[wording.section].asked


def _without(contents: BuildContents, gone: set[int]) -> BuildContents:
    kept = [n for n in range(len(contents.wordings)) if n not in gone]
    wordings = tuple(contents.wordings[n] for n in kept)
    wording_vectors = contents.wording_vectors[kept]
    texts = {contents.wordings[n].text for n in gone}
    return replace(
        contents,
        documents=tuple(_forgetting(document, texts) for document in contents.documents),
        wordings=wordings,
        wording_vectors=wording_vectors,
        classifier=teach(contents.passages, contents.vectors, wordings, wording_vectors),
    )


def _forgetting(document: Document, texts: set[str]) -> Document:
    sections = tuple(
        replace(section, asked=tuple(one for one in section.asked if one not in texts))
        for section in document.sections
    )
    return replace(document, sections=sections)
