"""Conversations about dues: what each turn adds, which turns are not for the table, and both tools.

Most of them run without documents or encoder; the last part asks the whole chain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from assistant.answering.checking import check_draft
from assistant.answering.drafts import Draft, Line
from assistant.answering.exact.clerk import Clerk, Errand
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.dues.quoting import Desk as QuotingDesk
from assistant.answering.exact.dues.quoting import answer_dues
from assistant.answering.exact.dues.several import answer_company
from assistant.answering.exact.listener import Listener
from assistant.answering.exact.routes import Topic
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.cues import asks_beside, spoken_language
from assistant.answering.replies import Replies, read_sentences
from assistant.facts.directory import Directory
from assistant.facts.directory_gathering import DirectoryFiles
from assistant.facts.directory_writing import compile_directory
from assistant.facts.dues import DuesTable, RateStatus
from assistant.facts.facts import Facts
from assistant.facts.gazetteer import Gazetteer
from assistant.quality.answers import count_untraced
from assistant.vocabulary import Answer, Asked, Outcome, Turn
from tests.gazetteers import compiled_gazetteer
from tests.meanings import WORDS_ALONE, Means
from tests.shipped import Desk
from tests.test_dues import DUES
from tests.test_quoting import ASSOCIATION, RECEIPT, amounts

TODAY = date(2026, 6, 1)
FULL = "Sample rates for demonstration"


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield gazetteer
    gazetteer.close()


@dataclass(frozen=True)
class Counter:
    """Answers dues, and nothing else, from the shipped table."""

    gazetteer: Gazetteer
    meaning: Means = WORDS_ALONE

    def follow(self, *said: str) -> Talk:
        """Where a conversation stands after the visitor's turns."""
        history = [Turn("user", text) for text in said[:-1]]
        return self._listener().follow(said[-1], history)

    def hear(self, *said: str) -> list[Answer | None]:
        """The answer to each turn; None where the table has none to give."""
        history: list[Turn] = []
        answers: list[Answer | None] = []
        for text in said:
            answer = self._answer(text, history)
            answers.append(answer)
            history += [Turn("user", text), Turn("assistant", answer.text if answer else "-")]
        return answers

    def quotes(self, *said: str) -> list[object]:
        """The amount that each turn is quoted; else its outcome, or None where it is not ours."""
        return [
            answer and (answer.quote["amount"] if answer.quote else answer.outcome.value)
            for answer in self.hear(*said)
        ]

    def _answer(self, text: str, history: Sequence[Turn]) -> Answer | None:
        talk = self._listener().follow(text, history)
        if talk.topic is not Topic.DUES:
            return None
        said = [turn.text for turn in history if turn.role == "user"]
        language = spoken_language(text, said, "en")
        replies = Replies(read_sentences(language), ASSOCIATION)
        warning = replies.say("dues", "sample")
        desk = QuotingDesk(
            *(DUES, TODAY, replies, Phrases(replies, language), lambda: RECEIPT),
            first=not any(warning in turn.text for turn in history),
        )
        draft = answer_company(talk.company, desk) or answer_dues(talk.case, desk)
        return check_draft(draft, "\n".join((*said, text)), ASSOCIATION, replies, language)

    def _listener(self) -> Listener:
        return Listener(
            *(DUES, (self.gazetteer,), TODAY, self.meaning, lambda _: True),
            has_directory=False,
        )


@pytest.fixture(scope="module")
def counter(gazetteer: Gazetteer) -> Counter:
    return Counter(gazetteer)


# ---- One conversation


def test_a_conversation_about_dues_is_followed_from_turn_to_turn(counter: Counter) -> None:
    said = (
        "how much would we pay?",
        "48,000",
        "and next year?",
        "what if we were a county?",
        "and for Denver?",
        "no, the county",
    )
    asked, first, following, county, denver, other = counter.hear(*said)
    assert asked is not None
    assert asked.text.startswith("How many people live there?")
    for answer, amount, kind, place, people in (
        (first, 300, "city", "", 48_000),
        (following, 330, "city", "", 48_000),
        (county, 330, "county", "", 48_000),
        (denver, 1_320, "city", "Denver, Colorado", None),
    ):
        assert answer is not None
        assert answer.quote is not None
        assert (answer.quote["amount"], answer.quote["kind"]) == (amount, kind)
        assert answer.quote["place"] == place
        assert people in {None, answer.quote["population"]}
        assert count_untraced(answer, " ".join(said)) == 0
    assert other is not None
    assert other.text == (
        "How many people live there? The dues of Denver County, Colorado depend on its population."
    )


@pytest.mark.parametrize(
    ("said", "amount", "words"),
    [
        (["los angeles county, approx 9.8 mil. fee?"], 1_200, "9,800,000, as you said"),
        (["how much would we pay?", ".35 mil"], 900, "350,000, as you said"),
        (["1,2 mil inhabitants, Prague, fee?"], 500, "1,200,000, as you said"),
        (["dues for between 1.2 and 1.4 mil people"], 1_200, "1,200,000 to 1,400,000, as you"),
        (["cuota para 9,8 mil habitantes"], 100, "9,800, según usted"),
        (["¿Cuánto pagaríamos?", "9.8 mil"], 100, "9,800, según usted"),
        (["tenemos 48 mil, ¿cuota?"], 300, "48,000, según usted"),
        (["how much would we pay?", "48 mil"], "clarify", "I need the population as a number."),
        (["we have 2 mil residents, what are the dues?"], "clarify", "I need the population"),
    ],
)
def test_mil_is_a_thousand_in_spanish_and_no_thousand_in_english(
    counter: Counter, said: list[str], amount: object, words: str
) -> None:
    assert counter.quotes(*said)[-1] == amount
    answer = counter.hear(*said)[-1]
    assert answer is not None
    assert words in answer.text


@pytest.mark.parametrize(
    ("said", "amounts_told"),
    [
        (["dues for Tempe, Arizona", "what if 320k", "ok and with the real number, but 2027"],
         [650, 900, 715]),
        (["dues for Tempe, Arizona", "we have 90,000", "what if 320k?", "and our actual count?"],
         [650, 450, 900, 450]),
        (["dues for 48,000", "what if we were 60,000?", "or 120,000?", "with our real population?"],
         [300, 450, 650, 300]),
        (["dues for 48,000", "what if we were 60,000?", "what if 120k?", "our real population?"],
         [300, 450, 650, 300]),
        (["cuota para 48.000 habitantes", "¿y si fueran 320 mil?", "¿y con la población real?"],
         [300, 900, 300]),
        (["dues for Tempe, Arizona", "what if 320k", "and Mesa, Arizona?", "our real number?"],
         [650, 900, 900, None]),
    ],
)  # fmt: skip
def test_a_supposed_number_is_undone_by_the_real_one(
    counter: Counter, said: list[str], amounts_told: list[object]
) -> None:
    assert counter.quotes(*said)[: len(amounts_told)] == amounts_told


def test_the_real_number_is_no_brazilian_money(counter: Counter) -> None:
    answers = counter.hear("dues for Tempe, Arizona", "what if 320k", "with our real population?")
    assert not any(answer and "USD only" in answer.text for answer in answers)
    (asked,) = counter.hear("dues for 48,000 people, how many Brazilian reais is that?")
    assert asked is not None
    assert "USD only" in asked.text


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (["dues for 48,000", "what if we're 51?"], "clarify"),
        (["cuota para 48.000 habitantes", "¿y si somos 52?"], "clarify"),
        (["dues for 480,000", "what if we're 510?"], "clarify"),
        (["dues for 48,000", "what if we're 51 people?"], 100),
        (["dues for 48,000", "what if we're 900?"], 100),
        (["dues for 48,000", "what if we're 51?", "51,000"], 450),
    ],
)
def test_a_number_that_may_have_left_out_its_thousands_is_asked_about(
    counter: Counter, said: list[str], amount: object
) -> None:
    assert counter.quotes(*said)[-1] == amount


@pytest.mark.parametrize(
    ("text", "amount", "people"),
    [
        ("population 45,ooo, dues?", 300, 45_000),
        ("dues for 1O0,000 people", 650, 100_000),
        ("pop: 10,,000 dues?", 200, 10_000),
        ("pop: 30,000 dues?", 300, 30_000),
        ("dues of a 200-person village", 100, 200),
        ("el 1o de enero de 2027, cuota para 20.000", 220, 20_000),
    ],
)
def test_slips_of_the_hand_in_a_number_change_neither_it_nor_the_place(
    counter: Counter, text: str, amount: int, people: int
) -> None:
    answer = counter.hear(text)[-1]
    assert answer is not None
    assert answer.quote is not None
    told = {key: answer.quote[key] for key in ("amount", "population", "place")}
    assert told == {"amount": amount, "population": people, "place": ""}


@pytest.mark.parametrize(
    "text",
    [
        "dues for 120 thousand thousand",
        "dues, we are 2.5 people",
        "dues: we are 2 thousand million thousand people",
    ],
)
def test_a_scale_too_many_is_asked_about(counter: Counter, text: str) -> None:
    assert counter.quotes(text) == ["clarify"]


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (["dues for 88,000?", "it says $650, is it wrong?"], "A US city"),
        (["dues for 88,000?", "our invoice says $650, a mistake?"], "A US city"),
        (["dues for 50,000?", "is it $300 or $450?"], "A US city"),
        (["dues for 30,000?", "is it more than $200?"], "A US city"),
        (["dues for 900?", "so it's not free?"], "A US city"),
        (["dues for 88,000?", "it's $450, right?"], "Yes. A US city"),
        (["dues for 88,000?", "it's $650, right?"], "No. A US city"),
        (["cuota para 88.000 habitantes", "son 650 dólares, ¿un error?"], "Una ciudad"),
    ],
)
def test_yes_or_no_is_said_only_where_it_can_be_read_in_one_way(
    counter: Counter, said: list[str], opens: str
) -> None:
    answer = counter.hear(*said)[-1]
    assert answer is not None
    assert answer.text.startswith(opens)


@pytest.mark.parametrize(
    ("text", "premise"),
    [
        ("the flyer said the dues are $500 flat", "There is no one amount for all"),
        ("son 50 dólares, ¿es cierto?", "No hay un solo importe para todos"),
    ],
)
def test_an_amount_for_everybody_is_corrected_before_the_population_is_asked(
    counter: Counter, text: str, premise: str
) -> None:
    answer = counter.hear(text)[-1]
    assert answer is not None
    assert answer.outcome is Outcome.CLARIFY
    assert answer.text.startswith(premise)


def test_the_full_sentence_stands_in_the_first_quote_only_and_the_label_in_all(
    counter: Counter,
) -> None:
    said = ("how much would we pay?", "48,000", "and next year?", "and for Denver?")
    texts = [answer.text for answer in counter.hear(*said) if answer]
    assert [FULL in text for text in texts] == [False, True, False, False]
    for text in texts:
        assert text.count("USD") == text.count("(sample rate)")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["how much are the dues?", "a lot", "0", "48k"], ["clarify", "clarify", "clarify", 300]),
        (["how much would we pay?", "about fifty thousand"], ["clarify", 450]),
        (["how much would we pay?", "Denver", "no, 290,000"], ["clarify", 1_200, 650]),
        (
            ["how much would we pay?", "between 40 and 60 thousand", "52k"],
            ["clarify", "answered", 450],
        ),
        (["What would a county of 310,000 pay?", "and a city?", "in 2027?"], [900, 900, 990]),
        (["What would a county of 310,000 pay?", "and a state?"], [900, 1_500]),
        (["How much would Boise pay?", "we are 340,000 now", "and Nampa?"], [650, 900, 450]),
        (["How much would Boise pay?", "Thanks!", "How much for 9,000 people?"], [650, None, 100]),
        (["dues for 48k?", "and in euros?"], [300, 300]),
        (["dues for 48k?", "is that right?"], [300, 300]),
        (["dues for 48k?", "in 2030?"], [300, "partial"]),
        (["dues for a few thousand people?"], [100]),
        (["how much would we pay?", "forty-something thousand"], ["clarify", 300]),
        (["how much would we pay?", "a few hundred thousand", "310k"], ["clarify", "clarify", 900]),
        (["how much would we pay?", "<10000"], ["clarify", 100]),
        (["how much would we pay?", "up to 10,000"], ["clarify", "answered"]),
        (["how much would we pay?", "48k+"], ["clarify", "answered"]),
        (
            ["how much would we pay?", "48,000, sorry, 84,000", "no wait, 12k"],
            ["clarify", 450, 200],
        ),
        (["how much would we pay?", "zero people"], ["clarify", "clarify"]),
        (["dues for a town of 9,800 in 2020 and 10,200 now?"], [200]),
        (["¿Cuánto pagaríamos?", "veintiún mil"], ["clarify", 200]),
        (["How much for a city of 48,210 from 1/1/2027?"], [330]),
        (["How much would we pay?", "48,210, from 01/15/2027"], ["clarify", 330]),
        (["dues for 48k?", "from 1/1/2027?", "and today?"], [300, 330, 300]),
        (["¿Cuánto pagaría un pueblo de 900 el 15/1/2027?"], [110]),
        (["In 2027, what would a town of 2000 pay?"], [110]),
        (
            ["¿Cuánto pagaríamos?", "somos 48 mil", "¿y el año que viene?", "¿y para Denver?"],
            ["clarify", 300, 330, 1_320],
        ),
        (["¿Cuánto pagaríamos?", "muchos", "48.210"], ["clarify", "clarify", 300]),
        (["¿Cuánto pagaría un pueblo de 900?", "¿y si fuéramos un condado?"], [100, 100]),
    ],
)
def test_what_was_said_before_is_kept(
    counter: Counter, said: list[str], told: list[object]
) -> None:
    assert counter.quotes(*said) == told


def test_answers_keep_the_language_of_the_conversation(counter: Counter) -> None:
    said = ("¿Cuánto pagaríamos?", "48.210", "2027")
    languages = [answer.language for answer in counter.hear(*said) if answer]
    assert languages == ["es", "es", "es"]


# ---- Which place


def test_georgia_and_springfield_are_asked_and_the_answer_chooses(counter: Counter) -> None:
    [georgia] = counter.hear("What would Georgia pay?")
    assert georgia is not None
    assert georgia.suggestions == ("the State of Georgia", "the country Georgia")
    assert counter.quotes("What would Georgia pay?", "the state") == ["clarify", 1_500]
    assert counter.quotes("What would Georgia pay?", "the State of Georgia") == ["clarify", 1_500]
    [springfield] = counter.hear("How much would Springfield pay?")
    assert springfield is not None
    assert len(springfield.suggestions) == 5
    assert springfield.text.count("?") == 1


@pytest.mark.parametrize(
    ("name", "choice", "place"),
    [
        ("Springfield", "the one in Illinois", "Springfield, Illinois"),
        ("Springfield", "Ohio", "Springfield, Ohio"),
        ("Springfield", "Springfield, Missouri", "Springfield, Missouri"),
        ("Kansas City", "Missouri", "Kansas City, Missouri"),
        ("Washington", "the state", "the State of Washington"),
        ("Washington", "D.C.", "Washington, D.C."),
    ],
)
def test_a_choice_settles_the_place(counter: Counter, name: str, choice: str, place: str) -> None:
    first, second = counter.hear(f"What would {name} pay?", choice)
    assert first is not None
    assert first.outcome is Outcome.CLARIFY
    assert second is not None
    assert second.quote is not None
    assert second.quote["place"] == place


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["dues for 48k?", "so it is $300?"], [300, 300]),
        (["What would Georgia pay?", "the country", "410,000"], ["clarify", "clarify", 300]),
        (["What would Japan pay?", "90,000 people"], ["clarify", 300]),
        (["What would a county of 310,000 pay?", "and in Mexico?"], [900, 300]),
    ],
    ids=["an amount alone", "a country that was offered", "a country", "a country afterwards"],
)
def test_a_short_turn_goes_on_with_what_was_asked(
    counter: Counter, said: list[str], told: list[object]
) -> None:
    assert counter.quotes(*said) == told


def test_a_country_is_asked_for_the_people_of_its_community(counter: Counter) -> None:
    [asked] = counter.hear("What would Japan pay?")
    assert asked is not None
    assert "The dues of a community in Japan depend" in asked.text


def test_the_choice_is_remembered(counter: Counter) -> None:
    said = ("What would Springfield pay?", "Illinois", "and next year?")
    answer = counter.hear(*said)[-1]
    assert answer is not None
    assert answer.quote is not None
    assert answer.quote["place"] == "Springfield, Illinois"
    assert answer.quote["schedule"] == "2027"


def test_a_location_that_was_named_before_narrows_a_name(counter: Counter) -> None:
    answer = counter.hear("What would a city in Ohio pay?", "Springfield")[-1]
    assert answer is not None
    assert answer.quote is not None
    assert answer.quote["place"] == "Springfield, Ohio"


@pytest.mark.parametrize(
    ("text", "member_type", "kind", "amount"),
    [
        ("What does a town of 900 pay?", "us", "city", 100),
        ("dues for a village of 900", "us", "city", 100),
        ("What would a borough with 30,000 people pay?", "us", "city", 300),
        ("cuota para un municipio de 30.000 habitantes", "us", "city", 300),
        ("What would Toronto pay?", "global", "city", 500),
        ("What does a city of 60,000 in Mexico pay?", "global", "city", 300),
        ("cuota de un condado de 120 mil habitantes en México", "global", "county", 300),
        ("annual fee for a Global member with 85,000 inhabitants", "global", "city", 300),
        ("How much for a German town of 9,000?", "global", "city", 150),
        ("What does Texas pay?", "us", "state", 1_500),
        ("our state is Ohio, town of 6,000, price?", "us", "city", 100),
        ("the state estimates our population at 12,300; dues?", "us", "city", 200),
        ("¿Cuánto paga el estado de Texas?", "us", "state", 1_500),
        ("So it is free for small towns of 900?", "us", "city", 100),
        ("Is it $300 for 48,210 people?", "us", "city", 300),
    ],
)
def test_type_and_kind_come_from_what_is_said(
    counter: Counter, text: str, member_type: str, kind: str, amount: int
) -> None:
    [answer] = counter.hear(text)
    assert answer is not None
    quote = answer.quote
    assert quote is not None, answer.text
    assert (quote["member_type"], quote["kind"], quote["amount"]) == (member_type, kind, amount)


@pytest.mark.parametrize("place", ["Puerto Rico", "San Juan, Puerto Rico", "Guam"])
def test_a_territory_is_not_quoted(counter: Counter, place: str) -> None:
    assert counter.quotes(f"What would {place} pay?") == ["unanswered"]


@pytest.mark.parametrize(
    ("text", "amount", "said"),
    [
        ("Why so much for Topeka? they'd pay 900 right?", 650, "No."),
        ("Is it true that Topeka, Kansas pays 650 a year?", 650, "Yes."),
        ("dues for Topeka, Kansas, 450?", 650, "No."),
        ("¿la ciudad de Topeka pagaría 450, verdad?", 650, "No."),
        ("Would a village of 900 pay 200?", 100, "No."),
        ("Our budget is $900. 61,200 residents. What are the dues?", 450, ""),
        ("We spend 900 dollars a year on flowers. dues for 11,000 people?", 200, ""),
        ("our arts budget is $12,500 and population 8,300. membership?", 100, ""),
        ("our mayor won with 12,400 votes. we've 31,000 residents. membership cost?", 300, ""),
        ("Our grant is $5,000. Pop 30,500. What are dues?", 300, ""),
        ("I was told the fee for Topeka is 300. True?", 650, "No."),
        ("City of Topeka, 126,000. They say 450. ok?", 650, "No."),
        ("Could $700 cover the dues of Topeka?", 650, "Yes."),
        ("is $250 enough for a town of 12,000?", 200, "Yes."),
        ("is $150 enough for a town of 12,000?", 200, "No."),
        ("can we join for $100? 8,000 people", 100, "Yes."),
        ("The county gave us $1,500. 9,000 people live here. What are the dues?", 100, ""),
        ("Our hotel tax brings in $80,000. We're a city of 310,000. annual cost?", 900, ""),
        ("El ayuntamiento tiene 2.000 euros y somos 8.000 habitantes. ¿Cuota?", 100, ""),
        ("Our last payment was in 2023. 71,000 people. Dues this year?", 450, ""),
        ("what would it cost? We're 9,400 people, we spent $900 on a trip to Japan", 100, ""),
        ("Founded in 1904, our city of 22,000 wants to join, cost?", 200, ""),
        ("We were 24,100 in 2010 and 25,600 in 2020. what would be the dues?", 300, ""),
        ("We had 9,950 at the 2020 census, est. 10,120 in 2025. What are the dues?", 200, ""),
    ],
)
def test_a_claimed_sum_is_checked_and_what_stands_aside_is_not(
    counter: Counter, text: str, amount: int, said: str
) -> None:
    [answer] = counter.hear(text)
    assert answer is not None
    assert answer.quote is not None, answer.text
    assert answer.quote["amount"] == amount
    verdict = any(word in answer.text for word in (" No. ", " Yes. ", " Sí. "))
    assert verdict is bool(said)
    assert said in answer.text


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (["What would Rome pay?", "Georgia"], "Rome, Georgia"),
        (["What would Rome pay?", "sorry, Georgia", "I meant Italy"], "Rome, Italy"),
        (["dues for Birmingham, England", "no, the Alabama one"], "Birmingham, Alabama"),
        (["dues for Hamilton, Ohio", "no, the Canadian one"], "Hamilton, Ontario, Canada"),
        (["What would Denver pay?", "Colorado"], "Denver, Colorado"),
        (["dues for Athens, population 21,500, in Ohio"], "Athens, Ohio"),
        (["and for Hamilton, also Ontario, the dues?"], "Hamilton, Ontario, Canada"),
        (["What would Rome, 36,000 people, pay?", "Georgia"], "Rome, Georgia"),
        (["What would Colorado pay?", "Utah"], "the State of Utah"),
        (["What would Lebanon pay?", "Pennsylvania"], "Lebanon, Pennsylvania"),
        (["What would Cambridge pay?", "MA, sorry"], "Cambridge, Massachusetts"),
        (["What would Springfield pay?", "il"], "Springfield, Illinois"),
        (["What would Denver pay?", "and Utah?"], "the State of Utah"),
        (["What would Rome pay?", "the state of Georgia"], "the State of Georgia"),
        (["dues for Ninety Six, South Carolina"], "Ninety Six, South Carolina"),
    ],
)
def test_a_state_or_country_says_which_place_of_a_name_is_meant(
    counter: Counter, said: list[str], place: str
) -> None:
    answer = counter.hear(*said)[-1]
    assert answer is not None
    assert answer.quote is None or answer.quote["place"] == place
    assert place in answer.text or place.replace("the", "The", 1) in answer.text


@pytest.mark.parametrize(
    ("text", "place", "amount"),
    [
        ("What would Alaska boroughs pay - Kenai Peninsula Borough, 58,000?", "Kenai", 450),
        ("What would Ohio towns of 12,000 pay?", "", 200),
    ],
)
def test_a_state_before_its_communities_says_where_they_lie(
    counter: Counter, text: str, place: str, amount: int
) -> None:
    [answer] = counter.hear(text)
    assert answer is not None
    assert answer.quote is not None
    assert (answer.quote["place"][: len(place)], answer.quote["amount"]) == (place, amount)


def test_a_number_that_fits_another_place_of_the_name_is_asked_about(counter: Counter) -> None:
    asked, told = counter.hear("Rome, 36,000 people, what do we pay?", "Georgia")
    assert asked is not None
    assert asked.outcome is Outcome.CLARIFY
    assert "Rome, Georgia" in asked.text
    assert told is not None
    assert told.quote is not None
    assert told.quote["population"] == 36_000


def test_the_one_elsewhere_that_no_book_knows_is_no_state(counter: Counter) -> None:
    assert counter.quotes("What would Wichita pay?", "no, the Rhode Island one")[1] == "clarify"


def test_the_country_is_told_from_the_state_of_its_name(counter: Counter) -> None:
    said = ("What would Georgia pay?", "the state", "I mean the country, a city of 70,000 there")
    assert counter.quotes(*said) == ["clarify", 1_500, 300]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["dues? 59601", "that is our zip code"], [450, "clarify"]),
        (["dues? 59601", "it's our zip. what do we pay, 33,000 people?"], [450, 300]),
        (["What would 59601, es nuestro código postal, pay?", "12,000"], ["clarify", 200]),
    ],
)
def test_a_number_that_counts_no_people_is_dropped(
    counter: Counter, said: list[str], told: list[object]
) -> None:
    assert counter.quotes(*said) == told


@pytest.mark.parametrize(
    "text",
    [
        "What is the lowest rate?",
        "At what size do the dues go up?",
        "How many people would we need to have to pay 450?",
        "¿Cuál es la cuota más barata?",
    ],
)
def test_the_whole_table_answers_what_is_asked_of_all_rates(counter: Counter, text: str) -> None:
    assert counter.follow(text).wants_table


@pytest.mark.parametrize(
    "text",
    [
        "i'm a student, how much for me?",
        "How much is it for seniors?",
        "what's the price for a family of five",
        "¿Cuánto cuesta para estudiantes?",
        "What do our twin town road signs cost? We are 30,000.",
        "price for a single person, not a town of 12,000",
        "only me, a resident, what do I owe? town of 60,000",
        "dues for my husband and me in a city of 7,000",
        "What would my grandson pay? town of 9,000",
        "how much for a museum in a town of 15,000?",
        "orchestra in a city of 31,000, how much?",
        "dues for our sister city society, city of 70,000",
        "non profit choir, city of 75,000, how much?",
        "¿Cuánto paga una persona particular en una ciudad de 20 mil?",
        "¿Cuánto pagaría una biblioteca en un pueblo de 9.000 habitantes?",
    ],
)
def test_people_and_things_pay_no_dues_of_a_community(counter: Counter, text: str) -> None:
    assert counter.follow(text).topic is Topic.NONE


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("My husband and I live in a town of 6,500. What would the town pay?", 100),
        ("We are a college town of 20,000. Dues?", 200),
        ("town of 8,000 with a hospital, dues?", 100),
        ("dues for a town of 8,000, where the clinic is?", 100),
        ("dues for a city of 48,000 people and residents", 300),
        ("What would Falls Church, Virginia pay?", 200),
        ("What would University City, Missouri pay?", 300),
    ],
)
def test_people_and_bodies_of_a_community_do_not_keep_it_from_its_dues(
    counter: Counter, text: str, amount: int
) -> None:
    assert counter.quotes(text) == [amount]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("what is the fee for a city of forty-two thousand people", 300),
        ("cuota para una ciudad de noventa mil habitantes", 450),
        ("cuota para un condado de noventa y un mil habitantes", 450),
        ("dues for a city of 2 lakh people in India?", 300),
        ("dues for a city of 1.5 crore people in India?", 500),
    ],
)
def test_words_of_a_number_are_no_place(counter: Counter, text: str, amount: int) -> None:
    assert counter.quotes(text) == [amount]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["What does a city of 31,000 pay?", "with one zero more, 310,000?"], [300, 900]),
        (["What does a city of 31,000 pay?", "and one less, 3,100"], [300, 100]),
        (["What does a city of 31,000 pay?", "and 7,000 fewer?"], [300, 200]),
        (["What would Juneau pay?", "and its partner in Kenya, what would they pay?"], "asks"),
        (["What do 15,700 people cost?", "And Denver?", "one more: our amount?"], [200, 1200, 200]),
        (["What do 15,700 people cost?", "And Denver?", "and ours in 2027?"], [200, 1200, 220]),
        (["dues for a city of 49,999?", "and with one more resident?"], [300, 450]),
        (["Kansas, 4,100 people, dues?"], [100]),
        (["What would Kansas pay?", "4,100 people"], [1500, 100]),
        (["What would the state of Kansas pay?", "4,100 people"], [1500, 1500]),
        (["Kansas has few people, so the state pays like a city, right?"], [1500]),
        (["We are a town of 4,100 in Kansas, and the state helps. Cost?"], [100]),
    ],
)
def test_amounts_follow_what_is_told_and_not_what_stands_near(
    counter: Counter, said: list[str], told: list[object] | str
) -> None:
    quotes = counter.quotes(*said)
    assert quotes == told if told != "asks" else quotes[1] == "clarify"


# ---- What is not for the table


NOT_OURS = [
    "How do we pay the dues?",
    "How are dues paid by a city of 48,000?",
    "Can we get a refund of our dues?",
    "Can a town of 900 people pay in instalments?",
    "¿Cómo se paga la cuota?",
    "¿Nos devuelven la cuota si nos retiramos?",
    "What did we pay in 2019?",
    "What did a city of 60,000 pay in 2020?",
    "How much were the dues for a city of 48,000 back in 2015?",
    "What does an individual pay?",
    "How much is a student membership?",
    "¿Cuánto paga un particular?",
    "What are the dues of Rotary for a city of 48,000?",
    "How much does the National League of Cities charge a town of 9,000?",
    "What does our local sister city association charge?",
    "What is the registration fee of the conference for a city of 48,000?",
    "Does the Topeka club still charge $30 a year?",
    "Topeka, Kansas paid $300 in 2012, did it not?",
    "How many votes does a city of 48,000 have?",
    "How do we join?",
    "We are a town of 900 people.",
    "Hello",
]


@pytest.mark.parametrize("text", NOT_OURS)
def test_these_are_not_for_the_table_however_they_sound(counter: Counter, text: str) -> None:
    assert counter.follow(text).topic is Topic.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Topeka, Kansas paid $300 in 2012, so it still pays $300 now?",
        "Years ago it was 300 dollars for Topeka, Kansas. Is that what it pays today?",
    ],
)
def test_an_old_price_that_is_asked_about_for_today_is_for_the_table(
    counter: Counter, text: str
) -> None:
    assert counter.quotes(text) == [650]


@pytest.mark.parametrize(
    "turn", ["Thanks!", "How do we join?", "Can we get a refund?", "What did we pay in 2019?"]
)
def test_another_question_leaves_the_dues_that_were_spoken_of(counter: Counter, turn: str) -> None:
    assert counter.follow("How much would we pay?", "48,000", turn).topic is Topic.NONE


@pytest.mark.parametrize(
    "turn",
    [
        *("Can we pay in bitcoin?", "And could we pay online?", "May dues be paid in cash?"),
        *("Can it be paid later?", "When can we pay?", "Where would we pay that?"),
        *("Do we pay before joining?", "Must we pay up front?", "Do you accept Venmo?"),
        *("Do you take cash?", "Can we still pay with a card?", "Could we simply pay less?"),
        *("\u00bfPodemos pagar en bitcoin?", "\u00bfSe puede pagar despu\u00e9s?"),
    ],
)
@pytest.mark.parametrize("amount", ["48,000", "What would Topeka, Kansas pay?"])
def test_how_or_when_one_may_pay_asks_for_no_amount_again(
    counter: Counter, amount: str, turn: str
) -> None:
    assert counter.follow("How much would we pay?", amount, turn).topic is Topic.NONE


@pytest.mark.parametrize(
    ("turn", "told"),
    [
        ("Could we pay as a county?", 300),
        ("Can we pay for 60,000?", 450),
        ("Could we pay $200?", 300),
        ("Do we pay the same in 2027?", 330),
        ("What would we pay?", 300),
        ("So how much can we pay?", 300),
        ("What would Topeka, Kansas pay?", 650),
    ],
)
def test_who_names_a_number_a_kind_or_a_year_asks_for_the_amount(
    counter: Counter, turn: str, told: int
) -> None:
    assert counter.quotes("How much would 48,000 pay?", turn)[-1] == told


def test_a_question_that_the_documents_answer_better_is_left_to_them(gazetteer: Gazetteer) -> None:
    doubtful = "What decides whether the price is fair to members?"
    plain = "What would a city of 48,000 pay?"
    hardly = Counter(gazetteer, Means("documents"))
    assert hardly.follow(doubtful).topic is Topic.NONE
    assert hardly.follow(plain).topic is Topic.DUES  # a number of people says enough


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("How many towns under 48,000 take part?", "dues"),
        ("Does a hamlet of 90 souls qualify?", "dues"),
        ("What would joining bring a hamlet of 90 souls?", "dues"),
        ("Which perks are there for a county of 61,000?", "dues"),
        ("What is the population of Topeka, Kansas?", "dues"),
        ("Which towns in Kansas are looking for a partner?", "partners"),
        ("Is Sister Cities International in Topeka, Kansas?", "member"),
    ],
)
def test_a_number_or_a_place_alone_asks_neither_the_table_nor_the_directory(
    gazetteer: Gazetteer, text: str, label: str
) -> None:
    assert Counter(gazetteer, Means(label)).follow(text).topic is Topic.NONE


def test_a_number_without_a_question_for_dues_before_it_is_none(counter: Counter) -> None:
    assert counter.follow("48,000").topic is Topic.NONE
    assert counter.follow("How do we join?", "48,000").topic is Topic.NONE


def test_after_many_turns_the_first_are_forgotten(counter: Counter) -> None:
    talk = counter.follow("How much would Boise pay?", *["and next year?"] * 12, "and a county?")
    assert talk.case.place is None


# ---- A quote beside a gap


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("What would a city of 48,000 pay, and can we pay by card?", "can we pay by card?"),
        ("What would 48,000 pay, and can we pay in bitcoin?", "can we pay in bitcoin?"),
        ("What would 48,000 pay? Do we get a refund if we leave?", "do we get a refund"),
        ("¿Cuánto pagarían 48.000 habitantes? ¿Se puede pagar a plazos?", "a plazos"),
        ("What would 48,000 pay, and is there a nonprofit discount?", "nonprofit discount"),
    ],
)
def test_what_is_asked_beside_the_amount_is_kept_apart(
    counter: Counter, text: str, rest: str
) -> None:
    assert counter.follow(text).topic is Topic.DUES
    assert rest in asks_beside(text)
    assert counter.quotes(text) == [300]


@pytest.fixture(scope="module")
def facts(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    path = tmp_path_factory.mktemp("facts") / "directory.db"
    compile_directory(DirectoryFiles(), path, gazetteer)
    directory = Directory.open(path)
    yield Facts(DUES, gazetteer, directory)
    directory.close()


@pytest.fixture(scope="module")
def clerk(facts: Facts) -> Clerk:
    return Clerk(facts, ASSOCIATION, TODAY, lambda: RECEIPT)


def errand_of(clerk: Clerk, text: str, *history: Turn) -> tuple[Errand, Asked]:
    asked = Asked(text, history, samples=True)
    errand = clerk.take(asked, WORDS_ALONE, lambda _: True)
    assert errand is not None
    return errand, asked


def test_a_quote_beside_a_gap_is_partial_and_beside_an_answer_answered(clerk: Clerk) -> None:
    errand, asked = errand_of(clerk, "What would 48,000 people pay? Do we get a refund?")
    draft = clerk.answer(errand, asked)
    assert draft.outcome is Outcome.ANSWERED
    gap = Draft(Outcome.UNANSWERED, (Line("Refunds are not known here."),), reason="gap")
    both = clerk.with_gap(draft, gap, errand)
    assert (both.outcome, both.quote) == (Outcome.PARTIAL, draft.quote)
    assert both.lines[-1].text == "Refunds are not known here."
    known = Draft(Outcome.ANSWERED, (Line("Refunds are given."),))
    assert clerk.with_gap(draft, known, errand).outcome is Outcome.ANSWERED
    assert clerk.with_gap(draft, None, errand).outcome is Outcome.PARTIAL


def test_a_question_back_goes_before_the_rest_and_no_amount_stays_none(clerk: Clerk) -> None:
    gap = Draft(Outcome.UNANSWERED, (Line("Not known here."),))
    errand, asked = errand_of(clerk, "What would we pay? Do we get a refund?")
    question = clerk.answer(errand, asked)
    assert clerk.with_gap(question, gap, errand) == question
    errand, asked = errand_of(clerk, "What would Puerto Rico pay? Do we get a refund?")
    territory = clerk.answer(errand, asked)
    assert clerk.with_gap(territory, gap, errand).outcome is Outcome.UNANSWERED


def test_the_warning_is_not_repeated_once_the_conversation_has_it(clerk: Clerk) -> None:
    errand, asked = errand_of(clerk, "What would 48,000 people pay?")
    first = clerk.answer(errand, asked).lines
    assert first[0].text.startswith(FULL)
    history = (Turn("user", asked.message), Turn("assistant", " ".join(one.text for one in first)))
    errand, asked = errand_of(clerk, "and next year?", *history)
    assert not any(FULL in line.text for line in clerk.answer(errand, asked).lines)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("What would 48,000 people pay?", "a US city or town of 48,000 people"),
        ("What would Boise pay?", "Boise, Idaho"),
        ("What would we pay?", ""),
        ("¿Cuánto pagaría un pueblo de 900 habitantes?", "de 900 habitantes"),
    ],
)
def test_where_no_amount_may_be_told_the_inputs_are_handed_over(
    clerk: Clerk, text: str, inputs: str
) -> None:
    errand, asked = errand_of(clerk, text)
    assert clerk.may_quote(asked)
    assert not clerk.may_quote(Asked(text))
    draft = clerk.unquoted(errand, None)
    told = " ".join(line.text for line in draft.lines)
    assert (draft.outcome, draft.quote) == (Outcome.UNANSWERED, None)
    assert (inputs in told) or not inputs
    assert "USD" not in told
    assert "(202) 555-0100" in told


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("What would Boise, Idaho pay?", "What would a US city or town pay?"),
        ("What would Osaka pay?", "What would a city or town outside the US pay?"),
        ("What would 48,000 people pay?", "What would 48,000 people pay?"),
    ],
)
def test_the_documents_are_asked_about_the_kind_and_not_the_community(
    clerk: Clerk, text: str, general: str
) -> None:
    errand, _ = errand_of(clerk, text)
    assert clerk.without_community(errand, text) == general


def test_what_the_documents_say_goes_before_the_houses_own_words(clerk: Clerk) -> None:
    errand, _ = errand_of(clerk, "What would 48,000 people pay?")
    known = Draft(Outcome.ANSWERED, (Line("The bands are set by the board."),))
    assert clerk.unquoted(errand, known) == known
    gap = Draft(Outcome.UNANSWERED, (Line("Amounts are not known here."),))
    lines = [line.text for line in clerk.unquoted(errand, gap).lines]
    assert lines[0] == "Amounts are not known here."
    assert "48,000 people" in lines[1]


def test_nobody_is_quoted_where_there_is_no_table(facts: Facts) -> None:
    bare = Clerk(replace(facts, dues=DuesTable(())), ASSOCIATION, TODAY, lambda: RECEIPT)
    assert not bare.may_quote(Asked("What would 48,000 people pay?", samples=True))


def test_published_rates_are_for_everybody(facts: Facts) -> None:
    rows = [replace(band, status=RateStatus.PUBLISHED) for band in DUES.bands]
    published = Clerk(replace(facts, dues=DuesTable(rows)), ASSOCIATION, TODAY, lambda: RECEIPT)
    assert published.may_quote(Asked("What would 48,000 people pay?", samples=False))
    mixed = [*rows[:-1], DUES.bands[-1]]
    partly = Clerk(replace(facts, dues=DuesTable(mixed)), ASSOCIATION, TODAY, lambda: RECEIPT)
    assert not partly.may_quote(Asked("What would 48,000 people pay?", samples=False))


# ---- The whole chain


def told(desk: Desk, *said: str) -> list[Answer]:
    history: list[Turn] = []
    answers = []
    for text in said:
        answers.append(desk.ask(text, *history, samples=True))
        history += [Turn("user", text), Turn("assistant", answers[-1].text)]
    return answers


@pytest.mark.xdist_group("shipped")
def test_the_whole_chain_follows_a_conversation_and_goes_back_to_its_documents(
    desk: Desk,
) -> None:
    said = ("How much would we pay?", "48,000", "and next year?", "How do we join?", "and Denver?")
    ask, first, following, join, _ = told(desk, *said)
    assert (ask.outcome, ask.reason) == (Outcome.CLARIFY, "dues:asks population")
    assert amounts(first.text) == [300, 300, 330]  # the year ends soon
    assert amounts(following.text) == [330, 330]
    assert FULL in first.text
    assert FULL not in following.text
    assert join.outcome is Outcome.ANSWERED
    assert "USD" not in join.text


@pytest.mark.xdist_group("shipped")
def test_the_whole_chain_tells_an_amount_and_what_is_not_known_beside_it(desk: Desk) -> None:
    [answer] = told(desk, "What would a city of 48,000 pay, and do we get a refund if we leave?")
    assert answer.outcome is Outcome.PARTIAL
    assert answer.quote is not None
    assert answer.quote["amount"] == 300
    assert "not in my documents" in answer.text


@pytest.mark.xdist_group("shipped")
@pytest.mark.parametrize(
    "text", ["How are the dues paid?", "What is the refund policy for a town of 900?"]
)
def test_the_whole_chain_leaves_what_is_beside_the_amount_to_the_documents(
    desk: Desk, text: str
) -> None:
    [answer] = told(desk, text)
    assert answer.quote is None
    assert "USD" not in answer.text


@pytest.mark.xdist_group("shipped")
def test_the_whole_chain_in_spanish_quotes_and_hides_alike(desk: Desk) -> None:
    text = "¿Cuánto pagaría una ciudad de 48.210 habitantes?"
    shown = desk.ask(text, samples=True)
    assert shown.language == "es"
    assert "USD 300 (tarifa de muestra, sample rate)" in shown.text
    hidden = desk.ask(text)
    assert (hidden.outcome, hidden.quote, hidden.language) == (Outcome.UNANSWERED, None, "es")
    assert not amounts(hidden.text)
    assert "347-8630" in hidden.text


@pytest.mark.xdist_group("shipped")
def test_membership_is_told_beside_the_amount(desk: Desk) -> None:
    for text in ("What would Topeka pay and is it a member?", "¿Cuánto paga Topeka y es miembro?"):
        [answer] = told(desk, text)
        assert answer.quote is not None
        assert answer.quote["amount"] == 650
        assert "directory:" in answer.reason


# ---- A name that the conversation has settled


def test_a_name_means_what_it_meant_before(counter: Counter) -> None:
    said = ("What would Springfield pay?", "Ohio", "What would Springfield pay in 2027?")
    assert counter.quotes(*said) == ["clarify", 450, 495]


def test_a_name_of_two_places_that_were_spoken_of_is_asked_about(counter: Counter) -> None:
    said = ("dues for Springfield, Ohio", "dues for Springfield, Illinois", "Springfield in 2027?")
    assert counter.quotes(*said)[-1] == "clarify"


def test_the_place_that_the_directory_answered_for_is_quoted(desk: Desk) -> None:
    for question in ("dues i mean", "what would Portland pay?"):
        *_, answer = told(desk, "Portland?", question)
        assert answer.quote is not None
        assert answer.quote["place"] == "Portland, Oregon"


# ---- A choice among the places that were offered


@pytest.mark.parametrize(
    ("choice", "place"),
    [
        ("the second one", "Springfield, Massachusetts"),
        ("2", "Springfield, Massachusetts"),
        ("number 3 please", "Springfield, Illinois"),
        ("la segunda", "Springfield, Massachusetts"),
        ("the last one", "Springfield, Ohio"),
        ("the big one", "Springfield, Missouri"),
        ("la más grande", "Springfield, Missouri"),
        ("the smallest", "Springfield, Ohio"),
    ],
)
def test_a_place_is_chosen_by_where_it_stands_or_by_its_size(
    counter: Counter, choice: str, place: str
) -> None:
    answer = counter.hear("What would Springfield pay?", choice)[-1]
    assert answer is not None
    assert answer.quote is not None
    assert answer.quote["place"] == place


@pytest.mark.parametrize("turn", ["none of those", "I don't know", "ninguna", "not sure"])
def test_where_none_is_chosen_the_people_are_asked_for(counter: Counter, turn: str) -> None:
    _, asked, answer = counter.hear("What would Springfield pay?", turn, "42,000")
    assert asked is not None
    assert asked.reason == "dues:asks population"
    assert answer is not None
    assert answer.quote is not None
    assert answer.quote["amount"] == 300


def test_places_of_one_label_are_offered_by_their_kinds(counter: Counter) -> None:
    [asked] = counter.hear("dues for Puebla")
    assert asked is not None
    city, state, *_ = asked.suggestions
    assert (city, state) == ("Puebla, Mexico (city)", "Puebla, Mexico (state or province)")
    assert counter.quotes("dues for Puebla", city)[-1] == 500
    assert counter.quotes("dues for Puebla", state)[-1] == "clarify"
