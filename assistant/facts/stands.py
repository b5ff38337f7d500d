"""Where the words of a name stand in a text, and what stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts.word_lists import word_list
from assistant.facts.words import Word

MOST_FILLERS = 5  # words
_HEADS = frozenset({":", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Stand:
    """Where words stand that may be a name.

    Attributes:
        words: Of the whole text.
        first, last: The words of the name, `last` not included.
        opens: Where the name begins with "city of" in front.
        closes: Behind the state or country that follows.
        key: The folded name.
        narrowed: Whether its state or country follows; `apart` if behind a comma or in brackets,
            `loose` if behind "in".
        framed: Whether "city of" or "county" stands at it.
        listing: Whether a place was found just before, as in "Boise or Nampa".
    """

    words: Sequence[Word]
    first: int
    last: int
    opens: int
    closes: int
    key: str
    narrowed: bool = False
    apart: bool = False
    loose: bool = False
    framed: bool = False
    listing: bool = False

    @property
    def name(self) -> Sequence[Word]:
        """The words of the name."""
        return self.words[self.first : self.last]

    @property
    def before(self) -> Word | None:
        """The word before, if it is of the same sentence."""
        if not self.opens or self.words[self.opens].fresh:
            return None
        return self.words[self.opens - 1]

    @property
    def behind(self) -> Word | None:
        """The word behind, if nothing parts it from the name."""
        if self.closes >= len(self.words) or not self.words[self.closes].joined:
            return None
        return self.words[self.closes]

    @property
    def alone(self) -> bool:
        """Whether the text says no more than the name."""
        rest = [*self.words[: self.opens], *self.words[self.closes :]]
        return len(rest) <= MOST_FILLERS and all(word.key in word_list("fillers") for word in rest)

    @property
    def heads(self) -> bool:
        """Whether the text begins with the name and a colon or dash: "Jackson - who are ...?"."""
        return not self.opens and any(w.gap in _HEADS for w in self.words[self.closes :][:1])
