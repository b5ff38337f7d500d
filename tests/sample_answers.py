"""An answer of each kind, as the study gives it, for who looks at how they are shown."""

from typing import Final

from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from tests.receipts import SAMPLE

PAGE: Final = Source(
    1,
    "join.md",
    "How to join",
    "The way to join",
    "https://example.org/join",
    "about 2016",
    "A community joins by one of two routes.\n- A city pays 100 USD a year.\n- Ask at any time.",
    3,
)
BYLAWS: Final = Source(
    2, "bylaws.md", "Bylaws", "Bylaws", "", "2020", "A county pays 250 USD a year.", 9
)
DOCUMENTS: Final = Answer(
    Outcome.ANSWERED,
    "A city pays **100 USD** a year. [1]\n\n- A county pays 250 USD. [2]\n- Ask at any time. [1]",
    sources=(PAGE, BYLAWS),
    figures=(
        Figure("100 USD", FigureKind.MONEY, "source:1"),
        Figure("250 USD", FigureKind.MONEY, "source:2"),
    ),
    suggestions=("Who founded it?", "What does membership bring?"),
)
QUOTE: Final = Answer(
    Outcome.ANSWERED,
    "Boise would pay 650 USD.\n\n"
    + "\n".join(f"- {step['text']}" for step in SAMPLE["steps"])
    + "\n\nIts population is 235,684, as you said. [1]",
    sources=(Source(1, "dues.csv", "Dues", "Bands", "", "2026", "100,000-299,999 | 650", 6),),
    figures=(
        Figure("650 USD", FigureKind.MONEY, "quote:3"),
        Figure("235,684", FigureKind.NUMBER, "visitor"),
    ),
    quote=SAMPLE,
)
CLARIFY: Final = Answer(
    Outcome.CLARIFY,
    "Which Springfield do you mean?",
    suggestions=("Springfield, Illinois", "Springfield, Missouri"),
)
PARTIAL: Final = Answer(
    Outcome.PARTIAL,
    "A city pays by its population. [1]",
    sources=(PAGE,),
    suggestions=("And you?",),
)
UNANSWERED: Final = Answer(Outcome.UNANSWERED, "That is not in my documents.")
DECLINED: Final = Answer(Outcome.DECLINED, "I answer questions about membership.")
FOR_A_PERSON: Final = Answer(
    Outcome.HANDOFF, "To speak with a person, call (202) 555-0100.", reason="intent:person"
)


def directory_answer(count: int) -> Answer:
    """The partnerships of a community, as many as that, each listed by one source."""
    names = [f"Partner Town {number}" for number in range(1, count + 1)]
    address = "https://www.directory-of-towns.example.org/chicago"
    partners = [
        {
            "community": "Chicago, Illinois",
            "name": name,
            "region": "Île-de-France" if number % 7 == 0 else "",
            "country": ("FR", "GB", "JP")[number % 3],
            "relation": "sister",
            "since": [{"year": 1950 + number, "source": address}],
            "source": address,
            "as_of": "2016",
        }
        for number, name in enumerate(names)
    ]
    lines = [f"{name}, sister since {1950 + number}" for number, name in enumerate(names)]
    finding = {
        "status": "listed",
        "as_of": "2016",
        "roll_as_of": None,
        "community": {"name": "Chicago", "label": "Chicago, Illinois"},
        "partners": partners,
        "counts": {"sister": count, "friendship": 0, "total": count},
        "steps": [{"n": number, "text": line} for number, line in enumerate(lines, 1)],
        "candidates": [],
        "searched": None,
    }
    return Answer(
        Outcome.ANSWERED,
        f"Chicago is listed with {count} partnerships:\n\n"
        + "\n".join(f"- {line}" for line in lines)
        + "\n\nThe list is of 2016. [1]",
        sources=(
            Source(1, "directory", "Directory", "Chicago", address, "2016", "\n".join(lines)),
        ),
        figures=(Figure(str(count), FigureKind.NUMBER, "directory:1"),),
        directory=finding,
    )


QUESTION: Final = "What does a city pay?"
BOISE: Final = "What would Boise pay?"
CHICAGO: Final = "Who are the partners of Chicago?"
ASKED: Final = {  # the answer to each question
    QUESTION: DOCUMENTS,
    BOISE: QUOTE,
    CHICAGO: directory_answer(6),
    "What does Springfield pay?": CLARIFY,
    "What do cities and moons pay?": PARTIAL,
    "Who is the mayor?": UNANSWERED,
    "Write me a poem": DECLINED,
}
WANTS_A_PERSON: Final = "I want to talk to a person"
