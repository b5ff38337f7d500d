"""The JSON that crosses the web door, as OpenAPI documents it."""

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from assistant.vocabulary import Asked, FigureKind, Outcome, Turn

QUESTION_CHARACTERS = 2_000
TURN_CHARACTERS = 4_000
TURNS = 20

# Word processors and terminals put these where a reader sees a line break.
_BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def tidy_text(value: object) -> object:
    """Bring text to NFC with plain line breaks and no space around it; the rest is left alone.

    Raises:
        PydanticCustomError: It holds control characters or lone surrogates.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise PydanticCustomError("unreadable", "control characters or lone surrogates")
    return unicodedata.normalize("NFC", text).strip()


_Tidy = BeforeValidator(tidy_text)
# The same for the description, in the common part of JSON's and Python's regular expressions.
_NO_CONTROLS = r"\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"
TEXT: JsonDict = {"pattern": f"^[^{_NO_CONTROLS}]*$"}
WRITTEN_TEXT: JsonDict = {"pattern": f"^[^{_NO_CONTROLS}]*[^\\s{_NO_CONTROLS}][^{_NO_CONTROLS}]*$"}


class TurnJson(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"] = Field(description="Who wrote it.")
    text: Annotated[str, _Tidy] = Field(
        min_length=1, max_length=TURN_CHARACTERS, json_schema_extra=WRITTEN_TEXT
    )


class QuestionJson(BaseModel):
    """A question with what was said before it. Unknown fields are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "How does a city join?"},
                {
                    "question": "And a county?",
                    "history": [
                        {"role": "user", "text": "How does a city join?"},
                        {"role": "assistant", "text": "The mayor signs the application. [1]"},
                    ],
                    "language": "en",
                },
            ]
        }
    )

    question: Annotated[str, _Tidy] = Field(
        min_length=1,
        max_length=QUESTION_CHARACTERS,
        json_schema_extra=WRITTEN_TEXT,
        description="The visitor's words; lengths count after NFC normalisation.",
    )
    history: list[TurnJson] = Field(
        default_factory=list, max_length=TURNS, description="Earlier turns, oldest first."
    )
    language: str = Field(
        default="en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="Language of the answer (BCP 47); one we do not speak is answered in English.",
    )

    def to_asked(self, *, samples: bool) -> Asked:
        """The same in the house's words.

        Args:
            samples: Whether sample rates may be shown to whoever asks.
        """
        turns = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Asked(self.question, history=turns, language=self.language, samples=samples)


class SourceJson(BaseModel):
    """Where a statement stands."""

    n: int = Field(description="The number in the text's marks: [1].")
    document: str
    title: str
    section: str
    url: str = Field(description="Empty where there is no address to show.")
    as_of: str = Field(description="When it was true, as the document says it; may be empty.")
    excerpt: str = Field(description="Verbatim from the document.")
    line: int = Field(0, description="First line in the file, from 1; 0 where it has none.")
    page: int = Field(0, description="Page of a PDF, from 1; 0 elsewhere.")


class FigureJson(BaseModel):
    """A value in the text, with where it comes from."""

    text: str
    kind: FigureKind
    origin: str = Field(
        alias="from",
        description="`source:1`, `quote:2` (a step), `directory:3` (a step) or `visitor`.",
    )


class AnswerJson(BaseModel):
    """An answer, its sources, and where each figure comes from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "outcome": "answered",
                    "text": "The program began in **1956**. [1]",
                    "sources": [
                        {
                            "n": 1,
                            "document": "organisation/history.md",
                            "title": "History",
                            "section": "How it began",
                            "url": "https://example.org/history",
                            "as_of": "2016",
                            "excerpt": "The program began in 1956.",
                            "line": 12,
                            "page": 0,
                        }
                    ],
                    "figures": [{"text": "1956", "kind": "date", "from": "source:1"}],
                    "quote": None,
                    "directory": None,
                    "suggestions": ["Who founded it?"],
                    "language": "en",
                    "confidence": 0.93,
                    "reason": "section:organisation/history.md#How it began",
                    "timings_ms": {"read": 3.1, "find": 2.4, "compose": 1.2, "check": 0.3},
                }
            ]
        }
    )

    outcome: Outcome = Field(
        description="`answered`, `partial`, `clarify` (asks one question back), `unanswered` (not "
        "in the sources), `declined` (not ours), `handoff` (a person is needed), `failed`."
    )
    text: str = Field(
        description="Markdown: paragraphs, '- ' lists, tables, **bold** and marks such as [1]. "
        "It may repeat the visitor's words: show it as text, never as HTML."
    )
    sources: list[SourceJson]
    figures: list[FigureJson]
    quote: dict[str, Any] | None = Field(description="How dues were worked out, step by step.")
    directory: dict[str, Any] | None = Field(description="What the directory says of a community.")
    suggestions: list[str] = Field(description="Questions that could follow.")
    language: str
    confidence: float = Field(ge=0, le=1)
    reason: str = Field(description="Why this outcome, for operators.")
    timings_ms: dict[str, float] = Field(description="Milliseconds of each step.")


class ReadinessJson(BaseModel):
    """What works worse than it should."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"degraded": []}]})

    degraded: list[str]


class HealthJson(BaseModel):
    """The process is alive."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: Literal["alive"] = "alive"
