"""Answers what is asked of the whole directory: the oldest, those of a year, who has the most."""

from collections.abc import Sequence

from assistant.answering.drafts import Draft
from assistant.answering.exact.directory.finding import Page, Reader
from assistant.answering.exact.directory.inquiry import TWO, cued, says, turns_away
from assistant.answering.exact.directory.picks import End, Pick, read_pick
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.communities import Partnership
from assistant.facts.directory import Directory
from assistant.facts.places import UNITED_STATES, PlaceKind
from assistant.vocabulary import Outcome

_RANKS = 5  # communities that are told where the one with the most is asked for
_LAST_YEAR = 9999
_SHORT = 12  # words of a question that asks nothing beside


def asks_overall(text: str, slots: Slots) -> bool:
    """Whether a message asks by itself something of all that is listed.

    The oldest of all is history, for which the documents are asked, unless the list is named.
    """
    plain = cued(text)
    if _names_a_place(slots) or len(plain.split()) > _SHORT or not says(plain, "partners"):
        return False
    if turns_away(text) or says(plain, "aside") or says(plain, "ours"):
        return False
    pick, listed = read_pick(plain), says(plain, "on_the_list")
    if says(plain, "ranks") or (pick is not None and pick.end is not None):
        return listed
    return pick is not None and (listed or says(plain, "lists"))


def _names_a_place(slots: Slots) -> bool:
    """Whether a place or a people is named, other than the whole United States."""
    named = (one for one in slots.named if one.places)
    whole = (UNITED_STATES, PlaceKind.COUNTRY)
    inside = any((one.places[0].country, one.places[0].kind) != whole for one in named)
    return inside or slots.country not in {"", UNITED_STATES}


def picked_overall(pick: Pick, directory: Directory) -> tuple[Partnership, ...]:
    """What a pick may mean of all partnerships: only such rows are read as may fit."""
    if pick.continent is not None:
        return directory.in_countries(sorted(pick.continent.countries))
    ends = directory.end_years
    if ends is None:
        return ()
    if pick.end is not None and pick.from_year is None and pick.year is None:
        years = [ends[0] if one is End.OLDEST else ends[1] for one in (pick.end, pick.other_end)]
        found = (directory.begun(year, year) for year in dict.fromkeys(years[: _ends(pick)]))
        return tuple(dict.fromkeys(link for links in found for link in links))
    first = pick.year or pick.from_year or ends[0]
    return directory.begun(first, pick.year or _LAST_YEAR)


def _ends(pick: Pick) -> int:
    return TWO if pick.other_end is not None else 1


def tell_none(reader: Reader) -> Draft:
    """That nothing of all that is listed is what was asked for."""
    page = Page(reader)
    page.say(reader.word("none_overall"))
    page.sizes()
    return page.draft(Outcome.ANSWERED, "listed", "none overall")


def tell_ranks(reader: Reader) -> Draft:
    """The communities with the most partnerships; whoever has as many as the last is told too."""
    page = Page(reader)
    ranked: Sequence[tuple[str, int]] = [
        (reader.phrases.place(community.place), number)
        for community, number in reader.directory.most_paired(_RANKS)
    ]
    if not ranked:
        page.sizes()
        return page.draft(Outcome.UNANSWERED, "listed", "nobody ranked")
    page.say(reader.word("ranks"))
    for label, number in ranked:
        name = "with_link" if number == 1 else "with_links"
        page.item(reader.word(name, community=label, number=str(number)))
    page.sizes()
    page.say(reader.word("not_members"))
    return page.draft(Outcome.ANSWERED, "listed", "ranks")
