"""Where somebody who means harm could put a text that others see, and answers that hold it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from tests.payloads import Payload, Sink
from tests.receipts import SAMPLE


class Spot(StrEnum):
    """A place for a text of others."""

    MESSAGE = "a message"
    PLACE = "the name of a place"
    TITLE = "the title of a page"
    URL = "the address of a page"
    DOCUMENT = "a document"
    DIRECTORY = "a cell of the directory"


# With the mark-up that answers know, so that what it makes is no surprise.
HARMLESS: Final = Payload(0, "Springfield, **Old Town**", Sink.NONE)
SPOTS_OF_CONVERSATIONS: Final = (Spot.MESSAGE, Spot.PLACE, Spot.DOCUMENT, Spot.DIRECTORY)


def kept(text: str) -> str:
    """A text as it can be kept: no database and no door takes a NUL."""
    return text.replace("\0", "")


def document_answer(text: str) -> Answer:
    """An answer from a document in which a text stands wherever one can."""
    return Answer(
        Outcome.PARTIAL,
        f"{text} [1]\n\n- {text}\n- **{text}** 100 USD [1]\n\n| {text} | 5 % |\n|---|---|\n"
        f"| 100 USD | {text} |",
        sources=(
            Source(1, text, text, text, text, text, text),
            Source(2, text, text, text, "https://example.org/page", text, text),
        ),
        figures=(
            Figure("100 USD", FigureKind.MONEY, "source:1"),
            Figure("5 %", FigureKind.PERCENT, "visitor"),
            Figure(text, FigureKind.NUMBER, "visitor"),
        ),
        suggestions=(text,),
        reason=text,
    )


def place_answer(text: str) -> Answer:
    """A quote for a place of that name, beside places of that name to choose from."""
    quote = SAMPLE | dict.fromkeys(("place", "band", "row", "period", "source"), text)
    quote |= {"steps": [{"n": n, "text": text} for n in (1, 2)]}
    finding = _finding("ambiguous") | {"candidates": [text], "searched": {"name": text}}
    figures = (Figure("650 USD", FigureKind.MONEY, "quote:1"),)
    return Answer(
        Outcome.CLARIFY,
        f"For {text} it is 650 USD.\n\n- {text}\n- {text}",
        figures=figures,
        suggestions=(text,),
        quote=quote,
        directory=finding,
    )


def directory_answer(text: str) -> Answer:
    """A community of the directory whose every cell is that text."""
    cells = ("name", "kind", "region", "country", "label", "website")
    partner = dict.fromkeys(("community", "name", "region", "country", "relation"), text)
    since = [{"year": 1990, "source": text}]
    finding = _finding("listed") | {
        "community": dict.fromkeys(cells, text),
        "partners": [partner | {"since": since, "source": text, "as_of": text}],
        "steps": [{"n": 1, "text": text}],
    }
    figures = (Figure("1990", FigureKind.DATE, "directory:1"),)
    return Answer(Outcome.ANSWERED, f"- {text} 1990", figures=figures, directory=finding)


def message_answer(_: str) -> Answer:
    """An answer to a message that holds the text itself."""
    return Answer(Outcome.UNANSWERED, "The documents do not say.")


ANSWERS: Final[Mapping[Spot, Callable[[str], Answer]]] = {
    Spot.MESSAGE: message_answer,
    Spot.PLACE: place_answer,
    Spot.DOCUMENT: document_answer,
    Spot.DIRECTORY: directory_answer,
}


def words_of(spot: Spot, payload: Payload) -> str:
    """What the visitor writes where a payload shall stand."""
    return kept(payload.text) if spot is Spot.MESSAGE else f"Question {payload.number}"


def script_for(spot: Spot, payloads: tuple[Payload, ...]) -> dict[str, Answer]:
    """The answer to each of those messages."""
    return {words_of(spot, one): ANSWERS[spot](kept(one.text)) for one in payloads}


def _finding(status: str) -> dict[str, object]:
    return {
        "status": status,
        "as_of": "2016",
        "roll_as_of": None,
        "community": None,
        "partners": [],
        "counts": {"sister": 1, "friendship": 0, "total": 1},
        "steps": [],
        "candidates": [],
        "searched": None,
    }
