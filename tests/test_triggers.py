"""Patterns that are not tried on most texts match whatever they matched before."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answering.intents import example_wordings
from assistant.answering.triggers import Trigger, Triggers
from assistant.library.lexicon import fold

INTENTS = Path(__file__).parents[1] / "assistant" / "answering" / "intents.toml"
EVALS = Path(__file__).parent / "evals"
PATTERNS = [
    (name, pattern)
    for name, want in tomllib.loads(INTENTS.read_text(encoding="utf-8")).items()
    for pattern in want.get("patterns", ())
]


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bspeak to\b", {"speak to"}),
        (r"\b(speak|talk) (to|with)\b", {"speak to", "speak with", "talk to", "talk with"}),
        (r"\bpersons?\b", {"person", "persons"}),
        (r"\bwant\w* .{0,9}\bhuman\b", {"human"}),
        (r"gr[ae]y\d+", {"gray", "grey"}),
        (r"(?=.*refund)\w+", {"refund"}),
        (r"(?!.*refund)\w+", set()),
        (r"(cancel|no) ?\w", set()),  # "no" is too short to look for
        (r"\bhi\b", set()),
        (r"(call ){2}", {"call "}),
        (r"(call )*", set()),
        (r"[a-f]all\d", {"all"}),
        (r"[^c]all\d", {"all"}),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern: str, needs: set[str]) -> None:
    assert Trigger.of("x", pattern).needs == needs


def brute(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in PATTERNS if re.search(pattern, text))


def test_every_wording_that_is_known_matches_what_it_matched_one_by_one() -> None:
    triggers = Triggers(Trigger.of(name, pattern) for name, pattern in PATTERNS)
    texts = {fold(one) for wordings in example_wordings().values() for one in wordings}
    for file in EVALS.glob("*.toml"):
        texts |= {fold(one) for one in re.findall(r'(?m)^ask = "(.*)"$', file.read_text())}
    assert len(texts) > 2_000
    matched = [text for text in texts if brute(text)]
    assert len(matched) > 50
    for text in texts:
        assert triggers.names_in(text) == brute(text)


@pytest.mark.parametrize("number", range(len(PATTERNS)))
def test_whatever_a_pattern_matches_is_found(number: int) -> None:
    _, pattern = PATTERNS[number]
    trigger = Trigger.of("x", pattern)
    triggers = Triggers([trigger])

    @settings(
        max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.from_regex(pattern))
    def holds(text: str) -> None:
        assert trigger.is_in(text)
        assert triggers.names_in(text)

    holds()
