"""Patterns that are tried only on texts which hold some word the pattern cannot do without.

A message is tried against some 150 patterns of what must not be missed, and matches none. Which
strings a pattern needs is read off its own parsed form, so that nobody has to list them; to look
for a string costs a fiftieth of trying a pattern.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from re import _constants as ops
from re import _parser as parser
from typing import Any, Generic, Self, TypeVar

_MOST = 64  # strings of a set: more cost more than the pattern
_LETTERS = 3  # by which a text is asked for a string
Name = TypeVar("Name")
_Strings = frozenset[str]
_EMPTY: _Strings = frozenset({""})


@dataclass(frozen=True, slots=True)
class Trigger(Generic[Name]):
    """A pattern with what it needs.

    Attributes:
        name: What a match means.
        needs: A text without any of these strings cannot match; empty where nothing is known.
    """

    name: Name
    pattern: re.Pattern[str]
    needs: frozenset[str]

    @classmethod
    def of(cls, name: Name, pattern: str) -> Self:
        """The trigger of a pattern without flags."""
        return cls(name, re.compile(pattern), _best(_needed(parser.parse(pattern))))

    def is_in(self, text: str) -> bool:
        """Whether the pattern matches somewhere in a text."""
        return self.pattern.search(text) is not None


class Triggers(Generic[Name]):
    """Patterns that are looked for together: which are worth a try, the letters of a text say."""

    def __init__(self, triggers: Iterable[Trigger[Name]]) -> None:
        self._always: list[Trigger[Name]] = []
        self._by_letters: dict[str, list[tuple[str, Trigger[Name]]]] = {}
        for trigger in triggers:
            if not trigger.needs:
                self._always.append(trigger)
            for string in trigger.needs:
                self._by_letters.setdefault(string[:_LETTERS], []).append((string, trigger))

    def names_in(self, text: str) -> frozenset[Name]:
        """The names of the patterns that match somewhere in a text."""
        found = {text[at : at + _LETTERS] for at in range(len(text))}
        likely = [
            trigger
            for letters in found & self._by_letters.keys()
            for string, trigger in self._by_letters[letters]
            if string in text
        ]
        tried = {id(one): one for one in (*self._always, *likely)}
        return frozenset(one.name for one in tried.values() if one.is_in(text))


def _best(sets: Iterable[_Strings]) -> _Strings:
    """The set whose shortest string is the longest; of equals the smallest."""
    usable = [one for one in sets if min(map(len, one)) >= _LETTERS]
    return max(usable, key=lambda one: (min(map(len, one)), -len(one)), default=frozenset())


def _needed(parts: Iterable[Any]) -> list[_Strings]:
    """Sets of strings of each of which every match holds at least one.

    Parts that stand side by side and each have few spellings are spelled out together.
    """
    found: list[_Strings] = []
    run = _EMPTY
    for part in parts:
        spelled = _spelled(part)
        if spelled is not None and len(run) * len(spelled) <= _MOST:
            run = frozenset(map("".join, product(run, spelled)))
            continue
        found += [run, *_needed_within(part)]
        run = spelled or _EMPTY
    return [one for one in (*found, run) if "" not in one]


def _needed_within(part: Any) -> list[_Strings]:  # noqa: ANN401 - of the parser
    """The same for one part that has too many spellings."""
    op, value = part
    if op is ops.SUBPATTERN:
        return _needed(value[-1])
    if op is ops.ASSERT and value[0] > 0:
        return _needed(value[1])
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT} and value[0] > 0:
        return _needed(value[2])
    if op is ops.BRANCH:
        of_each = [_best(_needed(branch)) for branch in value[1]]
        return [frozenset().union(*of_each)] if all(of_each) else []
    return []


def _spelled(part: Any) -> _Strings | None:  # noqa: ANN401 - of the parser
    """All that a part may match, where that is a few strings."""
    op, value = part
    if op is ops.LITERAL:
        return frozenset({chr(value)})
    if op is ops.AT:
        return _EMPTY  # it takes no letter
    if op is ops.IN and all(kind is ops.LITERAL for kind, _ in value):
        return frozenset(chr(code) for _, code in value)
    if op is ops.SUBPATTERN:
        return _joined(value[-1])
    if op is ops.BRANCH:
        each = [_joined(branch) for branch in value[1]]
        return frozenset().union(*(one or _EMPTY for one in each)) if all(each) else None
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT} and value[:2] == (0, 1):
        once = _joined(value[2])
        return None if once is None else once | _EMPTY
    return None


def _joined(parts: Sequence[Any]) -> _Strings | None:
    """All that parts side by side may match, where that is a few strings."""
    run = _EMPTY
    for part in parts:
        spelled = _spelled(part)
        if spelled is None or len(run) * len(spelled) > _MOST:
            return None
        run = frozenset(map("".join, product(run, spelled)))
    return run
