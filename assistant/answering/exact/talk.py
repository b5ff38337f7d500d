"""Follows a conversation with the exact tools: which turns are theirs, and what is known by now."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.answering.exact.case import Case, settled_place, updated
from assistant.answering.exact.cues import (
    asks_amount,
    asks_beside,
    folded,
    has_cue,
    spoken_language,
)
from assistant.answering.exact.inquiry import (
    Inquiry,
    cued,
    is_pair,
    may_go_on,
    read_inquiry,
    speaks_of_links,
    turns_away,
    want_of,
    wants_directory,
)
from assistant.answering.exact.quoting import missing
from assistant.answering.exact.slots import Slots, read_slots
from assistant.facts.dues import DuesTable
from assistant.facts.mentions import Namebook
from assistant.facts.places import UNITED_STATES
from assistant.library.figures import find_figures
from assistant.library.lexicon import content_words
from assistant.vocabulary import FigureKind, Turn

MOST_TURNS = 12  # of the visitor, that are read again; what was said before is forgotten
FEW_WORDS = 7  # content words of a turn that leans on the one before
FEWEST = 3  # of a message that says nothing but that it asks for the amount
SURE = 0.4  # chance from which the classifier may send a question without context here

LIKELY, RIVAL = 0.1, 0.3  # of dues with a community named, and of the documents beside it
PLAIN_WORDS = 4  # content words of a text that leaves nothing open: its place and what is asked
UNSURE = 0.47  # so sure of something else, even a short text with a faint chance is not for us
NAMELESS = 0.1  # chance that lets a name through which no book of places knows
NO_CHANCE = 0.02  # so little with the names in it, a text need not be tried without them
FAINT = 0.05  # chance that is enough for the directory where places are named
SHORT_TEXT = 12  # words of a text in which names are looked for whatever it says
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z]|[^\x00-\x7f]")  # a capital inside a sentence
SHORT, PLAIN = 5, 0.6  # of a text of so few words the documents must be surer than this
BESIDE = 0.2  # the same for a longer text
OUR_CITY, CITY_ABROAD = "our city", "Kyoto"

Odds = Callable[[str, str], tuple[float, float]]


class Topic(StrEnum):
    """Which exact tool a turn is for."""

    DUES = "dues"
    DIRECTORY = "directory"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a conversation stands after a turn.

    Attributes:
        topic: Of the last turn.
        case: The community asked about; kept while the visitor speaks of other things.
        inquiry: What was last asked of the directory.
        slots: What the last turn said; None before the first.
        spoke_of_dues: Whether any turn asked for an amount.
    """

    topic: Topic = Topic.NONE
    case: Case = field(default_factory=Case)
    inquiry: Inquiry | None = None
    slots: Slots | None = None
    spoke_of_dues: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Reads turns.

    Attributes:
        table: Says what the dues depend on, and so what was asked back.
        books: Where names of places are looked up.
        today: The date in the association's time zone.
        odds: How likely a text is for a tool by its meaning, and for the likeliest section of the
            documents beside it; asked where words leave it open.
        knows: Whether the documents have a word: a name of an unknown place is none of theirs.
        has_directory: Whether there is a directory to ask.
    """

    table: DuesTable
    books: Sequence[Namebook]
    today: date
    odds: Odds
    knows: Callable[[str], bool]
    has_directory: bool = True

    def follow(self, message: str, history: Sequence[Turn]) -> Talk:
        """Read the visitor's turns, the last one with what those before it made known."""
        said = [turn.text for turn in history if turn.role == "user"][-MOST_TURNS:]
        talk = Talk()
        for text in (*said, message):
            after = self._after(talk, text)
            spoke = talk.spoke_of_dues or after.topic is Topic.DUES
            talk = replace(after, spoke_of_dues=spoke)
        return talk

    def _after(self, talk: Talk, text: str) -> Talk:
        fresh = talk.topic is Topic.NONE and not talk.spoke_of_dues
        if fresh and (not may_be_exact(text) or self._is_for_documents(text)):
            return Talk(Topic.NONE, talk.case, talk.inquiry)
        asked = missing(talk.case, self.table, self.today) if talk.topic is Topic.DUES else ""
        slots = read_slots(text, self.books, self.today, asked=asked)
        topic = self._topic(talk, text, slots, asked)
        if topic is Topic.DIRECTORY:
            before = talk.inquiry if self._asks_on(talk, text, slots) else None
            return Talk(
                topic, talk.case, read_inquiry(text, slots, before, self.books, self.knows), slots
            )
        if topic is Topic.DUES:
            case = self._before(talk, text, slots, asked)
            return Talk(topic, updated(case, slots, self.books), talk.inquiry, slots)
        return Talk(topic, talk.case, talk.inquiry, slots)

    def _before(self, talk: Talk, text: str, slots: Slots, asked: str) -> Case:
        """What is known before a turn that asks for dues: a new question starts from nothing.

        "And what would it pay?" after a question to the directory is about the same community.
        """
        if talk.topic is Topic.DIRECTORY and talk.inquiry and not slots.population:
            known = talk.inquiry.mentions[:1] if not slots.communities else ()
            for mention in known:
                place = talk.inquiry.chosen or settled_place(mention, None, None)
                return Case(mention=mention, place=place)
        return talk.case if self._leans(talk, text, slots, asked) else Case()

    def _topic(self, talk: Talk, text: str, slots: Slots, asked: str) -> Topic:
        plain = folded(text)
        if self._is_dues(talk, text, slots, asked, plain):
            return Topic.DUES
        if self.has_directory and self._is_directory(talk, text, slots):
            return Topic.DIRECTORY
        if self._may_mean_dues(text, slots, plain) and self._means(Topic.DUES, text, slots):
            return Topic.DUES
        if self.has_directory and self._means_directory(text, slots):
            return Topic.DIRECTORY
        return Topic.NONE

    def _is_directory(self, talk: Talk, text: str, slots: Slots) -> bool:
        if self._asks_on(talk, text, slots):
            return True
        asked = wants_directory(text, slots, self.knows)
        return asked and self._is_for_directory(text, slots)

    def _may_mean_dues(self, text: str, slots: Slots, plain: str) -> bool:
        """Whether a text without a word for it may ask for an amount: it says for whom.

        "What will the treasurer see on the bill? City of 37,940."
        """
        named = bool(slots.population or slots.communities or slots.kind)
        against = has_cue(plain, "dues", "elsewhere") or self._is_past(slots, plain)
        return named and not against and not asks_beside(text)

    def _means(self, topic: Topic, text: str, slots: Slots) -> bool:
        """Whether a text is for a tool by its meaning alone; the encoder reads English only."""
        if spoken_language(text, (), "en") == "es":
            return False
        ours, other = self._odds(topic, text, slots)
        return ours >= SURE and ours > other

    def _means_directory(self, text: str, slots: Slots) -> bool:
        """Whether a text that names places asks for partners or members by its meaning alone."""
        if not (slots.communities or slots.locations) or turns_away(text):
            return False
        if is_pair(slots) and len(_words(text)) <= FEW_WORDS:
            return True
        return self._means(Topic.DIRECTORY, text, slots)

    def _is_for_directory(self, text: str, slots: Slots) -> bool:
        """Whether the documents do not answer better, by the meaning of the text.

        Measured on our own questions: what the directory answers has a chance of .05 or more for
        the sections that lead there, or is short and plain.
        """
        if spoken_language(text, (), "en") == "es":  # the encoder reads English only
            return True
        if slots.communities and len(_words(text)) <= PLAIN_WORDS:
            return True
        ours, other = self._odds(Topic.DIRECTORY, text, slots)
        if not slots.communities:
            return ours >= (FAINT if slots.locations else NAMELESS) or len(_words(text)) <= FEWEST
        return ours >= FAINT or other < (PLAIN if len(_words(text)) <= SHORT else BESIDE)

    def _is_dues(self, talk: Talk, text: str, slots: Slots, asked: str, plain: str) -> bool:
        if has_cue(plain, "dues", "elsewhere") or self._is_past(slots, plain):
            return False
        if has_cue(plain, "dues", "table"):
            return True
        asks = asks_amount(text) or (bool(slots.amounts or slots.free) and bool(slots.population))
        if asks and self._is_ours(text, plain, slots):
            return True
        return self._leans(talk, text, slots, asked)

    def _asks_on(self, talk: Talk, text: str, slots: Slots) -> bool:
        """Whether a turn goes on with what was asked of the directory before it."""
        plain = cued(text)
        if talk.topic is not Topic.DIRECTORY or len(_words(text)) > 2 * FEW_WORDS:
            return False
        if turns_away(text):
            return False
        if len(_words(text)) > FEW_WORDS:
            return has_cue(plain, "directory", "pronoun") and bool(want_of(text))
        says_where = bool(slots.communities or slots.locations or slots.country)
        return says_where or bool(want_of(text)) or may_go_on(text, talk.inquiry, self.knows)

    def _is_past(self, slots: Slots, plain: str) -> bool:
        """Whether what was paid in an earlier year is asked."""
        past = slots.day is not None and slots.day.year < self.today.year
        return (past and has_cue(plain, "dues", "past")) or has_cue(plain, "dues", "once")

    def _is_ours(self, text: str, plain: str, slots: Slots) -> bool:
        """Whether an amount is asked of a community's dues: by what else is said, and by meaning.

        Measured on our own questions without a number of people: of those that are for the amount
        one in twenty has a chance below .1, of those that the documents answer nearly all.
        """
        if slots.population:
            return True
        few = len(_words(text))
        known = bool((slots.kind or slots.member_type) and has_cue(plain, "dues", "ours"))
        known = known or (
            has_cue(plain, "dues", "sure") and bool(slots.communities or few <= FEWEST)
        )
        if spoken_language(text, (), "en") == "es":  # the encoder reads English only
            return (
                known
                or bool(slots.communities or slots.locations)
                or has_cue(plain, "dues", "ours")
            )
        if known and slots.communities and few <= PLAIN_WORDS:
            return True
        ours, other = self._odds(Topic.DUES, text, slots)
        if not known:
            return ours >= SURE or ours > other
        return (
            ours >= LIKELY or other < RIVAL or (few <= SHORT and ours >= FAINT and other < UNSURE)
        )

    def _is_for_documents(self, text: str) -> bool:
        """Whether a longer text without a number is surely one for the documents.

        It has to be encoded for them in any case; looking for names of places would be in vain.
        """
        if len(_words(text)) <= PLAIN_WORDS or any(letter.isdigit() for letter in text):
            return False
        if spoken_language(text, (), "en") == "es":
            return False
        return all(
            ours < NO_CHANCE and other > PLAIN
            for ours, other in (self.odds(topic, text) for topic in (Topic.DUES, Topic.DIRECTORY))
        )

    def _odds(self, topic: Topic, text: str, slots: Slots) -> tuple[float, float]:
        """How likely a text is for a tool, whatever places it names.

        The text as it is comes first: what the documents then answer has been encoded for them.
        """
        plain = self.odds(topic, text)
        if not slots.communities or (plain[0] < NO_CHANCE and plain[1] > PLAIN):
            return plain
        return self.odds(topic, masked(text, slots))

    def _leans(self, talk: Talk, text: str, slots: Slots, asked: str) -> bool:
        """Whether a turn goes on with the dues that were spoken of before it."""
        if has_cue(folded(text), "dues", "elsewhere"):
            return False
        if talk.topic is not Topic.DUES:
            again = talk.spoke_of_dues and has_cue(folded(text), "dues", "again")
            return again and len(_words(text)) <= FEW_WORDS and not asks_beside(text)
        if wants_directory(text, slots, self.knows) and not asks_amount(text):
            return False
        if asked and (slots.population or slots.vague or slots.communities or slots.locations):
            return True
        words = _words(text)
        if len(words) > FEW_WORDS + 2 * bool(slots.population):
            return False
        plain = folded(text)
        says = slots.any or has_cue(plain, "talk", "yes_no") or asks_amount(text)
        goes_on = has_cue(plain, "talk", "follows") or len(words) <= 3 or slots.population
        return says and bool(goes_on or asks_amount(text))


def may_be_exact(text: str) -> bool:
    """Whether a turn that follows no other has any word of the exact tools: most have none.

    Asked before names of places are looked for, which takes longer.
    """
    plain = cued(text)
    if has_cue(plain, "dues", "table"):
        return True
    if any(letter.isdigit() for letter in text):
        return True
    if has_cue(plain, "dues", "amount") and not has_cue(plain, "dues", "elsewhere"):
        return True
    if any(figure.kind is FigureKind.MONEY for figure in find_figures(text)):
        return True
    if speaks_of_links(plain):
        return True
    return len(plain.split()) <= SHORT_TEXT and bool(_NAME.search(text))


def masked(text: str, slots: Slots) -> str:
    """The text with a plain word for each place, whose name would lead its meaning astray."""
    for one in reversed(slots.communities):
        ours = any(place.country == UNITED_STATES for place in one.places)
        text = f"{text[: one.start]}{OUR_CITY if ours else CITY_ABROAD}{text[one.end :]}"
    return text


def _words(text: str) -> list[str]:
    return [word for word in content_words(text) if word.isalpha()]
