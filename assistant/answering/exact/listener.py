"""Follows a conversation with the exact tools: which turns are theirs, and what is known by now."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from assistant.answering.exact.directory.asking import read_inquiry
from assistant.answering.exact.directory.by_name import BareNames
from assistant.answering.exact.directory.corrections import corrects, corrects_entry
from assistant.answering.exact.directory.inquiry import (
    cued,
    is_pair,
    may_go_on,
    names_somebody,
    says,
    speaks_of_links,
    turns_away,
    want_of,
    wants_directory,
)
from assistant.answering.exact.directory.overall import asks_overall
from assistant.answering.exact.dues.case import Case, settled_place, updated
from assistant.answering.exact.dues.company import Company, accompany
from assistant.answering.exact.dues.going_on import (
    FEW_WORDS,
    FEWEST,
    asks_of_others,
    goes_on_with_dues,
    related_to,
    wants_table,
    words_of,
)
from assistant.answering.exact.dues.quoting import missing
from assistant.answering.exact.routes import Route, Topic
from assistant.answering.exact.settled_names import place_of, read_again, with_settled
from assistant.answering.exact.spelled_places import SpelledPlaces
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.cues import (
    asks_amount,
    asks_beside,
    asks_in_return,
    folded,
    fragments,
    has_any,
    has_cue,
    is_for_others,
    names_membership,
    spoken_language,
    wonders_of_membership,
)
from assistant.answering.exact.turn.mil import has_mil, with_english_mil
from assistant.answering.exact.turn.rates import asks_whose_rate, without_rates
from assistant.answering.exact.turn.relative import is_relative
from assistant.answering.exact.turn.slots import Slots, read_slots, without_names
from assistant.answering.exact.turn.sums import without_other_sums
from assistant.answering.exact.turn.unknown_names import strange_name
from assistant.facts.dues import DuesTable
from assistant.facts.mentions import Mention, Namebook, find_mentions
from assistant.library.figures import find_figures
from assistant.vocabulary import FigureKind, Turn

MOST_TURNS = 12  # of the visitor, that are read again; what was said before is forgotten
DOUBTFUL = 0.6  # chance of dues for a message without any number or word for it
SURE = 0.8  # chance of the directory, or of the documents, for a message that names nobody
SURELY_ELSE = 0.9  # chance of the documents for a piece of a message that asks for dues
PLAIN_WORDS = 4  # content words of a text that leaves nothing open: its place and what is asked
SHORT = 6  # words
_OF_COMMUNITIES = ("partners", "member_sure")
SHORT_TEXT = 12  # words of a text in which names are looked for whatever it says
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?(?:USD|dollars)")
_IT = re.compile(r"\b(?:it|its|they|their|them|ell[oa]s?|sus?)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\b(?:what|how) (?:about|if)\b", re.IGNORECASE)
_OF_STEPS = ("explain", "steps")
_OF_AMOUNTS = ("per_head", "cheaper_way", "sum", "each")
_DOUBTS = ("yes_no", "asks")  # what is claimed is asked about
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z]|[^\x00-\x7f]")  # a capital inside a sentence


class Meaning(Protocol):
    """What an English text means; `Router` is the real one."""

    def may_be_exact(self, text: str) -> bool:
        """Whether names and numbers are worth looking for in it."""
        ...

    def route(self, text: str, slots: Slots) -> Route | None:
        """Where it leads; None where words alone must decide."""
        ...


@dataclass(frozen=True, slots=True)
class Listener:
    """Reads turns.

    Attributes:
        table: Says what the dues depend on, and so what was asked back.
        books: Where names of places are looked up.
        today: The date in the association's time zone.
        meaning: Of an English text; words alone decide where it has none to give.
        knows: Whether the documents have a word: a name of an unknown place is none of theirs.
        has_directory: Whether there is a directory to ask.
        bare: Tells messages that are a name alone; None leaves them to the documents.
        spelled: Finds misspelled places in a question for dues; None leaves them unread.
        language: The conversation's, or the page's, where no message tells its own.
    """

    table: DuesTable
    books: Sequence[Namebook]
    today: date
    meaning: Meaning
    knows: Callable[[str], bool]
    has_directory: bool = True
    bare: BareNames | None = None
    spelled: SpelledPlaces | None = None
    language: str = "en"

    def follow(self, message: str, history: Sequence[Turn]) -> Talk:
        """Read the visitor's turns, the last one with what those before it made known."""
        said = [turn.text for turn in history if turn.role == "user"][-MOST_TURNS:]
        talk = Talk()
        for number, written in enumerate((*said, message)):
            text = self._prepared(written, said[:number])
            after = self._after(talk, text, said[:number])
            spoke = talk.spoke_of_dues or after.topic is Topic.DUES
            last = talk.last if after.topic is Topic.NONE else after.topic
            company = after.company if after.topic is Topic.DUES else talk.company
            leaves = talk.topic is Topic.DUES and after.topic is Topic.NONE
            aside = text if leaves else ""
            after = replace(after, settled=with_settled(talk.settled, after))
            talk = replace(after, spoke_of_dues=spoke, last=last, company=company, aside=aside)
        return talk

    def _prepared(self, text: str, said: Sequence[str]) -> str:
        """A turn as long as it was, without sums of others, and with "mil" in its own language."""
        text = without_other_sums(text)
        if not has_mil(text):
            return text
        spoken = spoken_language(text, said, self.language, self._without_names)
        return with_english_mil(text) if spoken == "en" else text

    def _without_names(self, text: str) -> str:
        return without_names(text, find_mentions(text, self.books))

    def beside(self, message: str) -> str:
        """What a message that asks for an amount asks besides; "" for nothing."""
        said = asks_beside(message)
        if said or not is_english(message) or not asks_amount(message):
            return said
        return ". ".join(piece for piece in fragments(message) if self._means_else(piece))

    def _means_else(self, piece: str) -> bool:
        """Whether a piece beside one that asks for the amount asks the documents something."""
        if has_cue(piece, "dues", "amount") or not has_cue(piece, "talk", "wonders"):
            return False
        slots = read_slots(piece, self.books, self.today)
        if slots.population or slots.communities or len(piece.split()) <= FEWEST:
            return False
        route = self.meaning.route(piece, slots)
        return route is not None and route.chance(Topic.NONE) >= SURELY_ELSE

    def _after(self, talk: Talk, text: str, said: Sequence[str]) -> Talk:
        whose = asks_whose_rate(text, self._amounts)
        text = without_rates(text, self._amounts)
        fresh = not whose and talk.topic is Topic.NONE and not talk.spoke_of_dues
        if fresh and not (_is_short(text) or self._may_be_exact(text)):
            return Talk(Topic.NONE, talk.case, talk.inquiry)
        asked = missing(talk.case, self.table, self.today) if talk.topic is Topic.DUES else ""
        slots = read_again(read_slots(text, self.books, self.today, asked=asked), talk.settled)
        if whose and slots.population is None and not slots.communities:
            return replace(talk, topic=Topic.DUES, slots=slots, wants_table=True)
        slots = self._with_spoken_of(talk, text, slots)
        topic, route = self._topic(talk, text, slots, asked)
        if (mended := self._mended(talk, text, slots, asked, topic)) is not None:
            topic, slots = Topic.DUES, mended
        elif (mended := self._renamed(text, slots, topic, route)) != slots:
            slots = mended
            topic, route = self._topic(talk, text, slots, asked)
        if topic is Topic.DIRECTORY:
            return self._for_directory(talk, text, slots, route)
        if topic is Topic.DUES:
            return self._for_dues(talk, text, slots, asked, said)
        return Talk(topic, talk.case, talk.inquiry, slots)

    def _with_spoken_of(self, talk: Talk, text: str, slots: Slots) -> Slots:
        """What a turn says, with the community whose dues were told where it asks of that.

        "And does it have sister cities?", "is it a member already?", after an amount.
        """
        place, said = talk.case.place, replace(slots, kind=None).any
        if talk.topic is not Topic.DUES or place is None or said or asks_amount(text):
            return slots
        it, plain = _IT.search(text), cued(text)
        asks = wonders_of_membership(text) or says(plain, "partners")
        if it is None or not (asks and speaks_of_links(plain)):
            return slots
        return replace(slots, communities=(Mention(*it.span(), place.name, (place,), place=place),))

    def _for_directory(self, talk: Talk, text: str, slots: Slots, route: Route | None) -> Talk:
        if self.bare and not slots.named and self.bare.is_unread(text):
            last = talk.inquiry if talk.topic is Topic.DIRECTORY else None
            return Talk(Topic.DIRECTORY, talk.case, self.bare.inquiry(text, last), slots)
        leans = self._asks_on(talk, text, slots) or not names_somebody(text, slots, self.knows)
        before = talk.inquiry if leans else None
        inquiry = read_inquiry(text, slots, before, self.books, self.knows, route)
        return Talk(Topic.DIRECTORY, talk.case, inquiry, slots)

    def _for_dues(
        self, talk: Talk, text: str, slots: Slots, asked: str, said: Sequence[str]
    ) -> Talk:
        known = self._before(talk, text, slots, asked)
        slots = related_to(known, text, slots, asked, self._amounts)
        case = updated(known, slots, self.books)
        if case.assumed and case.population is None:
            case = self._spoken_of(said, case)
        case, company = accompany(talk.company, text, slots, case, goes_on=known is talk.case)
        case = self._open_case(company) or case
        table = wants_table(talk, text, slots)
        return Talk(Topic.DUES, case, talk.inquiry, slots, wants_table=table, company=company)

    def _open_case(self, company: Company) -> Case | None:
        """Of several communities the first of which something is asked back."""
        asked = (one for one in company.asked if missing(one, self.table, self.today))
        return next(asked, None)

    def _mended(
        self, talk: Talk, text: str, slots: Slots, asked: str, topic: Topic
    ) -> Slots | None:
        """The slots of a turn for dues with its misspelled places read; None for any other turn."""
        about_dues = Topic.DUES in {topic, talk.topic} or asks_amount(text)
        if self.spelled is None or not about_dues:
            return None
        mended = self.spelled.read(text, slots, talk.case, asked)
        if mended is slots:
            return slots if topic is Topic.DUES else None
        again, _ = self._topic(talk, text, mended, asked)
        return mended if again is Topic.DUES else None

    def _renamed(self, text: str, slots: Slots, topic: Topic, route: Route | None) -> Slots:
        """The slots of a turn about members or partners with its misspelled places read."""
        if self.spelled is None or topic is Topic.DUES or len(text.split()) > SHORT_TEXT:
            return slots
        surely_else = route is not None and route.chance(Topic.NONE) >= SURELY_ELSE
        if surely_else and not _is_short(text):
            return slots
        asks = topic is Topic.DIRECTORY or has_any(cued(text), "directory", _OF_COMMUNITIES)
        certain = topic is Topic.DIRECTORY
        return self.spelled.read_names(text, slots, countries=certain) if asks else slots

    @property
    def _amounts(self) -> frozenset[Decimal]:
        return frozenset(band.amount for band in self.table.bands)

    def _may_be_exact(self, text: str) -> bool:
        if not is_english(text):
            return may_be_exact(text)
        doubts = _MONEY.search(text) and has_cue(folded(text), "dues", "now")
        return bool(doubts) or self.meaning.may_be_exact(text)

    def _before(self, talk: Talk, text: str, slots: Slots, asked: str) -> Case:
        """What is known before a turn that asks for dues: a new question starts from nothing.

        "And what would it pay?" after a question to the directory is about the same community.
        """
        if talk.topic is Topic.DIRECTORY and talk.inquiry and not slots.population:
            known = talk.inquiry.mentions[:1] if not slots.communities else ()
            for mention in known:
                return Case(mention=mention, place=place_of(talk.inquiry))
        if has_cue(folded(text), "dues", "their_partner") and not slots.communities:
            return Case()  # "and its partner in Kenya?" is about somebody who was not named
        return talk.case if goes_on_with_dues(talk, text, slots, asked, self.knows) else Case()

    def _spoken_of(self, said: Sequence[str], case: Case) -> Case:
        """The community of an earlier turn, where an amount is asked and none is named with it.

        "Can a town like Missoula, Montana join?", and then "how much would it be?".
        """
        for text in reversed(said[-FEWEST:]):
            named = read_slots(text, self.books, self.today).communities
            if named:
                return replace(case, mention=named[0], place=settled_place(named[0], None, None))
        return case

    def _topic(self, talk: Talk, text: str, slots: Slots, asked: str) -> tuple[Topic, Route | None]:
        """Which tool a turn is for, and where it leads by itself if that was asked."""
        plain = folded(text)
        barred = is_for_others(text) or self._is_past(slots, plain)
        plainly = not barred and self._is_plainly_dues(talk, text, slots, asked)
        if plainly and not self._asks_documents(text, slots):
            return Topic.DUES, None
        alone, route = self._alone(talk, text, slots)
        asks_on = self.has_directory and self._asks_on(talk, text, slots)
        if alone is Topic.DUES and not barred and (asks_amount(text) or not asks_on):
            return Topic.DUES, route  # "how many is that?" after a list asks for no amount
        if asks_on or (self.has_directory and alone is Topic.DIRECTORY):
            return Topic.DIRECTORY, route
        return Topic.NONE, route

    def _is_plainly_dues(self, talk: Talk, text: str, slots: Slots, asked: str) -> bool:
        if has_cue(folded(text), "dues", "table") or goes_on_with_dues(
            talk, text, slots, asked, self.knows
        ):
            return True
        if slots.communities and slots.amounts and has_cue(folded(text), "dues", "now"):
            return asks_amount(text)  # "It paid $150 in 2008, so it still pays $150 now?"
        if slots.claimed and (slots.communities or (slots.population and slots.population.sure)):
            return asks_amount(text) or any(has_cue(folded(text), "talk", one) for one in _DOUBTS)
        return slots.population is not None and (asks_amount(text) or names_membership(text))

    def _asks_documents(self, text: str, slots: Slots) -> bool:
        """Whether a turn after an amount surely asks something else: "what is City Search?"."""
        plain = folded(text)
        says = replace(slots, kind=None).any or _OF_ANOTHER.search(text)
        goes_on = says or asks_amount(text) or is_relative(text)
        explains = has_any(plain, "talk", _OF_STEPS) or has_any(plain, "company", _OF_AMOUNTS)
        asks = has_cue(plain, "talk", "wonders") and has_cue(plain, "talk", "asks")
        if goes_on or explains or not asks:
            return False
        route = self.meaning.route(text, slots) if is_english(text, slots) else None
        return route is not None and route.chance(Topic.NONE) >= SURE

    def _alone(self, talk: Talk, text: str, slots: Slots) -> tuple[Topic, Route | None]:
        """What a turn is for by itself: by its words where they are few, else by its meaning."""
        if says(cued(text), "sizes") and not turns_away(text):
            return Topic.DIRECTORY, None  # how much is listed here, not in the network
        if asks_overall(text, slots):
            return Topic.DIRECTORY, None
        named = self.bare and self.bare.is_one(text, slots, opens=talk.slots is None)
        if named or corrects_entry(text, slots):
            return Topic.DIRECTORY, None
        if slots.communities and len(words_of(text)) <= PLAIN_WORDS:
            topic = self._by_words(text, slots)
            if topic is not Topic.NONE:
                return topic, None
        route = self.meaning.route(text, slots) if is_english(text, slots) else None
        if route is None:
            return self._by_words(text, slots), None
        return self._by_meaning(route, talk, text, slots), route

    def _by_meaning(self, route: Route, talk: Talk, text: str, slots: Slots) -> Topic:
        """Where a text leads; the directory needs somebody to look up, if from the turn before."""
        if has_cue(folded(text), "directory", "aside") and not asks_amount(text):
            return Topic.NONE  # "What is the population of Fort Worth?"
        if self._is_no_amount(route, text, slots):
            return Topic.DIRECTORY
        if self._is_amount_after_all(route, text):
            return Topic.DUES
        is_dues = route.topic is Topic.DUES and not asks_amount(text)
        if is_dues and (asks_beside(text) or asks_in_return(text) or asks_of_others(text)):
            return Topic.NONE  # "Which account do we wire it to?", "What does a town of 900 get?"
        if route.topic is not Topic.DIRECTORY or talk.topic is Topic.DIRECTORY:
            return route.topic
        if names_somebody(text, slots, self.knows):
            return Topic.DIRECTORY
        sure = route.chance(Topic.DIRECTORY) >= SURE
        return Topic.DIRECTORY if sure and strange_name(text, self.knows) else Topic.NONE

    def _is_no_amount(self, route: Route, text: str, slots: Slots) -> bool:
        """Whether what looks like a question for an amount is rather one for the directory."""
        if route.topic is not Topic.DUES or slots.population or asks_amount(text):
            return False
        rather = route.chance(Topic.DIRECTORY) > route.chance(Topic.NONE)
        return is_pair(slots) or (rather and route.chance(Topic.DUES) < DOUBTFUL)

    def _is_amount_after_all(self, route: Route, text: str) -> bool:
        """Whether what seems to ask something else asks, in so many words, what is to be paid."""
        rather = route.chance(Topic.DUES) > route.chance(Topic.NONE)
        named = route.topic is Topic.DIRECTORY and rather
        return (named or route.documents is Topic.DUES) and asks_amount(text)

    def _by_words(self, text: str, slots: Slots) -> Topic:
        plain = folded(text)
        asks = asks_amount(text) or (bool(slots.amounts or slots.free) and bool(slots.population))
        spanish = not is_english(text, slots)
        speaks_spanish = spanish and not (asks_beside(text) or turns_away(text))
        asks = asks or (bool(slots.population) and speaks_spanish)
        doubts = slots.claimed and has_cue(plain, "talk", "yes_no")
        alone = doubts and speaks_spanish and len(words_of(text)) <= FEW_WORDS
        if alone or (asks and self._is_ours(text, plain, slots)):
            return Topic.DUES
        aside = has_cue(folded(text), "directory", "aside")
        if not aside and wants_directory(text, slots, self.knows):
            return Topic.DIRECTORY
        return Topic.NONE

    def _is_ours(self, text: str, plain: str, slots: Slots) -> bool:
        """Whether an amount is asked of a community's dues, by what else is said."""
        if (
            slots.population
            or slots.communities
            or slots.locations
            or has_cue(plain, "dues", "ours")
        ):
            return True
        return has_cue(plain, "dues", "sure") and len(words_of(text)) <= FEWEST

    def _asks_on(self, talk: Talk, text: str, slots: Slots) -> bool:
        """Whether a turn goes on with what was asked of the directory before it."""
        plain = cued(text)
        if talk.topic is not Topic.DIRECTORY or len(words_of(text)) > 2 * FEW_WORDS:
            return False
        if corrects(text):
            return True
        if turns_away(text):
            return False
        if len(words_of(text)) > FEW_WORDS:
            return has_cue(plain, "directory", "pronoun") and bool(want_of(text))
        says_where = bool(slots.communities or slots.locations or slots.country)
        return says_where or bool(want_of(text)) or may_go_on(text, talk.inquiry, self.knows)

    def _is_past(self, slots: Slots, plain: str) -> bool:
        """Whether what was paid in an earlier year is asked."""
        if has_cue(plain, "dues", "once"):
            return not has_cue(plain, "dues", "again")
        if slots.day is None or slots.day.year >= self.today.year:
            return False
        # "The city was founded in 1887. What would it be charged today?" asks nothing of 1887.
        told = [one for one in _SENTENCE_END.split(plain) if has_cue(one, "dues", "past")]
        return any(
            has_cue(one, "dues", "amount") and not has_cue(one, "dues", "now") for one in told
        )


def may_be_exact(text: str) -> bool:
    """Whether a turn that follows no other has any word of the exact tools: most have none.

    Asked before names of places are looked for, which takes longer.
    """
    plain = cued(text)
    if has_cue(plain, "dues", "table"):
        return True
    if any(letter.isdigit() for letter in text):
        return True
    if has_cue(plain, "dues", "amount") and not is_for_others(text):
        return True
    if any(figure.kind is FigureKind.MONEY for figure in find_figures(text)):
        return True
    if speaks_of_links(plain):
        return True
    return len(plain.split()) <= SHORT_TEXT and bool(_NAME.search(text))


def is_english(text: str, slots: Slots | None = None) -> bool:
    """Whether a text is not in another language that exact answers are given in.

    Args:
        text: What the visitor wrote.
        slots: What it says of places, whose names are in no language; None where nobody looked.
    """
    named = (*slots.communities, *slots.locations) if slots else ()
    return spoken_language(text, (), "en", lambda one: without_names(one, named)) == "en"


def _is_short(text: str) -> bool:
    """Whether reading a text for names and numbers costs less than to find out whether to."""
    figures = any(letter.isdigit() for letter in text)
    return len(text.split()) <= SHORT or (figures and asks_amount(text))
