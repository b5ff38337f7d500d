"""Answers from small directories made here: member, listed and not found are never mixed up."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.checking import check_draft
from assistant.answering.exact.clerk import Clerk
from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.replies import Replies, read_sentences
from assistant.facts.directory import Directory
from assistant.facts.dues import DuesTable
from assistant.facts.facts import Facts
from assistant.facts.gazetteer import Gazetteer
from assistant.quality.answers import count_untraced
from assistant.vocabulary import Answer, Asked, Outcome, Turn
from tests.directory_folders import (
    ALIASES,
    COMMUNITIES,
    GOOD,
    PAGE,
    PARTNERSHIPS,
    ROLL_NOTES,
    TODAY,
    WITH_ROLL,
    open_directory,
)
from tests.gazetteers import compiled_gazetteer
from tests.meanings import WORDS_ALONE

CONTACT = {
    "name": "Sister Towns",
    "telephone": "(202) 555-0100",
    "email": "office@towns.example",
}
ASSOCIATION = CONTACT | {"text": "\n".join(f'{key} = "{it}"' for key, it in CONTACT.items())}
NO_DUES = DuesTable(())
# Words that stand in no document: a name of an unknown place has one of them.
STRANGE = frozenset(
    (
        "zorbville",
        "quuxton",
        "quiet",
        "harbour",
        "anselmo",
        "guadalahara",
        "guadelahara",
        "guadelahera",
        "springfeeld",
        "taiwn",
    )
)
CSV: Mapping[str, str] = {
    "directory/communities.csv": COMMUNITIES,
    "directory/partnerships.csv": PARTNERSHIPS,
}
NEVER_SAID = re.compile(
    r"\b(is|are) (not|no longer) (an? |your )?(current )?members?\b|\bno es miembro\b"
)


@dataclass(frozen=True)
class Window:
    """Answers as the study does, without documents: read, look up, check."""

    directory: Directory
    clerk: Clerk
    association: Mapping[str, str]

    def _asked(self, turns: tuple[str, ...], language: str) -> Asked:
        before = tuple(Turn("user", text) for text in turns[:-1])
        return Asked(turns[-1], before, language=language)

    def inquiry(self, *turns: str) -> Inquiry | None:
        """What the last of some turns asks of the directory; None where it is not for it."""
        errand = self.clerk.take(self._asked(turns, "en"), WORDS_ALONE, self.knows)
        return errand.talk.inquiry if errand is not None and not errand.is_for_dues else None

    def ask(self, *turns: str, language: str = "en") -> Answer:
        """The answer to the last turn; each of its figures was traced."""
        asked = self._asked(turns, language)
        errand = self.clerk.take(asked, WORDS_ALONE, self.knows)
        assert errand is not None, f"not for the directory: {turns}"
        replies = Replies(read_sentences(errand.language), self.association)
        said = "\n".join(turns)
        draft = self.clerk.answer(errand, asked)
        answer = check_draft(draft, said, self.association, replies, errand.language)
        assert not answer.reason.endswith("untraced")
        assert count_untraced(answer, said) == 0
        assert not NEVER_SAID.search(answer.text)
        return answer

    @staticmethod
    def knows(word: str) -> bool:
        return word.casefold() not in STRANGE


def open_window(
    folder: Path, files: Mapping[str, str | bytes], association: Mapping[str, str] = ASSOCIATION
) -> Window:
    """A window over a directory folder; whoever asks closes its directory."""
    gazetteer = Gazetteer.open(compiled_gazetteer())
    directory = open_directory(folder, files, gazetteer)
    facts = Facts(NO_DUES, gazetteer, directory)
    return Window(directory, Clerk(facts, association, TODAY, lambda: "receipt"), association)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """Without a roll."""
    window = open_window(tmp_path_factory.mktemp("listed"), GOOD)
    yield window
    window.directory.close()


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """With a roll."""
    window = open_window(tmp_path_factory.mktemp("rolled"), WITH_ROLL)
    yield window
    window.directory.close()


def told(answer: Answer, key: str) -> object:
    """A field of what the directory says."""
    assert answer.directory is not None
    return answer.directory[key]


def status(answer: Answer) -> object:
    return told(answer, "status")


def items(answer: Answer) -> list[str]:
    """The entries of the list in an answer."""
    return [line[2:] for line in answer.text.splitlines() if line.startswith("- ")]


# --- member


def test_a_member_by_roll_is_told_with_the_day_of_the_roll(rolled: Window) -> None:
    answer = rolled.ask("Is St. Anselm, Missouri a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "member")
    assert answer.text.startswith(
        "St. Anselm, Missouri is a member: it stands on the membership roll of November 1, 2026."
    )
    assert told(answer, "roll_as_of") == "2026-11-01"
    assert "chapter" not in answer.text  # what a report calls it decides nothing here


def test_who_stands_only_on_the_roll_is_a_member_without_partnerships(rolled: Window) -> None:
    answer = rolled.ask("Is Orange County, California a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "member")
    assert "November 1, 2026" in answer.text
    assert told(answer, "partners") == []


def test_a_member_by_its_own_page_is_told_with_how_old_the_page_is(listed: Window) -> None:
    answer = listed.ask("Is Harbor Point, Texas a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "member")
    assert "calls itself a member on example.org" in answer.text
    assert "Its page says that it is a member." in answer.text
    assert "That page (example.org) is undated (after 2020)." in answer.text
    assert "No membership roll is loaded here" in answer.text
    assert "current" not in answer.text
    assert told(answer, "roll_as_of") is None


@pytest.mark.parametrize(
    ("dated", "sentence"),
    [
        ("2024-05", "That page (example.org) is dated 2024-05."),
        ("undated", "That page (example.org) is undated."),
        ("page undated", "That page (example.org) is undated."),
    ],
)
def test_the_page_of_a_member_has_its_date_or_none(
    tmp_path: Path, dated: str, sentence: str
) -> None:
    communities = COMMUNITIES.replace("undated (after 2020)", dated, 1)
    window = open_window(tmp_path, {"communities.csv": communities})
    assert sentence in window.ask("Is Harbor Point, Texas a member?").text
    window.directory.close()


def test_a_roll_goes_before_a_page_that_speaks_of_membership(rolled: Window) -> None:
    answer = rolled.ask("Is Harbor Point, Texas a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "listed")
    assert "whether it is a member of Sister Towns is not confirmed here" in answer.text
    assert "Its page says that it is a member. That page (example.org) is undated" in answer.text
    assert "I cannot confirm a current membership by the membership roll of November 1, 2026" in (
        answer.text
    )
    assert "office@towns.example" in answer.text


# --- listed


def test_what_a_report_says_is_told_as_a_report(listed: Window) -> None:
    answer = listed.ask("Is St. Anselm, Missouri a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "listed")
    assert "not confirmed here. A report calls it a chapter." in answer.text
    assert "That page (news.example.com) is dated 2023-06." in answer.text
    assert "(202) 555-0100 or office@towns.example" in answer.text


@pytest.mark.parametrize(
    "name",
    ["Mill Valley Falls", "Springfield, Ohio", "Cedar County, Iowa", "Port Royal, Ontario"],
)
def test_who_is_listed_is_neither_confirmed_nor_denied(listed: Window, name: str) -> None:
    answer = listed.ask(f"Is {name} a member?")
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "listed")
    assert answer.text.startswith(f"Public sources list {name}")
    assert "is not confirmed here. No membership roll is loaded here" in answer.text
    assert "office@towns.example" in answer.text


def test_a_state_is_listed_as_the_state(listed: Window) -> None:
    answer = listed.ask("Is Maryland a member?")
    assert "Public sources list the State of Maryland;" in answer.text
    assert ". The State of Maryland is listed with 1 partnership" in answer.text
    assert told(answer, "counts") == {
        "sister": 0,
        "friendship": 0,
        "emeritus": 0,
        "unknown": 1,
        "total": 1,
    }


def test_a_partner_abroad_is_no_member_but_who_lists_it_is_told(listed: Window) -> None:
    answer = listed.ask("Is Łódź a member?")
    assert status(answer) == "listed"
    assert items(answer) == ["Mill Valley Falls, Oregon (emeritus, since 1990)"]
    assert "No membership roll is loaded here" in answer.text


# --- not found


def test_who_is_not_found_hears_what_was_searched_and_who_can_tell(listed: Window) -> None:
    answer = listed.ask("Is Zorbville a member?")
    assert (answer.outcome, status(answer)) == (Outcome.UNANSWERED, "not_found")
    assert (
        'I looked for "zorbville" among 8 communities and 9 partnerships from public sources, the '
        "newest dated 2025-02." in answer.text
    )
    assert "That says nothing about its membership" in answer.text
    assert "(202) 555-0100 or office@towns.example" in answer.text
    assert told(answer, "searched") == {
        "name": "Zorbville",
        "spellings": ["zorbville"],
        "communities": 8,
        "partnerships": 9,
        "as_of": "2025-02",
    }
    assert told(answer, "community") is None


def test_where_a_roll_is_loaded_it_is_not_denied(rolled: Window) -> None:
    text = rolled.ask("Is Zorbville a member?").text
    assert "no roll" not in text
    assert (
        "That says nothing about its membership, which I cannot confirm by the membership roll of "
        "November 1, 2026 that is loaded here." in text
    )


def test_a_name_without_its_mark_is_searched_in_both_spellings(listed: Window) -> None:
    answer = listed.ask("Is the city of Houston, Texas a member?")
    searched = told(answer, "searched")
    assert isinstance(searched, dict)
    assert "houston" in searched["spellings"]
    assert '"houston"' in answer.text


def test_the_nearest_names_are_offered_where_there_are_some(listed: Window) -> None:
    answer = listed.ask("Is Springfield, Texas a member?")
    assert status(answer) == "not_found"
    assert "The nearest names are: Springfield, Illinois; Springfield, Ohio." in answer.text
    assert told(answer, "candidates") == ["Springfield, Illinois", "Springfield, Ohio"]


def test_nobody_is_near_a_name_that_is_like_no_other(listed: Window) -> None:
    answer = listed.ask("Is Zorbville a member?")
    assert "nearest" not in answer.text
    assert told(answer, "candidates") == []


def test_a_big_city_that_is_not_listed_is_not_called_anything(listed: Window) -> None:
    for question in (
        "Is Chicago a member?",
        "Who are the sister cities of Chicago?",
        "What is the website of the sister cities of Chicago?",
    ):
        answer = listed.ask(question)
        assert (answer.outcome, status(answer)) == (Outcome.UNANSWERED, "not_found")
        assert answer.text.startswith("Chicago, Illinois is not in this directory")


def test_where_nobody_can_be_reached_no_number_is_made_up(tmp_path: Path) -> None:
    bare = {"name": "Sister Towns", "text": 'name = "Sister Towns"'}
    window = open_window(tmp_path, GOOD, bare)
    nobody = window.ask("Is Zorbville a member?")
    handoff = window.ask("We ended our partnership with Taipei.")
    window.directory.close()
    assert nobody.text.endswith("A person at Sister Towns can tell you.")
    assert handoff.outcome is Outcome.HANDOFF
    for answer in (nobody, handoff):
        assert not re.search(r"555|@|\bat or\b|[{}]", answer.text)


# --- ambiguous


def test_several_of_one_name_are_asked_about(listed: Window) -> None:
    answer = listed.ask("Is Springfield a member?")
    assert (answer.outcome, status(answer)) == (Outcome.CLARIFY, "ambiguous")
    assert answer.text == (
        "Which Springfield do you mean: Springfield, Illinois; or Springfield, Ohio?"
    )
    assert answer.suggestions == ("Springfield, Illinois", "Springfield, Ohio")
    assert told(answer, "candidates") == list(answer.suggestions)


def test_no_more_than_five_are_offered(tmp_path: Path) -> None:
    states = ("CO", "GA", "IL", "MO", "OH", "OR", "TX")
    rows = "".join(f"Springfield,{state},{PAGE}\n" for state in states)
    window = open_window(tmp_path, {"communities.csv": f"name,region,source\n{rows}"})
    answer = window.ask("Is Springfield a member?")
    window.directory.close()
    assert answer.outcome is Outcome.CLARIFY
    assert len(answer.suggestions) == 5
    assert answer.text.count("Springfield") == 6


def test_the_one_that_is_listed_is_taken_before_those_that_are_not(tmp_path: Path) -> None:
    window = open_window(tmp_path, {"communities.csv": f"name,region,source\nSalem,OH,{PAGE}\n"})
    assert window.ask("Is Salem a member?").text.startswith("Public sources list Salem, Ohio;")
    window.directory.close()


def test_a_misspelled_name_is_taken_and_that_is_said(listed: Window) -> None:
    answer = listed.ask("Is St. Anselmo a member?")
    assert status(answer) == "listed"
    assert answer.text.startswith('I took "St. Anselmo" for St. Anselm, Missouri.')


def test_the_state_behind_a_misspelled_name_needs_no_comma(listed: Window) -> None:
    answer = listed.ask("Is St. Anselmo MO a member?")
    assert answer.text.startswith('I took "St. Anselmo MO" for St. Anselm, Missouri.')


def test_the_one_name_that_is_like_it_is_asked_for_and_taken_after_a_yes(listed: Window) -> None:
    question = "Is Harbour Pynt a member?"
    answer = listed.ask(question)
    assert (answer.outcome, answer.text) == (Outcome.CLARIFY, "Do you mean Harbor Point, Texas?")
    assert answer.suggestions == ("Harbor Point, Texas",)
    assert listed.ask("Is Harbour Pynd a member?").text == "Do you mean Harbor Point, Texas?"
    for turn in ("Yes", "yes, that one", "Harbor Point, Texas"):
        assert "Harbor Point, Texas calls itself a member" in listed.ask(question, turn).text
    assert listed.inquiry(question, "no") is None


def test_no_name_of_another_state_is_asked_for(listed: Window) -> None:
    answer = listed.ask("Is Harbour Pynt, Ohio a member?")
    assert answer.text.startswith("Harbour Pynt, Ohio is not in this directory")


def test_an_alias_leads_to_the_community(listed: Window) -> None:
    assert "formosa point" in ALIASES.casefold()
    answer = listed.ask("Is Formosa Point a member?")
    assert answer.text.startswith("Harbor Point, Texas calls itself a member")


# --- partners


def test_every_partner_stands_in_the_text_with_kind_and_years(listed: Window) -> None:
    answer = listed.ask("Who are the sister cities of Harbor Point, Texas?")
    assert answer.outcome is Outcome.ANSWERED
    assert items(answer) == [
        "Guadalajara, Mexico (friendship)",
        "Taipei, Taiwan (sister, since 1961 / 1963)",
    ]
    assert "2 partnerships: 1 sister partnership and 1 friendship partnership" in answer.text
    assert "Listed by example.org (dated 2024) and news.example.com (dated 2021-08)." in answer.text
    assert told(answer, "counts") == {
        "sister": 1,
        "friendship": 1,
        "emeritus": 0,
        "unknown": 0,
        "total": 2,
    }


def test_a_long_list_is_never_cut(tmp_path: Path) -> None:
    names = [f"Partner{chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(120)]
    rows = "".join(f"Harbor Point,TX,{name},MX,,,{PAGE}\n" for name in names)
    table = f"community,region,partner,partner_country,since,relation,source\n{rows}"
    window = open_window(tmp_path, {"communities.csv": COMMUNITIES, "partnerships.csv": table})
    answer = window.ask("Who are the sister cities of Harbor Point, Texas?")
    window.directory.close()
    assert [item.split(",")[0] for item in items(answer)] == names
    partners = told(answer, "partners")
    assert isinstance(partners, list)
    assert len(partners) == 120


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Mill Valley Falls, Oregon", "emeritus"), ("Cedar County, Iowa", "kind not stated")],
)
def test_a_kind_is_said_as_it_is_listed(listed: Window, name: str, kind: str) -> None:
    (item,) = items(listed.ask(f"Who are the sister cities of {name}?"))
    assert f"({kind}" in item


def test_partners_are_narrowed_to_a_country(listed: Window) -> None:
    answer = listed.ask("Which sister cities does Harbor Point, Texas have in Mexico?")
    assert items(answer) == ["Guadalajara, Mexico (friendship)"]
    none = listed.ask("Which sister cities does Harbor Point, Texas have in Japan?")
    assert none.outcome is Outcome.ANSWERED
    assert none.text == ("This directory does not list a partner of Harbor Point, Texas in Japan.")


def test_partners_are_narrowed_to_friendship(listed: Window) -> None:
    answer = listed.ask("Which friendship cities does Harbor Point, Texas have?")
    assert items(answer) == ["Guadalajara, Mexico (friendship)"]
    none = listed.ask("Which friendship cities does St. Anselm, Missouri have?")
    assert items(none) == []
    assert "does not list a friendship partnership" in none.text


def test_who_has_no_partner_hears_that_none_is_listed(listed: Window) -> None:
    answer = listed.ask("Who are the sister cities of Springfield, Ohio?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == "This directory does not list a partnership of Springfield, Ohio."


def test_a_community_abroad_has_partners_of_its_own(listed: Window) -> None:
    answer = listed.ask("Who are the sister cities of Port Royal, Ontario?")
    assert items(answer) == ["Taipei, Taiwan (sister, since 2001)"]
    community = told(answer, "community")
    assert isinstance(community, dict)
    assert community["label"] == "Port Royal, Ontario, Canada"


# --- the other way round


def test_a_place_abroad_has_those_that_are_partnered_with_it(listed: Window) -> None:
    answer = listed.ask("Who is partnered with Guadalajara, Mexico?")
    assert items(answer) == [
        "Harbor Point, Texas (friendship)",
        "St. Anselm, Missouri (sister, since 1974)",
    ]
    assert told(answer, "community") is None


def test_a_name_in_another_script_is_the_same_place(listed: Window) -> None:
    names = ["Harbor Point, Texas", "Port Royal, Ontario, Canada"]
    for place in ("Taipei", "臺北", "台北"):
        found = items(listed.ask(f"Who is partnered with {place}?"))
        assert [item.partition(" (")[0] for item in found] == names


def test_not_every_community_with_a_partner_is_called_one_of_the_united_states(
    listed: Window,
) -> None:
    answer = listed.ask("Who is partnered with Taipei?")
    assert answer.text.startswith("Communities listed with Taipei, Taiwan as a partner: 2.")
    assert "Port Royal, Ontario, Canada (sister, since 2001)" in items(answer)
    assert "US" not in answer.text


@pytest.mark.parametrize(
    ("question", "partner"),
    [
        ("Who in Illinois is partnered with Łódź?", "Łódź, Poland"),
        ("Which cities in Illinois have a sister city in Mexico?", "Mexico"),
    ],
)
def test_a_state_without_such_a_partner_is_told_as_that(
    listed: Window, question: str, partner: str
) -> None:
    assert listed.ask(question).text.startswith(
        "This directory does not list a partnership between a community of Illinois and "
        f"{partner}. This directory lists 8 communities"
    )


def test_a_country_has_every_community_with_a_partner_there(listed: Window) -> None:
    answer = listed.ask("Which cities have a sister city in Mexico?")
    assert "with a partner in Mexico: 3; partnerships: 3." in answer.text
    assert items(answer) == [
        "Cedar County, Iowa: Jalisco (kind not stated)",
        "Harbor Point, Texas: Guadalajara (friendship)",
        "St. Anselm, Missouri: Guadalajara (sister, since 1974)",
    ]


def test_a_country_nobody_has_a_partner_in_is_told_with_what_was_searched(listed: Window) -> None:
    answer = listed.ask("Which cities have a sister city in Iceland?")
    assert "does not list anybody from Iceland, nor a partner there." in answer.text
    assert "8 communities and 9 partnerships" in answer.text


def test_country_and_state_narrow_together(listed: Window) -> None:
    answer = listed.ask("Which cities in Texas have a sister city in Mexico?")
    assert items(answer) == ["Harbor Point, Texas: Guadalajara (friendship)"]


def test_the_communities_of_a_state_are_listed_not_called_members(listed: Window) -> None:
    answer = listed.ask("Which communities of Illinois have sister cities?")
    assert [item.partition(" partnership")[0] for item in items(answer)] == [
        "Springfield, Illinois: 1"
    ]
    assert "Being listed is not the same as being a member." in answer.text


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Mexican partners", ["Cedar County, Iowa", "Harbor Point, Texas", "St. Anselm, Missouri"]),
        ("Mexican cities twinned with anyone in Texas", ["Harbor Point, Texas"]),
        ("¿Quién en Texas tiene socias mexicanas?", ["Harbor Point, Texas"]),
    ],
)
def test_a_country_is_named_by_its_people_too(
    listed: Window, question: str, names: list[str]
) -> None:
    assert [item.partition(":")[0] for item in items(listed.ask(question))] == names


def test_partners_are_narrowed_by_a_people(listed: Window) -> None:
    for turns in (
        ("Does Harbor Point, Texas have a Mexican partner?",),
        ("Who are the sister cities of Harbor Point, Texas?", "And the Mexican one?"),
    ):
        assert items(listed.ask(*turns)) == ["Guadalajara, Mexico (friendship)"]


def test_a_language_is_no_country(listed: Window) -> None:
    answer = listed.ask("Who are the Spanish-speaking partners of Harbor Point, Texas?")
    assert len(items(answer)) == 2


@pytest.mark.parametrize("question", ["norwegian partners", "Who is twinned with a Danish town?"])
def test_a_country_nobody_has_a_partner_in_is_not_found(listed: Window, question: str) -> None:
    answer = listed.ask(question)
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "not_found")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "What kind of link do Harbor Point, Texas and Taipei have?",
            "does anyone else have Taipei",
        ),
        ("Since when are Harbor Point, Texas and Taipei sister cities?", "Who else has Taipei?"),
    ],
)
def test_the_others_of_a_place_abroad_are_told_after_one_of_them(
    listed: Window, first: str, second: str
) -> None:
    assert "Port Royal, Ontario, Canada (sister, since 2001)" in items(listed.ask(first, second))


# --- between two


@pytest.mark.parametrize(
    "question",
    [
        "Is Harbor Point, Texas a sister city of Taipei?",
        "Is Taipei a sister city of Harbor Point, Texas?",
        "Since when are Taipei and Harbor Point, Texas sister cities?",
    ],
)
def test_a_pair_is_found_both_ways_round_and_both_years_are_told(
    listed: Window, question: str
) -> None:
    answer = listed.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert "listed as sister communities by news.example.com (dated 2021-08)" in answer.text
    assert (
        "The sources disagree on the year: 1961 according to news.example.com; 1963 according to "
        "example.org." in answer.text
    )
    (pair,) = (answer.directory or {})["partners"]
    assert [one["year"] for one in pair["since"]] == [1961, 1963]


def test_one_year_is_told_as_what_is_said(listed: Window) -> None:
    answer = listed.ask("Since when are St. Anselm, Missouri and Guadalajara sister cities?")
    assert answer.text.endswith("It is said to date from 1974.")


def test_no_year_is_made_up_where_no_source_names_one(listed: Window) -> None:
    answer = listed.ask("Since when are Harbor Point, Texas and Guadalajara sister cities?")
    assert "The source does not say since when." in answer.text
    assert "listed with a friendship link, not as sister communities" in answer.text
    assert re.findall(r"\b(?:19|20)\d\d\b", answer.text) == ["2024"]  # of the source


def test_a_kind_that_no_source_states_is_left_open(listed: Window) -> None:
    answer = listed.ask("What kind of link do Cedar County, Iowa and Jalisco have?")
    assert "does not state whether as sister or friendship communities" in answer.text


def test_a_pair_that_is_not_listed_is_unanswered_with_what_was_searched(listed: Window) -> None:
    answer = listed.ask("Is Harbor Point, Texas a sister city of Kyoto?")
    assert answer.outcome is Outcome.UNANSWERED
    assert answer.text.startswith(
        "This directory does not list a partnership between Harbor Point, Texas and Kyoto, Japan."
    )
    assert "8 communities and 9 partnerships" in answer.text
    assert "office@towns.example" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Is Harbor Point, Texas a sister city of Zorbville?",
        "Is Zorbville twinned with Harbor Point, Texas?",
        "Are Zorbville and Harbor Point, Texas sister cities?",
        "Since when are Harbor Point, Texas and Zorbville partners?",
    ],
)
def test_an_unknown_place_beside_a_listed_one_is_named_in_the_answer(
    listed: Window, question: str
) -> None:
    answer = listed.ask(question)
    assert answer.outcome is Outcome.UNANSWERED
    assert answer.text.startswith(
        "This directory does not list a partnership between Harbor Point, Texas and Zorbville."
    )


def test_an_unknown_place_beside_a_partner_abroad_is_not_found(listed: Window) -> None:
    answer = listed.ask("Is Zorbville a sister city of Taipei?")
    assert answer.text.startswith("Zorbville is not in this directory")


def test_an_unknown_place_is_asked_of_the_community_spoken_of(listed: Window) -> None:
    turns = "Is Harbor Point, Texas a member?", "Is it a sister city of Zorbville?"
    assert "between Harbor Point, Texas and Zorbville" in listed.ask(*turns).text


def test_a_misspelled_partner_is_taken_and_that_is_said(listed: Window) -> None:
    answer = listed.ask("Is Harbor Point, Texas a sister city of Guadalahara?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith('I took "Guadalahara" for Guadalajara, Mexico. Harbor Point')


# --- counts, websites, sources


def test_a_count_is_told_by_kind_without_the_list(listed: Window) -> None:
    answer = listed.ask("How many sister cities does Harbor Point, Texas have?")
    assert "2 partnerships: 1 sister partnership and 1 friendship partnership" in answer.text
    assert items(answer) == []
    assert ("2", "directory:1") in {(one.text, one.origin) for one in answer.figures}


def test_two_communities_are_summed(listed: Window) -> None:
    answer = listed.ask(
        "How many sister cities do Harbor Point, Texas and St. Anselm, Missouri have together?"
    )
    assert "Together: 4 partnerships, 2 of them sister partnerships." in answer.text
    counts = told(answer, "counts")
    assert isinstance(counts, dict)
    assert counts["total"] == 4


@pytest.mark.parametrize("turn", ["together?", "So all in all?", "¿Y en total?"])
def test_what_was_counted_one_by_one_is_summed(listed: Window, turn: str) -> None:
    first = "How many sister cities does Harbor Point, Texas have?"
    answer = listed.ask(first, "And St. Anselm, Missouri?", "And Springfield, Illinois?", turn)
    assert told(answer, "counts") == {
        "sister": 3,
        "friendship": 1,
        "emeritus": 0,
        "unknown": 1,
        "total": 5,
    }


def test_a_choice_holds_in_the_sum(listed: Window) -> None:
    springfield = "How many sister cities does Springfield have?"
    harbor = "And Harbor Point, Texas?"
    for turns in (
        (springfield, "The one in Illinois", harbor),
        (harbor.replace("And", "How many sister cities has"), springfield, "The one in Illinois"),
    ):
        assert "Together: 3 partnerships" in listed.ask(*turns, "together?").text


def test_partnerships_are_summed_in_spanish(listed: Window) -> None:
    answer = listed.ask(
        "Súmeme las hermanas de Harbor Point, Texas y las de Springfield, Illinois."
    )
    assert "En conjunto: 3 vínculos, de ellos 2 hermanamientos." in answer.text


@pytest.mark.parametrize("name", ["El Paso, Texas", "Zorbville"])
def test_a_sum_says_of_whom_nothing_is_listed(listed: Window, name: str) -> None:
    answer = listed.ask(f"How many sister cities do Harbor Point, Texas and {name} have together?")
    assert (answer.outcome, status(answer)) == (Outcome.PARTIAL, "listed")
    assert f"{name} is not in this directory, which says nothing" in answer.text
    assert "Together: 2 partnerships, 1 of them sister partnerships." in answer.text


def test_a_sum_names_who_has_no_partner(listed: Window) -> None:
    answer = listed.ask(
        "How many sister cities do Springfield, Ohio and St. Anselm, Missouri have together?"
    )
    assert answer.outcome is Outcome.ANSWERED
    assert "does not list a partnership of Springfield, Ohio." in answer.text
    assert "Together: 2 partnerships" in answer.text


@pytest.mark.parametrize(
    "question", ["Are El Paso and Dallas members?", "How many do El Paso and Dallas have together?"]
)
def test_each_of_several_is_told_where_none_is_found(listed: Window, question: str) -> None:
    answer = listed.ask(question)
    assert (answer.outcome, status(answer)) == (Outcome.UNANSWERED, "not_found")
    for item, name in zip(items(answer), ("El Paso", "Dallas"), strict=True):
        assert item.startswith(f"{name}, Texas is not in this directory")


def test_the_size_of_the_directory_is_of_listings_never_of_members(listed: Window) -> None:
    answer = listed.ask("How many communities are listed in the directory?")
    assert "lists 8 communities and 9 partnerships from public sources, the newest dated" in (
        answer.text
    )
    assert answer.text.endswith("Being listed is not the same as being a member.")


def test_a_roll_is_spoken_of_only_where_a_membership_is(listed: Window, rolled: Window) -> None:
    for window in (listed, rolled):
        for question in (
            "How many communities are listed in the directory?",
            "Which communities of Illinois have sister cities?",
        ):
            assert "roll" not in window.ask(question).text


def test_a_website_is_told_where_there_is_one(listed: Window) -> None:
    answer = listed.ask("What is the website of the Harbor Point, Texas sister city program?")
    assert answer.outcome is Outcome.ANSWERED
    assert "https://harborpoint.example" in answer.text
    assert answer.sources[0].excerpt == PAGE


def test_no_website_is_made_up(listed: Window) -> None:
    answer = listed.ask("What is the website of the sister cities of St. Anselm, Missouri?")
    assert answer.outcome is Outcome.UNANSWERED
    assert answer.text.startswith("No website of St. Anselm, Missouri is in this directory.")
    assert "http" not in answer.text
    assert "office@towns.example" in answer.text


def test_where_a_list_comes_from_is_told_with_its_age(listed: Window) -> None:
    answer = listed.ask("Where does the list of partners of Harbor Point, Texas come from?")
    assert "example.org (dated 2024) and news.example.com (dated 2021-08)" in answer.text


def test_a_page_that_was_read_on_two_dates_is_a_source_with_each(listed: Window) -> None:
    answer = listed.ask("Who are the sister cities of St. Anselm, Missouri?")
    assert [(one.excerpt, one.as_of) for one in answer.sources] == [
        (PAGE, "2025-02"),
        (PAGE, "2024"),
    ]


def test_nothing_listed_is_told_as_holding_today(listed: Window) -> None:
    answer = listed.ask("Are the partnerships of Harbor Point, Texas still active today?")
    assert answer.text.endswith("Whether it still holds today is not in my documents.")


@pytest.mark.parametrize(
    "message",
    [
        "We ended our partnership with Taipei.",
        "Our year for Harbor Point is wrong in the directory.",
        "Please remove Harbor Point, Texas from your list.",
        "Terminamos el hermanamiento con Taipei.",
    ],
)
def test_a_correction_goes_to_a_person(listed: Window, message: str) -> None:
    answer = listed.ask(message)
    assert answer.outcome is Outcome.HANDOFF
    assert "(202) 555-0100" in answer.text
    assert answer.reason == "directory:correction"


# --- every answer


QUESTIONS = (
    "Is Harbor Point, Texas a member?",
    "Is St. Anselm, Missouri a member?",
    "Is Mill Valley Falls a member?",
    "Is Maryland a member?",
    "Is Zorbville a member?",
    "Is Łódź a member?",
    "Who are the sister cities of Harbor Point, Texas?",
    "Who are the sister cities of St. Anselm, Missouri?",
    "Who are the sister cities of Mill Valley Falls, Oregon?",
    "Who is partnered with Taipei?",
    "Which cities have a sister city in Mexico?",
    "Since when are Harbor Point, Texas and Taipei sister cities?",
    "Is Harbor Point, Texas a sister city of Kyoto?",
    "What is the website of the Harbor Point, Texas sister city program?",
    "What is the website of the sister cities of St. Anselm, Missouri?",
    "How many communities are listed in the directory?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_sources_stand_in_the_file_they_name_and_the_answer_is_json(
    listed: Window, question: str
) -> None:
    answer = listed.ask(question)
    assert [one.n for one in answer.sources] == list(range(1, len(answer.sources) + 1))
    for source in answer.sources:
        if source.document in CSV:
            assert source.excerpt in CSV[source.document]
            assert source.as_of in CSV[source.document]
        else:
            assert (source.document, source.excerpt in ASSOCIATION["text"]) == (
                "association.toml",
                True,
            )
    assert json.loads(json.dumps(answer.to_json()))["directory"] == answer.directory
    steps = told(answer, "steps")
    assert isinstance(steps, list)
    assert [step["n"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["text"] in answer.text for step in steps)


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_a_page_or_a_roll_makes_a_member(listed: Window, question: str) -> None:
    answer = listed.ask(question)
    harbor = "Harbor Point" in question
    assert status(answer) in ({"member", "listed"} if harbor else {"listed", "not_found"})


SPANISH = (
    ("¿Es Harbor Point, Texas miembro?", "se presenta como miembro en example.org"),
    ("¿Es St. Anselm, Missouri miembro?", "no está confirmado aquí"),
    ("¿Es Zorbville miembro?", 'busqué "zorbville" entre 8 comunidades y 9 vínculos'),
    ("¿Es Springfield miembro?", "¿A cuál Springfield se refiere: Springfield, Illinois; o"),
    ("¿Cuáles son las ciudades hermanas de Harbor Point, Texas?", "- Guadalajara, México (amis"),
    ("¿Qué ciudades tienen una ciudad hermana en México?", "socia en México: 3; vínculos: 3."),
    (
        "¿Desde cuándo son hermanas Harbor Point, Texas y Taipei?",
        "1961 según news.example.com; 1963 según example.org",
    ),
    ("¿Cuántas ciudades hermanas tiene Harbor Point, Texas?", "figura con 2 vínculos"),
    (
        "¿Cuál es la página web de las ciudades hermanas de Harbor Point, Texas?",
        "https://harborpoint.example",
    ),
)


@pytest.mark.parametrize(("question", "words"), SPANISH)
def test_a_question_in_spanish_is_answered_in_spanish(
    listed: Window, question: str, words: str
) -> None:
    answer = listed.ask(question)
    assert answer.language == "es"
    assert words in answer.text


def test_a_roll_is_dated_in_spanish(rolled: Window) -> None:
    answer = rolled.ask("¿Es St. Anselm, Missouri miembro?")
    assert "es miembro: figura en la lista de miembros con fecha 1 de noviembre de 2026" in (
        answer.text
    )


# --- all members, by a roll


@pytest.mark.parametrize(
    "question",
    ["How many members are there?", "How many cities belong to the network?"],
)
def test_current_members_are_counted_by_the_roll(rolled: Window, question: str) -> None:
    answer = rolled.ask(question)
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "member")
    assert answer.text == (
        "Current members on the membership roll of November 1, 2026 that is loaded here: 2; "
        "cities or towns: 1, counties: 1, states: 0."
    )
    assert told(answer, "roll_as_of") == "2026-11-01"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("List all your members.", ["Orange County, California", "St. Anselm, Missouri"]),
        ("¿Qué ciudades son miembros?", ["Orange County, California", "St. Anselm, Missouri"]),
        ("Which cities in Missouri are members?", ["St. Anselm, Missouri"]),
        ("Which cities in Texas are members?", []),
    ],
)
def test_current_members_are_listed_from_the_roll(
    rolled: Window, question: str, names: list[str]
) -> None:
    assert items(rolled.ask(question)) == names


@pytest.mark.parametrize(
    "question",
    [
        "List your lapsed members.",
        "Which cities in Vermont are former members?",
        "Which cities are not members?",
        "Which members have not renewed?",
        "How many members does the board have?",
        "What benefits do all members get?",
    ],
)
def test_a_roll_is_asked_for_its_current_members_only(rolled: Window, question: str) -> None:
    assert rolled.inquiry(question) is None


def test_all_members_are_a_question_of_their_own_after_one(rolled: Window) -> None:
    answer = rolled.ask("Is St. Anselm, Missouri a member?", "How many members are there?")
    assert answer.text.startswith("Current members on the membership roll")


# --- planted secrets

SECRET_ROLL = """\
Account Name,Membership Status,Billing State,Billing Country,Type,Member Since,Paid Through,\
Primary Contact,Population,Website,Balance
St. Anselm,Steadfast,MO,US,City,1953-04-23,2031-07-19,Xanthe Veilsworth <xv@hush.example>,\
73311,https://anselm.example,86420
Harbor Point,Relinquished,TX,US,City,1957-02-27,2013-03-29,Ulric Mumblethorpe +1 917 448 2207,\
64473,https://zephyr-hidden.example,97531
Quiet Hollow,Relinquished,VT,US,City,1959-08-30,2017-09-14,Vesper Quillfeather,58897,,
"""
SECRET_NOTES = ROLL_NOTES.replace('"Active", "Grace"', '"Steadfast"').replace(
    '"Lapsed"', '"Relinquished"'
)
SECRETS = (
    *("Xanthe", "Veilsworth", "hush.example", "Ulric", "Mumblethorpe", "917", "2207"),
    *("Vesper", "Quillfeather", "Steadfast", "Relinquished", "zephyr-hidden"),
    *("1953", "1957", "1959", "2031", "2013", "2017"),
    *("July 19", "March 29", "September 14", "de julio", "de marzo", "de septiembre"),
    *("73311", "73,311", "64473", "64,473", "58897", "58,897", "86420", "86,420", "97531"),
    "apse",  # lapsed, lapse
)
SECRET_FILES: Mapping[str, str] = {**GOOD, "roll.csv": SECRET_ROLL, "roll.toml": SECRET_NOTES}
PLACES = ("St. Anselm, Missouri", "Harbor Point, Texas", "Quiet Hollow", "Quiet Hollow, Vermont")
PRYING = (
    "Is {} a member?",
    "Is {} a current member?",
    "Is {} still a member?",
    "Did {} join?",
    "Since when is {} a member?",
    "What year did {} join your network?",
    "When does the membership of {} expire?",
    "When does {} have to renew its membership?",
    "Has {} paid its dues?",
    "Who is the contact of {}?",
    "Who is the contact person for the sister cities of {}?",
    "What is the e-mail of the sister city program of {}?",
    "What is the website of the sister city program of {}?",
    "How many people live in {} by your roll?",
    "Why is {} not a member any more?",
    "Was {} ever a member?",
    "Who are the sister cities of {}?",
    "How many sister cities does {} have?",
    "Where does the list of partners of {} come from?",
    "¿Es {} miembro?",
    "¿Cuándo vence la membresía de {}?",
    "¿Quién es el contacto de {}?",
)
AT_LARGE = (
    "List your lapsed members.",
    "Which communities of Vermont are in the directory?",
    "Which communities of Texas have sister cities?",
    "Which cities in Vermont are former members?",
    "Which cities have a sister city in Mexico?",
    "How many members are listed?",
    "How many communities are listed in the directory?",
    "Who left the association?",
    "How many members are there?",
    "List all your members.",
    "Which cities in Vermont are members?",
    "Which cities in Texas are members?",
)


@pytest.fixture(scope="module")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    window = open_window(tmp_path_factory.mktemp("secrets"), SECRET_FILES)
    yield window
    window.directory.close()


def given_away(window: Window, *turns: str) -> list[str]:
    """The secrets in everything an answer holds; none where no answer comes from the directory."""
    if window.inquiry(*turns) is None:
        return []
    answer = window.ask(*turns)
    drawn = json.dumps(answer.to_json(), ensure_ascii=False) + repr(answer) + answer.text
    return [one for one in SECRETS if one in drawn]


@pytest.mark.parametrize("place", PLACES)
def test_no_question_about_a_community_brings_out_what_is_for_staff(
    secretive: Window, place: str
) -> None:
    answered = 0
    for words in PRYING:
        question = words.format(place)
        assert given_away(secretive, question) == [], question
        follow_up = words.format("it").replace("sister cities of it", "its sister cities")
        assert given_away(secretive, f"Is {place} a member?", follow_up) == [], follow_up
        answered += secretive.inquiry(question) is not None
    assert answered >= 5  # so that there is something to leak from


@pytest.mark.parametrize("question", AT_LARGE)
def test_no_question_about_all_brings_out_what_is_for_staff(
    secretive: Window, question: str
) -> None:
    assert given_away(secretive, question) == []
    if secretive.inquiry(question) is not None:
        assert "Quiet Hollow" not in secretive.ask(question).text


def test_the_secrets_are_there_for_staff(secretive: Window) -> None:
    kept = repr(secretive.directory.staff_roll())
    shown = ("Xanthe", "Mumblethorpe", "Quillfeather", "Relinquished", "73311", "2031, 7, 19")
    assert all(one in kept for one in shown)
    assert str(date(2031, 7, 19)) not in repr(secretive.ask(f"Is {PLACES[0]} a member?"))
    assert status(secretive.ask(f"Is {PLACES[0]} a member?")) == "member"


def test_who_let_its_membership_lapse_is_told_like_anybody_who_is_listed(
    secretive: Window, listed: Window
) -> None:
    """A visitor cannot tell a lapsed member from one that never was on the roll."""
    lapsed = secretive.ask("Is Harbor Point, Texas a member?")
    never = secretive.ask("Is Springfield, Ohio a member?")
    assert status(lapsed) == status(never) == "listed"
    note = "I cannot confirm a current membership by the membership roll of November 1, 2026"
    assert note in lapsed.text
    assert note in never.text
    gone, unknown = (secretive.ask(f"Is {one} a member?") for one in ("Quiet Hollow", "Zorbville"))
    assert status(gone) == status(unknown) == "not_found"
    assert gone.text.replace("Quiet Hollow", "Zorbville").replace("quiet hollow", "zorbville") == (
        unknown.text
    )
