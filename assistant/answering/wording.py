"""Lets a chat model word a composed answer; whatever goes wrong, the copied answer goes out.

The model sees numbered passages and the question, nothing else. Its whole reply must pass the
same check as a copied answer; one wrong mark or figure and none of it is used. A model that is
down or slow costs the visitor at most the time-out, and nothing while the breaker rests.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from langchain_core.exceptions import ModelTimeoutError

from assistant.answering.breaker import Breaker
from assistant.answering.checking import is_traced
from assistant.answering.drafts import HOUSE, Draft, Line, LineKind, SourceList
from assistant.answering.finding import Finding
from assistant.answering.gate import Verdict
from assistant.answering.parsing import Refusal, read_reply
from assistant.answering.prompting import Messages, Shown, read_prompt
from assistant.answering.reading import Reading
from assistant.answering.selecting import source_of
from assistant.library.gaps import FILE_NAME as GAPS
from assistant.seams import ModelUnavailable
from assistant.vocabulary import Source

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PASSAGES = 8
SECTIONS = 3  # of each question: the one that was copied from and the next best two

log = structlog.get_logger(__name__)


class Associated(Protocol):
    """What wording asks of a shelf: the association's data."""

    @property
    def association(self) -> Mapping[str, Any]:
        """Its name, and the file's `text`."""
        ...


class ModelWording:
    """Words drafts with a chat model. Keeps nothing of a question."""

    def __init__(
        self, model: "BaseChatModel", seconds: float, breaker: Breaker | None = None
    ) -> None:
        """Keep the model.

        Args:
            model: Any of LangChain's.
            seconds: How long a visitor waits for it at most.
            breaker: Says when the model is left alone; by default one of its own.
        """
        self._model = model
        self._seconds = seconds
        self._breaker = breaker or Breaker()

    async def __call__(
        self, reading: Reading, findings: Sequence[Finding], draft: Draft, shelf: Associated
    ) -> Draft:
        """The draft in the model's words; the draft itself, with the reason, if they will not do.

        Args:
            reading: The message.
            findings: What was found for each of its questions.
            draft: What was copied.
            shelf: For the association's data.
        """
        try:
            worded = await self._word(reading, findings, draft, shelf.association)
        except ModelUnavailable as error:
            worded = Refusal(str(error))
        if isinstance(worded, Refusal):
            return replace(draft, reason=f"{draft.reason}; model: {worded}")
        return replace(worded, reason=f"{draft.reason}; model: worded")

    async def _word(
        self,
        reading: Reading,
        findings: Sequence[Finding],
        draft: Draft,
        association: Mapping[str, Any],
    ) -> Draft | Refusal:
        if _has_list(draft):
            return Refusal.LIST
        passages = gather_passages(findings, draft)
        shown = [Shown(one.title, one.as_of, _text_of(one, draft)) for one in passages]
        question = _question(reading, findings)
        name = str(association.get("name", ""))
        reply = await self._ask(read_prompt().fill(name, question, shown))
        lines = read_reply(reply, [one.excerpt for one in passages])
        if isinstance(lines, Refusal):
            return lines
        worded = _assemble(draft, lines, passages)
        return worded if is_traced(worded, reading.message, association) else Refusal.UNTRACED

    async def _ask(self, messages: Messages) -> str:
        """The model's reply.

        Raises:
            ModelUnavailable: It did not give one in time; the message is a `Refusal`.
        """
        if self._breaker.rests():
            raise ModelUnavailable(Refusal.RESTING)
        try:
            async with asyncio.timeout(self._seconds):
                return str((await self._model.ainvoke(messages)).text)
        except (TimeoutError, ModelTimeoutError) as error:
            raise self._unavailable(Refusal.TIMEOUT, error) from error
        except Exception as error:  # each provider's package fails with errors of its own
            raise self._unavailable(Refusal.ERROR, error) from error

    def _unavailable(self, why: Refusal, error: Exception) -> ModelUnavailable:
        self._breaker.note_failure()
        log.warning("chat_model_failed", why=why.value, error=type(error).__name__)
        return ModelUnavailable(why)


def gather_passages(findings: Sequence[Finding], draft: Draft) -> tuple[Source, ...]:
    """What the model may use: the draft's sources, then blocks of the best sections.

    A dated document of the operator's is used only when the draft rests on it, for only then
    does the draft say that it has run out.
    """
    passages = SourceList()
    for source in draft.sources:
        if source.document != GAPS:
            passages.cite(source)
    used = {source.document for source in passages.sources}
    for source in _neighbours(findings, used):
        if len(passages.sources) >= PASSAGES:
            break
        passages.cite(source)
    return tuple(passages.sources)


def _neighbours(findings: Sequence[Finding], used: set[str]) -> Iterator[Source]:
    answered = [finding for finding in findings if finding.verdict is Verdict.ANSWER]
    for rank in range(SECTIONS):
        for finding in answered:
            for found in finding.sections[rank : rank + 1]:
                document = found.document
                if document.path not in used and document.own and document.ends:
                    continue
                for block in found.section.blocks:
                    yield source_of(document, found.section, block, block.raw)


def _text_of(source: Source, draft: Draft) -> str:
    """A passage's words; table rows that were copied come with the names of their columns."""
    lines = [line for line in draft.lines if line.source == source.n]
    if any(line.kind is LineKind.ITEM for line in lines):
        return "\n".join(line.text for line in lines)
    return source.excerpt


def _question(reading: Reading, findings: Sequence[Finding]) -> str:
    """The message, or those of its questions that the documents answer."""
    answered = [one.part.text for one in findings if one.verdict is Verdict.ANSWER]
    return reading.message if len(answered) == len(findings) else "\n".join(answered)


def _has_list(draft: Draft) -> bool:
    """Whether the draft holds a list or a whole table, of which an answer must keep every item.

    Single rows that the question names are no list: each has a source of its own.
    """
    items = Counter(line.source for line in draft.lines if line.kind is not LineKind.SENTENCE)
    return max(items.values(), default=0) > 1


def _assemble(draft: Draft, lines: Sequence[Line], passages: Sequence[Source]) -> Draft:
    """The model's lines, then what the assistant says by itself, with only the sources used."""
    sources = SourceList()
    worded = [_cited(line, passages, sources) for line in lines]
    kept = [_cited(line, draft.sources, sources) for line in draft.lines if _stays(line, draft)]
    if kept:
        kept[0] = replace(kept[0], opens=True)
    return replace(draft, lines=(*worded, *kept), sources=tuple(sources.sources))


def _cited(line: Line, numbered: Sequence[Source], sources: SourceList) -> Line:
    return line.renumbered({mark: sources.cite(numbered[mark - 1]) for mark in line.marks})


def _stays(line: Line, draft: Draft) -> bool:
    """Whether a line is kept as it is: the assistant's own, and what is known of a gap."""
    return line.source == HOUSE or draft.sources[line.source - 1].document == GAPS
