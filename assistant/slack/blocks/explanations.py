"""How an answer came about: what stands behind its button Why."""

from collections.abc import Iterator, Mapping

from assistant.explanation import Check, Explanation, ScoredPassage, Weighing
from assistant.slack.blocks.elements import Json, line, text
from assistant.slack.blocks.facts import draw_facts, draw_list
from assistant.slack.blocks.posts import post
from assistant.slack.blocks.site import Site
from assistant.thread import Post


def draw_why(explanation: Explanation, site: Site) -> Post:
    """How an answer came about, for whoever asks."""
    words = site.words.answer
    return post(
        words["why-title"],
        _explained(explanation, words),
        site.words.shared["more-parts"],
    )


def _explained(told: Explanation, words: Mapping[str, str]) -> Iterator[Json]:
    facts = {
        "why-question": told.question,
        "why-language": told.language,
        "why-outcome": told.outcome.value,
        "why-reason": told.reason,
        "why-confidence": f"{told.confidence:.2f}",
        "why-tool": told.tool,
        "why-build": told.build,
        "why-version": told.version,
    }
    yield line(text(words["why-title"], bold=True))
    yield from draw_facts({words[name]: value for name, value in facts.items()})
    lists = {
        "parts": told.parts if len(told.parts) > 1 else (),
        "inputs": [f"{name}: {value}" for name, value in told.inputs.items()],
        "passages": [_passage(one, words) for one in told.passages],
        "weighings": [_weighing(one, words) for one in told.weighings],
        "rows": told.rows,
        "steps": told.steps,
        "checks": [_check(one, words) for one in told.checks],
    }
    for name, items in lists.items():
        yield from draw_list(words[f"why-{name}"], items)


def _passage(passage: ScoredPassage, words: Mapping[str, str]) -> str:
    where = {"document": passage.document, "section": passage.section}
    told = words["why-passage"].format(score=passage.score, **where)
    return told + words["why-used"] if passage.is_used else told


def _weighing(weighing: Weighing, words: Mapping[str, str]) -> str:
    told = words["why-weighing"].format(
        verdict=weighing.verdict, probability=weighing.probability, threshold=weighing.threshold
    )
    return told + words["why-overruled"] if weighing.is_overruled else told


def _check(check: Check, words: Mapping[str, str]) -> str:
    """A rule, to how much it was put, and what did not go out because of it."""
    told = words["why-check"].format(rule=check.rule.value, number=check.looked_at)
    removed = (one.line for one in check.removed)
    return "; ".join((told, *(words["why-removed"].format(line=one) for one in removed)))
