"""Whether an answer to a question for an amount tells one. A wrong price costs the most."""

from collections.abc import Sequence

from assistant.answering.drafts import Line
from assistant.answering.expecting import asks_yes_or_no, expected_kind, holds_kind
from assistant.answering.finding import VERDICTS, Finding, says_yes_or_no
from assistant.library.figures import FoundFigure, find_figures, stands_in
from assistant.library.passages import split_sentences
from assistant.library.sections import told_text
from assistant.vocabulary import FigureKind

POPULATION = 500  # from here on a number counts people of a place rather than of a delegation


def lacks_amount(finding: Finding, lines: Sequence[Line]) -> bool:
    """Whether an amount was asked for and none is told: what is around it is no answer.

    A yes or no to the very question is one without an amount, if that is not what is asked: "Yes"
    must never confirm a price. An amount of something else, for others than so many people, is
    none either.
    """
    question = finding.part.text
    if expected_kind(question) is not FigureKind.MONEY:
        return False
    best = finding.sections[0]
    if best.section.blocks[0].text.startswith(VERDICTS):
        if says_yes_or_no(best):
            return True  # it decides another question, and so does any amount beside it
        if asks_yes_or_no(question) and not holds_kind(_last_sentence(question), FigureKind.MONEY):
            return False
    if not any(holds_kind(line.text, FigureKind.MONEY) for line in lines):
        return True
    named = find_figures(question)
    told = told_text(best.section)
    return any(map(_is_amount_or_population, named)) and not any(
        stands_in(one, told) for one in named
    )


def _last_sentence(text: str) -> str:
    return split_sentences(text)[-1].text if text.strip() else ""


def _is_amount_or_population(figure: FoundFigure) -> bool:
    """Whether a figure of a question says what is paid, or by how many people."""
    if figure.kind is FigureKind.MONEY:
        return True
    sizes = [one for one in figure.values if one.replace(".", "", 1).isdigit()]
    return figure.kind is FigureKind.NUMBER and any(float(one) >= POPULATION for one in sizes)
