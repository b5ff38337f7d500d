"""Says whether a turn goes on with the dues that were spoken of before it, and how."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from assistant.answering.exact.directory.inquiry import (
    cued,
    speaks_of_links,
    turns_away,
    wants_directory,
)
from assistant.answering.exact.dues.case import FAR, Case
from assistant.answering.exact.dues.company import names_known, speaks_of_company
from assistant.answering.exact.routes import Topic
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.cues import (
    asks_amount,
    asks_beside,
    folded,
    has_any,
    has_cue,
    is_for_others,
)
from assistant.answering.exact.turn.numerals import find_numerals
from assistant.answering.exact.turn.parties import Parties
from assistant.answering.exact.turn.population_words import population_words
from assistant.answering.exact.turn.populations import Population
from assistant.answering.exact.turn.relative import find_change, is_relative, relative_population
from assistant.answering.exact.turn.slots import Slots
from assistant.library.lexicon import content_words

_THOUSAND = 1_000
_LEAST_TOLD = 100  # people; a smaller number may be that of times or parts
_MONEY = re.compile(r"[$€£]|\b(?:usd|dollars?|bucks|euros?)\b", re.IGNORECASE)
FEW_WORDS = 7  # content words of a turn that leans on the one before
FEWEST = 3  # of a turn that says nothing by itself


# "Do you have toolkits?" doubts no amount, nor does "do you take cash?".
_ASKS_FOR = re.compile(
    r"\W*(?:(?:and|so|but|ok) )?(?:do|does|are|is|have)"
    r" (?:you (?:accept|have|offer|do|run|know|give|take)|there"
    r"|we (?:have to )?pay (?:before|after|in advance|up ?front|online|later|early|with))\b"
)
_OF_AN_AMOUNT = ("per_head", "cheaper_way")


@lru_cache(maxsize=8)  # of one message it is asked some three times
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text that mean something by themselves."""
    return tuple(word for word in content_words(text) if word.isalpha())


def asks_of_others(text: str) -> bool:
    """Whether it is asked how many there are, or whether somebody may, and no amount anywhere."""
    return has_cue(folded(text), "dues", "others") and not _MONEY.search(text)


def goes_on_with_dues(
    talk: Talk, text: str, slots: Slots, asked: str, knows: Callable[[str], bool]
) -> bool:
    """Whether a turn leans on the dues that were spoken of before it.

    Args:
        talk: Where the conversation stood.
        text: What the visitor wrote.
        slots: What it says.
        asked: What was asked back: "population", "place", or nothing.
        knows: Whether the documents have a word.
    """
    if is_for_others(text):
        return False
    if talk.topic is not Topic.DUES:
        return _comes_back(talk, text, slots)
    few = len(words_of(text))
    if _of_company(talk, text, few):
        return True
    if wants_directory(text, slots, knows) and not asks_amount(text):
        return False
    if asked and (slots.population or slots.vague or slots.communities or slots.locations):
        return True
    undoes = slots.no_count or (talk.case.supposed and slots.real_count)
    if undoes or (few <= FEW_WORDS and _asks_on(text, slots)):
        return True
    if asked and few <= FEWEST and not has_cue(folded(text), "talk", "asks"):
        return True  # no answer at all: what is missing is asked once more
    return few <= FEW_WORDS + 2 * bool(slots.population) and _adds(text, slots, few)


def _comes_back(talk: Talk, text: str, slots: Slots) -> bool:
    """Whether dues are spoken of again, after the directory or the documents were asked."""
    if len(words_of(text)) > FEW_WORDS:
        return False
    follows = has_cue(folded(text), "talk", "follows")
    if talk.topic is Topic.NONE and talk.last is Topic.DUES and follows:
        if slots.communities:
            return not speaks_of_links(cued(text))  # "and Helena, Montana?"
        if _after_an_aside(talk, text, slots):
            return True
    spoke = talk.spoke_of_dues and has_cue(folded(text), "dues", "again")
    again = spoke or (talk.topic is Topic.DIRECTORY and asks_amount(text))
    return again and not asks_beside(text)


def _after_an_aside(talk: Talk, text: str, slots: Slots) -> bool:
    """Whether few words go on with the dues after one question of another kind about joining.

    "How much for 40,000?", "what do we get for that?", "and in 2027?"; a year is not of the dues
    where that question was about something that is held, or about a year itself.
    """
    aside = talk.aside
    if not aside or len(words_of(text)) > FEWEST or _of_partners(text):
        return False
    plain = folded(aside)
    if is_for_others(aside) or any(letter.isdigit() for letter in aside):
        return False
    if not has_cue(plain, "company", "joins"):
        return False
    return bool(slots.day or slots.population or is_relative(text))


def _of_partners(text: str) -> bool:
    return has_any(cued(text), "directory", ("member_sure", "partners", "relation"))


def _of_company(talk: Talk, text: str, few: int) -> bool:
    """Whether few words ask for the sum of amounts that were told, or for one's own again."""
    told = len(talk.company.told)
    if told > 1 and speaks_of_company(text):
        return True
    if few <= FEWEST and not _of_partners(text) and names_known(text, talk.company):
        return True
    of_amount = told and few <= FEW_WORDS and has_any(folded(text), "company", _OF_AN_AMOUNT)
    if of_amount and not _of_partners(text):
        return True
    means_us = told and few <= FEWEST and has_cue(folded(text), "company", "us")
    return bool(means_us) and not _of_partners(text)


def _asks_on(text: str, slots: Slots) -> bool:
    """Whether few words name another community, change the number, or doubt the amount."""
    if is_relative(text) or any(has_cue(folded(text), "talk", cue) for cue in ("explain", "steps")):
        return True
    return bool(slots.communities) and not turns_away(text)


def _adds(text: str, slots: Slots, few: int) -> bool:
    """Whether a turn says something of the community, or asks for the amount, as one more thing."""
    plain = folded(text)
    doubts = has_cue(plain, "talk", "yes_no") and not _ASKS_FOR.match(plain)
    says = slots.any or doubts or asks_amount(text)
    goes_on = has_cue(plain, "talk", "follows") or few <= FEWEST or slots.population
    return says and bool(goes_on or asks_amount(text))


def related_to(
    before: Case, text: str, slots: Slots, asked: str, amounts: Collection[Decimal]
) -> Slots:
    """The slots with a number that only the one before tells, or that is an amount.

    Args:
        before: What was known.
        text: What the visitor wrote.
        slots: What it says by itself.
        asked: What was asked back.
        amounts: Those of the table: "my colleague says 450" names no population.
    """
    said = slots.population
    known = before.population.low if before.population else None
    known = known or (before.place.population if before.place else None)
    if (
        known
        and (related := relative_population(text, known)) is not None
        and not _is_told(slots, text)
    ):
        return replace(slots, population=related)
    if known and _may_be_thousands(said, known, text):
        return replace(slots, population=None, vague=True, parties=Parties())
    if asked or not (said and said.exact and not said.sure and said.low in amounts):
        return slots
    if not known and not _has_other_people(slots, said.low):
        return slots
    claimed = (Decimal(said.low),)
    return replace(slots, population=None, amounts=claimed, claimed=claimed)


def _may_be_thousands(said: Population | None, known: int, text: str) -> bool:
    """Whether a number without a word for people may leave its thousands to the one before it.

    "What if we're 51?", after 48,000.
    """
    if said is None or not said.exact or said.low >= _THOUSAND:
        return False
    if not known <= FAR * _THOUSAND * said.low <= FAR * FAR * known:
        return False
    plain = folded(text)
    told = [one for one in find_numerals(plain) if one.low == said.low]
    return not any(population_words().people_after.match(plain[one.end :]) for one in told)


def _is_told(slots: Slots, text: str) -> bool:
    """Whether a number stands beside what is said of the one before: "one less, 6,400"."""
    said, change = slots.population, find_change(folded(text))
    if said is None or change is None or not said.exact:
        return False
    numerals = find_numerals(folded(text))
    apart = (one for one in numerals if one.end <= change.start or one.start >= change.end)
    return any(one.low == said.low and said.low >= _LEAST_TOLD for one in apart)


def _has_other_people(slots: Slots, some: int) -> bool:
    """Whether a place is named of which a number cannot be that of its people: "Reno, 450?"."""
    place = slots.asked_about.place if slots.communities else None
    people = place.population if place else None
    return bool(people) and not some / FAR <= (people or 0) <= some * FAR


def wants_table(talk: Talk, text: str, slots: Slots) -> bool:
    """Whether the rates of every size are asked for, or those next to the one that was told."""
    plain = folded(text)
    if has_cue(plain, "dues", "table"):
        return True
    beside = talk.topic is Topic.DUES and not (slots.population or slots.communities)
    steps = has_cue(plain, "talk", "steps") or has_cue(plain, "company", "cheaper_way")
    return beside and steps
