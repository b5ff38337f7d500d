"""Judges whether words that are the name of some place mean a place where they stand.

Nearly every word is a place somewhere: Of lies in Turkey, Most in Czechia. So a name counts by how
it is written, by what stands around it, and by how many people its largest place has.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import CODE_LETTERS, bears
from assistant.facts.stands import Stand
from assistant.facts.word_lists import is_doubtful, is_person, is_word, word_list
from assistant.facts.words import Word

# Of people, times ten for US places. Tuned so that of the gazetteer's names which are no common
# words, those of large places are found in lower case as well, and villages only in capitals.
US_SHARE = 10
NOTED = 50_000
WELL_KNOWN = 500_000
FAMOUS = 1_000_000
SMALL_ALIAS_SHARE = 0.5  # of a name in lower case that no place bears in the first place
ABOVE_ALL = 10_000_000  # states, countries, what stands in the member directory


def means_a_place(stand: Stand, places: Sequence[Place]) -> bool:
    """Whether the words mean a place, given the places of this name.

    Args:
        stand: Where they stand.
        places: Narrowed already.
    """
    if stand.framed and _frame_counts(stand):
        return True
    if _is_code(stand, places):
        return _code_counts(stand, places)
    if _is_part_of_more(stand, places):
        return False
    weight = max(_weight(place) for place in places)
    if not stand.words[stand.first].capital and not any(bears(stand.key, p) for p in places):
        weight *= SMALL_ALIAS_SHARE  # "spoken" is Spokane to somebody, "tape" Szeged
    if stand.last - stand.first > 1:
        return _phrase_counts(stand, weight)
    return not _is_of_a_person(stand) and _word_counts(stand, weight)


def _frame_counts(stand: Stand) -> bool:
    """Whether "city of" stands before; "city" behind it says little: "our harbor town"."""
    if stand.opens == stand.first:
        return False
    return not is_word(stand.key) or stand.words[stand.first].capital


def _word_counts(stand: Stand, weight: float) -> bool:
    if is_word(stand.key) and not _shouts(stand, weight):
        return stand.narrowed and not stand.loose and (_is_capital(stand) or stand.apart)
    if is_doubtful(stand.key):
        return _doubtful_word_counts(stand, weight)
    if stand.narrowed or stand.alone or stand.heads:
        return True
    if _is_capital(stand) and _has_context(stand):
        return weight >= NOTED or not _is_acronym(stand.words[stand.first])
    if stand.words[stand.first].capital:
        return weight >= NOTED
    if any(word.capital and not word.fresh for word in stand.words):
        return weight >= FAMOUS  # who writes capitals would write one: "en Nevada, anda por ..."
    return weight >= (NOTED if _has_context(stand) else WELL_KNOWN)


def _doubtful_word_counts(stand: Stand, weight: float) -> bool:
    """A word that people use for other things, or a name that people bear."""
    capital = stand.words[stand.first].capital
    if stand.narrowed:
        return capital or not stand.loose
    if stand.alone or stand.heads:
        return capital or (weight >= FAMOUS and is_person(stand.key))
    if is_person(stand.key) and weight >= FAMOUS:
        after = _behind() | word_list("and") | word_list("owed")
        return _has_context(stand) or (capital and _goes_on(stand, after))
    return capital and _has_context(stand)


def _phrase_counts(stand: Stand, weight: float) -> bool:
    doubtful = is_word(stand.key) or is_doubtful(stand.key)
    common = doubtful or _is_common_phrase(stand)
    capital = all(word.capital for word in stand.name if word.key not in word_list("small"))
    if stand.narrowed:
        return not common or not stand.loose or (capital and _is_capital(stand))
    if (stand.alone or stand.heads) and not common:
        return True
    if capital:
        return not common or weight >= WELL_KNOWN or _has_context(stand)
    if common:
        return weight >= FAMOUS and not doubtful
    return weight >= (NOTED if _has_context(stand) else WELL_KNOWN)


def _is_common_phrase(stand: Stand) -> bool:
    """Whether it may be no name: "the city", "big sister", "Juan Díaz"."""
    keys = [word.key for word in stand.name]
    if all(key in word_list("small") or is_word(key) for key in keys) or all(map(is_person, keys)):
        return True
    return keys[0] in word_list("articles") and all(
        is_word(key) or is_doubtful(key) for key in keys[1:]
    )


def _is_capital(stand: Stand) -> bool:
    word = stand.words[stand.first]
    return word.capital and not (word.fresh and stand.opens == stand.first)


def _has_context(stand: Stand) -> bool:
    word = stand.words[stand.last - 1]
    if stand.listing or word.key != word.base:
        return True
    if stand.before is not None and stand.before.key in word_list("before"):
        return True
    return not is_person(stand.key) and _goes_on(stand, _behind())


def _behind() -> AbstractSet[str]:
    """What a place does or has."""
    return word_list("behind") | word_list("ties")


def _goes_on(stand: Stand, words: AbstractSet[str]) -> bool:
    return stand.behind is not None and stand.behind.key in words


def _is_part_of_more(stand: Stand, places: Sequence[Place]) -> bool:
    """Whether it is cut out of a longer name that no book knows: South San Fransisco."""
    before = stand.before
    if before is None or not stand.words[stand.first].joined:
        return False
    if stand.narrowed and is_word(before.key):  # "Is Boise, Idaho"
        return False
    directed = before.key in word_list("directions") and not stand.narrowed
    if directed and places[0].kind is PlaceKind.CITY:
        return before.capital == stand.words[stand.first].capital
    small = max(_weight(place) for place in places) < NOTED
    return small and before.capital and not before.fresh and before.key not in word_list("before")


def _is_of_a_person(stand: Stand) -> bool:
    if stand.narrowed:
        return False
    before, person = stand.before, is_person(stand.key)
    joined = stand.words[stand.first].joined
    if before is not None:
        if joined and (
            before.key in word_list("titles")
            or (before.key in word_list("particles") and before.capital and not before.fresh)
        ):
            return True
        if before.key in word_list("greetings") or _introduces(stand):
            return person or not joined
    named = joined and _is_name(before, also_unknown=False)  # "Houston, Austin" are two
    return named or _is_name(stand.behind, also_unknown=person)


def _introduces(stand: Stand) -> bool:
    """Whether "this is" or "my name is" stands before."""
    words = [word.key for word in stand.words[max(0, stand.opens - 2) : stand.opens]]
    return words in (["this", "is"], ["name", "is"], ["nombre", "es"])


def _is_name(word: Word | None, *, also_unknown: bool) -> bool:
    """Whether a neighbour is a person's other name."""
    if word is None or not word.capital or is_word(word.key) or word.code:
        return False
    return is_person(word.key) or (also_unknown and word.key not in word_list("small"))


def _is_code(stand: Stand, places: Sequence[Place]) -> bool:
    """Whether it is short like TX and US, and only a state or country."""
    return len(stand.key) <= CODE_LETTERS and all(
        place.kind in {PlaceKind.STATE, PlaceKind.COUNTRY} for place in places
    )


def _code_counts(stand: Stand, places: Sequence[Place]) -> bool:
    written = stand.words[stand.first]
    if any(place.kind is PlaceKind.COUNTRY for place in places):
        return written.code or (len(stand.key) == CODE_LETTERS and not is_word(stand.key))
    before = stand.before
    if before is None or before.key not in word_list("before_code"):
        return False
    return written.code or (len(stand.key) < CODE_LETTERS and not is_word(stand.key))


def _is_acronym(word: Word) -> bool:
    return word.code  # NATO lies in the Philippines, SAI in Japan


def _shouts(stand: Stand, weight: float) -> bool:
    """LA is no article."""
    return stand.words[stand.first].code and weight >= FAMOUS and len(stand.key) <= CODE_LETTERS


def _weight(place: Place) -> float:
    if place.listed or place.kind is not PlaceKind.CITY:
        return ABOVE_ALL
    return (place.population or 0) * (US_SHARE if place.country == UNITED_STATES else 1)
