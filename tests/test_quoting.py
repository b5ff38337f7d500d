"""Quotes over the shipped table: each amount, its steps, and what is said where one is not enough.

The amounts are written down in `test_dues.py`, apart from the table.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assistant.answering.checking import check_draft
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.dues.quoting import (
    Desk,
    answer_dues,
    describe_inputs,
    missing,
    tell_table,
)
from assistant.answering.exact.turn.populations import Population
from assistant.answering.replies import Replies, read_sentences
from assistant.facts.dues import DuesTable, MemberType, RateStatus
from assistant.facts.mentions import Mention
from assistant.facts.places import Place, PlaceKind
from assistant.quality.answers import count_untraced
from assistant.vocabulary import Answer, FigureKind, Outcome
from tests.test_dues import DUES, GLOBAL, US, cases

TODAY = date(2026, 6, 1)  # no schedule ends soon
LATE = date(2026, 11, 24)
DAYS = (TODAY, date(2026, 11, 30))
RECEIPT = "r" * 22
ASSOCIATION = {
    "name": "Sister Towns",
    "telephone": "(202) 555-0100",
    "email": "office@example.org",
    "text": 'telephone = "(202) 555-0100"',
}
FULL = {
    "en": "Sample rates for demonstration, not the association's published dues",
    "es": "Tarifas de muestra para demostración, no las cuotas publicadas",
}
BOISE = Place(
    "Boise", PlaceKind.CITY, "ID", "Idaho", population=235_684, year="2024", source="Census"
)
LYON = Place(
    *("Lyon", PlaceKind.CITY, "84", "Auvergne-Rhône-Alpes", "FR", "France"),
    population=522_250,
    year="2020",
    source="GeoNames",
)
MAYAGUEZ = Place("Mayagüez", PlaceKind.CITY, "", "", "PR", "Puerto Rico", population=73_077)
TEXAS = Place("Texas", PlaceKind.STATE, "TX", "Texas", population=31_290_831)


def people(low: int, high: int | None = -1) -> Population:
    return Population(low, low if high == -1 else high, sure=True)


def rough(low: int, high: int) -> Population:
    return Population(low, high, sure=True, rough=True)


def quoted(
    case: Case,
    *,
    today: date = TODAY,
    language: str = "en",
    first: bool = True,
    table: DuesTable = DUES,
) -> Answer:
    """The answer to a case, whole, as it goes out."""
    replies = Replies(read_sentences(language), ASSOCIATION)
    desk = Desk(table, today, replies, Phrases(replies, language), lambda: RECEIPT, first=first)
    draft = answer_dues(case, desk)
    answer = check_draft(draft, "", ASSOCIATION, replies, language)
    assert len(answer.text) >= sum(len(line.text) for line in draft.lines), "a line was dropped"
    return answer


def amounts(text: str) -> list[int]:
    return [int(one.replace(",", "")) for one in re.findall(r"USD (\d[\d,]*)", text)]


def assert_sound(answer: Answer, language: str = "en", *, first: bool = True) -> None:
    """Every amount reads as a sample and every figure is traced."""
    assert_labelled(answer, language, first=first)
    assert count_untraced(answer, "") == 0


def assert_labelled(answer: Answer, language: str = "en", *, first: bool = True) -> None:
    """Every amount reads as a sample, and the full sentence stands before the first of them."""
    label = {"en": r" \(sample rate\)", "es": r" \(tarifa de muestra, sample rate\)"}[language]
    for match in re.finditer(r"USD \d[\d,]*", answer.text):
        assert re.match(label, answer.text[match.end() :]), answer.text
    assert answer.text.count(FULL[language]) == first
    assert not first or answer.text.index(FULL[language]) < answer.text.index("USD")


def amounts_in_rows(answer: Answer) -> list[int]:
    """The amounts of the rows that the answer's amounts say they come from."""
    rows = {f"source:{source.n}": source.excerpt.split(" | ") for source in answer.sources}
    money = [one for one in answer.figures if one.kind is FigureKind.MONEY]
    return [int(rows[one.origin][5]) for one in money]


def quote_of(answer: Answer) -> dict[str, object]:
    assert answer.outcome is Outcome.ANSWERED, answer.text
    assert answer.quote is not None, answer.text
    return dict(answer.quote)


# ---- Each band of the shipped table, at both edges


@pytest.mark.parametrize(("year", "member_type", "kind", "number", "amount"), cases())
def test_each_edge_of_each_band_is_quoted_exactly(
    year: int, member_type: MemberType, kind: str, number: int, amount: int
) -> None:
    if number == 0:
        number = 1  # nobody lives nowhere
    case = Case(people(number), kind=PlaceKind(kind), member_type=member_type)
    answer = quoted(case, today=date(year, 6, 1))
    quote = quote_of(answer)
    assert (quote["amount"], quote["currency"], quote["status"]) == (amount, "USD", "sample")
    assert (quote["member_type"], quote["kind"]) == (member_type.value, kind)
    people_said = None if kind == "state" and member_type is MemberType.US else number
    assert (quote["population"], quote["schedule"]) == (people_said, str(year))
    assert (quote["effective_from"], quote["effective_to"]) == (f"{year}-01-01", f"{year}-12-31")
    assert (quote["id"], quote["place"], quote["language"]) == (RECEIPT, "", "en")
    assert amounts(answer.text)[0] == amount
    assert_sound(answer)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("band", DUES.bands, ids=lambda band: f"{band.line}")
def test_each_row_is_quoted_with_its_own_line_in_both_languages(
    band: object, language: str, *, first: bool
) -> None:
    (row,) = [one for one in DUES.bands if one is band]
    case = Case(
        people(max(row.population_from, 1)),
        kind=PlaceKind(row.kinds[0]),
        member_type=row.member_type,
    )
    answer = quoted(case, today=row.effective_from, language=language, first=first)
    quote = quote_of(answer)
    assert quote["row"] == f"dues.csv, line {row.line}"
    assert quote["row_digest"] == row.digest
    assert quote["amount"] == int(row.amount)
    assert (quote["population_from"], quote["population_to"]) == (
        row.population_from,
        row.population_to,
    )
    [source] = [one for one in answer.sources if one.document == "dues.csv"]
    assert (source.line, source.excerpt) == (row.line, row.text)
    assert answer.language == language
    assert_sound(answer, language, first=first)


def test_the_steps_lead_from_the_population_to_the_amount_and_its_days() -> None:
    quote = quoted(Case(people(48_210))).quote
    assert quote is not None
    assert [step["text"] for step in quote["steps"]] == [
        "Population: 48,210, as you said",
        "Band: 25,000-49,999 people, US cities and counties (as a city or town; dues.csv, line 4)",
        "Amount: USD 300 (sample rate) per calendar year",
        "Valid from January 1, 2026 to December 31, 2026",
    ]
    assert [step["n"] for step in quote["steps"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "500,000 people and over,"), ("es", "500,000 o más habitantes,")]
)
def test_the_last_band_names_its_people_before_it_says_and_over(language: str, words: str) -> None:
    assert words in quoted(Case(people(600_000)), language=language).text


def test_each_figure_of_an_answer_says_which_step_it_comes_from() -> None:
    answer = quoted(Case(people(48_210)))
    origins = {figure.text: figure.origin for figure in answer.figures}
    assert origins["48,210"] == "quote:1"
    assert origins["USD 300"] == "quote:3"
    assert all(origin.startswith("quote:") for origin in origins.values())


def test_the_detector_of_untraced_figures_fires_on_another_amount() -> None:
    answer = quoted(Case(people(48_210)))
    forged = replace(answer, text=answer.text.replace("USD 300", "USD 310"))
    assert count_untraced(forged, "") > 0
    with pytest.raises(AssertionError):
        assert_sound(replace(answer, text=answer.text.replace(" (sample rate)", "", 1)))


def test_published_rates_carry_no_label_and_no_warning_and_keep_their_cents() -> None:
    rows = [
        replace(band, status=RateStatus.PUBLISHED, amount=band.amount + Decimal("0.50"))
        for band in DUES.bands
    ]
    answer = quoted(Case(people(48_210)), table=DuesTable(rows))
    quote = quote_of(answer)
    assert (quote["amount"], quote["status"]) == (300.5, "published")
    assert "USD 300.50 per calendar year" in answer.text
    assert "ample" not in answer.text
    assert count_untraced(answer, "") == 0


# ---- What the community is


def test_a_city_is_assumed_and_said_where_nothing_is_known() -> None:
    assert "I took it for a US city or town" in quoted(Case(people(48_210))).text
    for known in (Case(people(48_210), kind=PlaceKind.CITY), Case(place=BOISE)):
        assert "I took it for" not in quoted(known).text


def test_a_place_gives_its_population_with_source_and_year_and_asks_to_confirm() -> None:
    answer = quoted(Case(place=BOISE))
    quote = quote_of(answer)
    assert (quote["place"], quote["population"], quote["amount"]) == ("Boise, Idaho", 235_684, 650)
    step = "Population: 235,684 (Census, figures of 2024); please confirm it"
    assert step in answer.text
    assert_sound(answer)


def test_the_visitors_own_number_goes_before_the_gazetteers() -> None:
    quote = quote_of(quoted(Case(people(310_000), place=BOISE)))
    assert (quote["place"], quote["population"], quote["amount"]) == ("Boise, Idaho", 310_000, 900)


@pytest.mark.parametrize("kind", ["city", "county", "state"])
def test_abroad_every_kind_pays_the_global_rate_by_its_people(kind: str) -> None:
    place = replace(LYON, kind=PlaceKind(kind), population=60_000)
    answer = quoted(Case(place=place, kind=PlaceKind(kind)))
    quote = quote_of(answer)
    assert (quote["member_type"], quote["amount"]) == ("global", 300)
    assert "Global members" in answer.text


def test_where_a_place_lies_goes_before_what_was_said_of_it() -> None:
    assert quote_of(quoted(Case(people(9), place=LYON, member_type=US)))["amount"] == 150
    assert quote_of(quoted(Case(people(9), place=BOISE, member_type=GLOBAL)))["amount"] == 100
    assert quote_of(quoted(Case(people(9), location=LYON)))["member_type"] == "global"


def test_a_state_needs_no_population() -> None:
    answer = quoted(Case(place=TEXAS))
    assert quote_of(answer)["amount"] == 1_500
    assert "Population: not needed, the State of Texas pays one rate" in answer.text
    assert "31,290,831" not in answer.text
    nameless = quoted(Case(kind=PlaceKind.STATE))
    assert quote_of(nameless)["population"] is None


@pytest.mark.parametrize(
    "case",
    [
        Case(place=MAYAGUEZ),
        Case(people(9_000), place=MAYAGUEZ),
        Case(people(9_000), location=MAYAGUEZ),
    ],
    ids=["place", "place and people", "location"],
)
def test_a_territory_gets_no_amount_and_a_person(case: Case) -> None:
    answer = quoted(case)
    assert (answer.outcome, answer.quote, answer.reason) == (
        Outcome.UNANSWERED,
        None,
        "dues:territory",
    )
    assert "US territory" in answer.text
    assert "(202) 555-0100" in answer.text
    assert not amounts(answer.text)
    assert missing(case, DUES, TODAY) == ""


# ---- What is missing is asked for, one thing at a time


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case(), "How many people live there?"),
        (Case(kind=PlaceKind.COUNTY), "The dues of a US county depend"),
        (Case(member_type=GLOBAL), "a city or town outside the US"),
        (Case(place=replace(BOISE, population=None)), "The dues of Boise, Idaho depend"),
        (Case(people(0)), "I need the population as a number."),
        (Case(people(-5)), "I need the population as a number."),
        (Case(people(30_000_000_000)), "I need the population as a number."),
        (Case(rough(2_000, 99_999)), "I need the population as a number."),
        (Case(rough(45_000, 54_999), place=BOISE), "I need the population as a number."),
        (Case(vague=True), "I need the population as a number."),
        (Case(place=LYON, vague=True), "I need the population as a number."),
        (Case(kind=PlaceKind.STATE, member_type=GLOBAL), "a state or province outside the US"),
    ],
)
def test_the_population_is_asked_for_with_one_question(case: Case, words: str) -> None:
    answer = quoted(case)
    assert (answer.outcome, answer.quote) == (Outcome.CLARIFY, None)
    assert answer.reason == "dues:asks population"
    assert words in answer.text
    assert answer.text.count("?") == 1
    assert not amounts(answer.text)
    assert missing(case, DUES, TODAY) == "population"


def test_of_several_places_the_visitor_chooses_and_five_are_offered() -> None:
    states = ("Illinois", "Missouri", "Ohio", "Oregon", "Texas", "Utah")
    places = tuple(replace(BOISE, name="Springfield", region_name=name) for name in states)
    answer = quoted(Case(mention=Mention(0, 11, "Springfield", places)))
    assert answer.outcome is Outcome.CLARIFY
    assert answer.suggestions == tuple(f"Springfield, {name}" for name in states[:5])
    assert "Springfield, Oregon; or Springfield, Texas?" in answer.text
    assert answer.text.count("?") == 1


def test_a_number_settles_places_of_one_kind_and_country_but_not_a_state_and_a_country() -> None:
    two = (BOISE, replace(BOISE, region="OR", region_name="Oregon"))
    same = Case(people(9_000), mention=Mention(0, 5, "Boise", two))
    assert quote_of(quoted(same))["amount"] == 100
    mixed = Case(people(9_000), mention=Mention(0, 5, "Boise", (BOISE, LYON)))
    assert quoted(mixed).reason == "dues:asks place"


# ---- More than one amount


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (people(40_000, 60_000), [300, 450]),
        (people(49_999, 50_000), [300, 450]),
        (people(300_000, None), [900, 1_200]),
        (people(1, 24_999), [100, 200]),
        (people(9_000, 120_000), [100, 200, 300, 450, 650]),
        (people(1, 10_000), [100, 200]),
        (people(100, None), [100, 200, 300, 450, 650, 900, 1_200]),
    ],
)
def test_a_range_gives_every_amount_and_no_quote(
    said: Population, expected: list[int], language: str
) -> None:
    answer = quoted(Case(said), language=language)
    assert (answer.outcome, answer.quote, answer.reason) == (Outcome.ANSWERED, None, "dues:either")
    assert amounts(answer.text) == expected
    decides = {"en": "The population that the association goes by", "es": "decide la población"}
    assert decides[language] in answer.text
    assert amounts_in_rows(answer) == expected
    assert_labelled(answer, language)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (people(26_000, 49_000), 300),
        (people(500_000, None), 1_200),
        (people(1, 4_999), 100),
        (people(51_000, 52_000), 450),
        (rough(2_000, 9_999), 100),
        (rough(40_000, 49_999), 300),
    ],
)
def test_a_range_within_one_band_is_quoted_without_a_number(said: Population, amount: int) -> None:
    answer = quoted(Case(said))
    quote = quote_of(answer)
    assert (quote["amount"], quote["population"]) == (amount, None)
    assert amounts(answer.text) == [amount, amount]


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (49_900, [300, 450]),
        (52_000, [300, 450]),  # five in a hundred above the edge, rounded
        (53_000, None),
        (47_500, None),
        (47_700, [300, 450]),
        (10_100, [100, 200]),
    ],
)
def test_a_counted_figure_near_an_edge_gives_both_amounts(
    counted: int, expected: list[int] | None
) -> None:
    answer = quoted(Case(place=replace(BOISE, population=counted)))
    if expected is None:
        assert answer.quote is not None
        return
    assert (answer.outcome, answer.quote) == (Outcome.ANSWERED, None)
    assert amounts(answer.text) == expected
    assert f"Population: {counted:,} (Census, figures of 2024)" in answer.text
    assert amounts_in_rows(answer) == expected
    assert_labelled(answer)
    stated = quoted(Case(people(counted), place=BOISE))
    assert quote_of(stated)["population"] == counted


@pytest.mark.parametrize(
    ("number", "own", "neighbour"),
    [
        (48_499, 300, None),
        (48_500, 300, 450),
        (49_999, 300, 450),
        (50_000, 450, 300),
        (51_500, 450, 300),
        (51_501, 450, None),
        (9_700, 100, 200),
        (515_000, 1_200, 900),
    ],
)
def test_a_stated_number_within_three_in_a_hundred_of_an_edge_has_its_neighbour_as_a_note(
    number: int, own: int, neighbour: int | None
) -> None:
    answer = quoted(Case(people(number)))
    assert quote_of(answer)["amount"] == own
    assert ("Close by:" in answer.text) is (neighbour is not None)
    assert amounts(answer.text) == [own, own, *([neighbour] if neighbour else [])]
    assert_sound(answer)


# ---- Days


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 2), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 12, 1), False),  # what follows is not known yet
    ],
)
def test_within_ninety_days_of_its_end_the_next_year_is_told_too(
    today: date, *, told: bool
) -> None:
    answer = quoted(Case(people(48_210)), today=today)
    assert ("From January 1, 2027 on it would be USD 330" in answer.text) is told
    assert quote_of(answer)["schedule"] == str(today.year)
    assert_sound(answer)


@pytest.mark.parametrize(
    ("said", "this", "following"), [(9_000, 100, 110), (620_000, 1_200, 1_320)]
)
def test_both_years_stand_in_the_steps_and_in_spanish_too(
    said: int, this: int, following: int
) -> None:
    answer = quoted(Case(people(said), kind=PlaceKind.CITY), today=LATE, language="es")
    assert amounts(answer.text) == [this, this, following]
    assert "A partir del 1 de enero de 2027 serían" in answer.text
    quote = answer.quote
    assert quote is not None
    assert f"USD {following:,}" in quote["steps"][-1]["text"]
    assert_sound(answer, "es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_of_two_bands_the_next_years_rows_are_told_too(language: str) -> None:
    answer = quoted(Case(people(20_000, 30_000)), today=LATE, language=language)
    assert amounts(answer.text) == [200, 300, 220, 330]
    head = {"en": "And by the rates of 2027:", "es": "Y según las tarifas de 2027:"}[language]
    assert head in answer.text
    assert [source.n for source in answer.sources] == [1, 2, 3, 4]
    assert count_untraced(answer, "between 20,000 and 30,000") == 0


def test_the_whole_table_has_the_next_years_rows_near_its_end() -> None:
    replies = Replies(read_sentences("en"), ASSOCIATION)
    phrases = Phrases(replies, "en")
    drafts = [tell_table(Desk(DUES, day, replies, phrases, lambda: RECEIPT)) for day in DAYS]
    rows = [len(one.sources) for one in drafts]
    assert rows == [11, 22]


def test_a_day_near_the_end_of_a_schedule_has_the_next_years_rate_beside_it() -> None:
    answer = quoted(Case(people(48_210), day=date(2026, 12, 8)), today=LATE)
    assert amounts(answer.text) == [300, 300, 330]
    assert_sound(answer)


def test_whoever_names_a_day_gets_that_days_rate_alone() -> None:
    answer = quoted(Case(people(48_210), day=date(2027, 3, 1)), today=LATE)
    quote = quote_of(answer)
    assert (quote["amount"], quote["day"], quote["schedule"]) == (330, "2027-03-01", "2027")
    assert amounts(answer.text) == [330, 330]
    assert "Membership year and part-year rates are not in my documents." in answer.text
    assert_sound(answer)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("year", "near", "amount"), [(2030, 2027, 330), (2025, 2026, 300)])
def test_a_day_outside_every_schedule_says_so_and_names_the_nearest(
    year: int, near: int, amount: int, language: str
) -> None:
    case = Case(people(48_210), kind=PlaceKind.CITY, day=date(year, 1, 1))
    answer = quoted(case, language=language)
    assert (answer.outcome, answer.quote) == (Outcome.PARTIAL, None)
    assert amounts(answer.text) == [amount]
    assert str(year) in answer.text.split("USD")[0]
    assert f"{near}: USD" in answer.text
    assert "(202) 555-0100" in answer.text
    assert amounts_in_rows(answer) == [amount]
    assert_labelled(answer, language)


def test_today_after_the_last_schedule_is_outside_too() -> None:
    answer = quoted(Case(people(48_210)), today=date(2028, 2, 1))
    assert answer.outcome is Outcome.PARTIAL
    assert amounts(answer.text) == [330]
    asked = quoted(Case(), today=date(2028, 2, 1))
    assert asked.outcome is Outcome.CLARIFY


# ---- What the visitor supposes


@pytest.mark.parametrize(
    ("claimed", "free", "verdict"),
    [
        ((Decimal(300),), False, "Yes."),
        ((Decimal("300.00"),), False, "Yes."),
        ((Decimal(450),), False, "No."),
        ((), True, "No."),
        ((), False, ""),
    ],
)
def test_a_named_amount_is_confirmed_or_corrected_with_the_row(
    claimed: tuple[Decimal, ...], verdict: str, *, free: bool
) -> None:
    answer = quoted(Case(people(48_210), claimed=claimed, free=free), first=False)
    lead = "A US city or town of 48,210 people would pay USD 300 (sample rate)"
    assert answer.text.startswith(f"{verdict} {lead}".strip())
    assert "dues.csv, line 4" in answer.text


def test_free_is_right_where_the_row_says_nothing_is_paid() -> None:
    rows = [replace(band, amount=Decimal(0)) for band in DUES.bands]
    answer = quoted(Case(people(900), free=True), first=False, table=DuesTable(rows))
    assert answer.text.startswith("Yes. A US city or town of 900 people would pay USD 0")
    assert quote_of(answer)["amount"] == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The rates are in USD only"), ("es", "Las tarifas están solo en USD")],
)
def test_another_currency_is_not_converted(language: str, words: str) -> None:
    answer = quoted(Case(people(48_210), currency=True), language=language)
    assert words in answer.text
    assert quote_of(answer)["currency"] == "USD"
    assert_sound(answer, language)


# ---- Where no amount may be told


@pytest.mark.parametrize(
    ("case", "inputs"),
    [
        (Case(), ""),
        (Case(people(48_210)), "a US city or town of 48,210 people"),
        (Case(kind=PlaceKind.COUNTY), "a US county"),
        (Case(place=BOISE), "Boise, Idaho"),
        (Case(people(240_000), place=BOISE), "Boise, Idaho, 240,000"),
        (Case(people(40_000, 60_000)), "a US city or town of 40,000 to 60,000 people"),
        (Case(people(1, 9_999)), "a US city or town of under 10,000 people"),
        (Case(people(1, 10_000)), "a US city or town of up to 10,000 people"),
        (Case(people(50_000, None)), "a US city or town of more than 50,000 people"),
    ],
)
def test_a_person_is_told_what_is_known(case: Case, inputs: str) -> None:
    phrases = Phrases(Replies(read_sentences("en"), ASSOCIATION), "en")
    assert describe_inputs(case, phrases) == inputs


# ---- How it reads, and what each figure is traced to


def test_the_population_of_a_range_is_a_sentence_of_its_own() -> None:
    assert "as you said. The population" in quoted(Case(people(40_000, 60_000))).text


def test_a_states_population_is_not_in_its_quote() -> None:
    assert quote_of(quoted(Case(place=TEXAS)))["population"] is None


def test_the_band_of_a_state_is_worded_well() -> None:
    assert "any population people" not in quoted(Case(place=TEXAS)).text


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (Case(people(40_000, 60_000)), "between 40,000 and 60,000"),
        (Case(people(48_210), day=date(2030, 1, 1)), "48,210 in 2030"),
        (Case(place=replace(BOISE, population=49_900)), ""),
    ],
    ids=["a range", "outside", "a counted figure near an edge"],
)
def test_each_figure_of_an_answer_without_a_quote_is_traced(case: Case, asked: str) -> None:
    assert count_untraced(quoted(case), asked) == 0


def test_a_counted_figure_near_an_edge_is_not_said_to_stand_in_the_dues_table() -> None:
    answer = quoted(Case(place=replace(BOISE, population=49_900)))
    rows = {f"source:{source.n}" for source in answer.sources if source.document == "dues.csv"}
    origins = {figure.text: figure.origin for figure in answer.figures}
    assert origins["49,900"] not in rows
