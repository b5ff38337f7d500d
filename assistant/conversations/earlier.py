"""Finds earlier handoffs that are like one: somebody has dealt with the same before."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from assistant.conversation import Handoff

MOST: Final = 3
# Of `token_set_ratio`. Of ten pairs of questions looked at, eight lie on the right side of it: it
# compares words, and two complaints of one thing in other words are not found.
LEAST_LIKE: Final = 66.0


def find_like(handoff: Handoff, others: Sequence[Handoff]) -> tuple[Handoff, ...]:
    """The handoffs of others that are most like one, the likest first."""
    words = handoff.last_words.casefold()
    if not words:
        return ()
    scored = [
        (fuzz.token_set_ratio(words, one.last_words.casefold()), one)
        for one in others
        if one.last_words and one.conversation.id != handoff.conversation.id
    ]
    like = [pair for pair in scored if pair[0] >= LEAST_LIKE]
    return tuple(one for _, one in sorted(like, key=lambda pair: -pair[0])[:MOST])
