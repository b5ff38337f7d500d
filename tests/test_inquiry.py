"""What is for the directory and what is not, whom a turn means, and what it leaves unsaid."""

from collections.abc import Iterator

import pytest

from assistant.answering.exact.directory.asking import read_inquiry
from assistant.answering.exact.directory.inquiry import Inquiry, want_of
from assistant.answering.exact.routes import Want
from assistant.answering.exact.turn.slots import read_slots
from assistant.answering.exact.turn.unknown_names import unknown_name
from assistant.facts.communities import Relation
from assistant.vocabulary import Asked, Outcome, Turn
from tests.directory_folders import GOOD, TODAY
from tests.meanings import Means
from tests.shipped import Desk
from tests.test_looking_up import Window, open_window

MEMBER = "Is Harbor Point, Texas a member?"
PARTNERS = "Who are the sister cities of Harbor Point, Texas?"
WHICH = "Is Springfield a member?"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("listed"), GOOD)
    yield opened
    opened.directory.close()


def asked(window: Window, *turns: str) -> Inquiry:
    inquiry = window.inquiry(*turns)
    assert inquiry is not None, turns
    return inquiry


def named(inquiry: Inquiry) -> list[str]:
    """The places asked about, as they were written."""
    return [one.text for one in inquiry.mentions]


# --- what is asked


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (MEMBER, Want.MEMBER),
        ("Has Harbor Point joined?", Want.MEMBER),
        ("Does Harbor Point belong to the network?", Want.MEMBER),
        (PARTNERS, Want.PARTNERS),
        ("Which towns is Harbor Point twinned with?", Want.PARTNERS),
        ("Since when are Harbor Point and Taipei sister cities?", Want.SINCE),
        ("In what year did Harbor Point and Taipei become sister cities?", Want.SINCE),
        ("How many sister cities does Harbor Point have?", Want.COUNT),
        ("Is it a sister or a friendship city?", Want.RELATION),
        ("What is the website of Harbor Point's sister city program?", Want.WEBSITE),
        ("Where does that list come from?", Want.SOURCE),
        ("How old is that list?", Want.SOURCE),
        ("Are they still partners today?", Want.SOURCE),
        ("We ended our partnership with Taipei.", Want.CORRECTION),
        ("Our year in your list is wrong.", Want.CORRECTION),
        ("¿Es Harbor Point miembro?", Want.MEMBER),
        ("¿Cuáles son las ciudades hermanas de Harbor Point?", Want.PARTNERS),
        ("¿Desde cuándo son hermanas?", Want.SINCE),
        ("¿Cuántas ciudades hermanas tiene?", Want.COUNT),
        ("El año está mal.", Want.CORRECTION),
    ],
)
def test_the_words_say_what_is_asked(text: str, want: Want) -> None:
    assert want_of(text) is want


def test_words_of_other_things_ask_for_nothing() -> None:
    assert want_of("Hello, how are you?") is None
    assert want_of("What does Sister Cities International do?") is None


# --- what is for the directory


@pytest.mark.parametrize(
    "text",
    [
        MEMBER,
        PARTNERS,
        "Is Zorbville a member?",
        "Has Harbor Point joined?",
        "Who is partnered with Taipei?",
        "Which cities have a sister city in Mexico?",
        "How many communities are listed in the directory?",
        "Is our city a member?",
        "Are we a member?",
        "We ended our partnership with Taipei.",
        "¿Es Harbor Point, Texas miembro?",
    ],
)
def test_a_question_about_a_community_or_the_list_is_for_the_directory(
    window: Window, text: str
) -> None:
    assert window.inquiry(text) is not None


NOT_FOR_THE_DIRECTORY = (
    "What does a member city get?",
    "Can a member city send two students?",
    "What is a sister city?",
    "How do we find a sister city?",
    "How can Harbor Point join?",
    "Why should Harbor Point become a member?",
    "What are the benefits of membership for Harbor Point?",
    "What is the difference between a sister city and a friendship city?",
    "Who may become a member?",
    "Does membership require a vote of the city council?",
    "Where is the annual conference?",
    "Who is the contact of Harbor Point's sister city program?",
    "When does the membership of Harbor Point expire?",
    "Has Harbor Point paid its dues?",
    "Who are the president and chair of the sister cities of Harbor Point?",
    "Hello!",
    "Thank you.",
    "We want a Mexican sister city.",
    "We are looking for a partner in Mexico.",
    "Buscamos una ciudad hermana mexicana.",
    "¿Cómo podemos unirnos?",
    "¿Cómo puede unirse Harbor Point?",
    "¿Cómo podría Harbor Point unirse?",
    "¿Qué beneficios tiene ser miembro?",
)
OF_THE_NETWORK = (
    "How many members are there?",
    "Which cities are members?",
    "List all your members.",
    "¿Cuántos miembros tienen?",
)


@pytest.mark.parametrize("text", [*NOT_FOR_THE_DIRECTORY, *OF_THE_NETWORK])
def test_what_the_documents_answer_is_not_for_the_directory(window: Window, text: str) -> None:
    assert window.inquiry(text) is None


@pytest.mark.parametrize("text", [*NOT_FOR_THE_DIRECTORY, *OF_THE_NETWORK])
def test_nor_is_it_after_a_question_that_was(window: Window, text: str) -> None:
    assert window.inquiry(MEMBER, text) is None


def test_two_communities_of_one_country_cannot_be_sisters_so_the_documents_say_why(
    window: Window,
) -> None:
    question = "Are Springfield, Illinois and Harbor Point, Texas sister cities?"
    assert window.inquiry(question) is None


@pytest.mark.parametrize(
    "question", ["What does a member city get?", "Can a member city send two students?"]
)
def test_the_shipped_documents_answer_what_is_theirs(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert answer.directory is None
    assert not answer.reason.startswith("directory:")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Is San Diego, California a member?", {"member", "listed"}),
        ("Is Zorbville a member?", {"not_found"}),
        ("Is Springfield a member?", {"ambiguous", "listed", "not_found"}),
    ],
)
def test_the_shipped_directory_answers_what_is_its_own(
    desk: Desk, question: str, status: set[str]
) -> None:
    answer = desk.ask(question)
    assert answer.directory is not None
    assert answer.directory["status"] in status
    assert answer.directory["roll_as_of"] is None


# --- names that no book knows


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is Zorbville a member?", "Zorbville"),
        ("Is Zorbville, Texas a member?", "Zorbville, Texas"),
        ("Has Zorbville, TX already joined?", "Zorbville, TX"),
        ("Has Zorbville already joined?", "Zorbville"),
        ("Is Zorbville part of your network?", "Zorbville"),
        ("Who are the sister cities of Zorbville?", "Zorbville"),
        ("Who is partnered with Upper Zorbville?", "Upper Zorbville"),
        ("¿Es Zorbville miembro?", "Zorbville"),
        ("Is our city a member?", ""),
        ("Are we a member?", ""),
        ("Is my town already listed?", ""),
        ("Is a county a member?", ""),
        ("What is a member?", ""),
        ("Zorbville cities twinned with anyone in Texas", ""),
        ("Are Zorbville and Quuxton members?", "Zorbville and Quuxton"),
        ("And what about Zorbville?", "Zorbville"),
        ("¿Y sus hermanas?", ""),
        ("Zorbville is nice.", ""),
    ],
)
def test_a_name_is_read_where_a_name_must_stand(text: str, name: str) -> None:
    assert unknown_name(text, Window.knows) == name


def test_a_name_needs_a_word_that_the_documents_do_not_have() -> None:
    assert unknown_name("Is Zorbville a member?", lambda _: True) == ""


def test_words_say_what_is_asked_of_an_unknown_place_beside_a_known_one(window: Window) -> None:
    text = "Is Harbor Point, Texas a sister city of Zorbville?"
    slots = read_slots(text, [window.directory], TODAY)
    member = Means("member").route(text, slots)
    inquiry = read_inquiry(text, slots, None, [window.directory], Window.knows, member)
    assert (inquiry.want, inquiry.name) == (Want.PARTNERS, "Zorbville")


def test_an_unknown_name_is_kept_as_it_was_written(window: Window) -> None:
    inquiry = asked(window, "Is Zorbville a member?")
    assert (inquiry.name, inquiry.mentions) == ("Zorbville", ())
    assert not inquiry.is_open


def test_a_state_in_which_no_such_place_is_known_is_not_passed_over(window: Window) -> None:
    for where in ("Ohio", "TX", "Vermont"):
        for name in ("Springfield", "Harbor Point"):
            if (name, where) in {("Springfield", "Ohio"), ("Harbor Point", "TX")}:
                continue
            if (name, where) == ("Springfield", "Vermont"):
                continue  # there is one, though it is not listed
            answer = window.ask(f"Is {name}, {where} a member?")
            assert answer.directory is not None
            assert answer.directory["status"] == "not_found"
            assert answer.text.startswith(f"{name}, {where} is not in this directory")
            assert "The nearest names are: " in answer.text


def test_a_name_that_ends_in_a_common_word_is_not_taken_for_its_state(window: Window) -> None:
    answer = window.ask("Is Zorbville Falls, Ohio a member?")
    assert answer.text.startswith("Zorbville Falls, Ohio is not in this directory")
    answer = window.ask("is zorbville, ohio a member?")
    assert answer.text.startswith("Zorbville, ohio is not in this directory")


def test_a_name_is_not_cut_down_to_a_small_place_at_its_end(window: Window) -> None:
    answer = window.ask("Is Quuxton Poing, Texas a member?")  # Poing lies in Bavaria
    assert answer.text.startswith("Quuxton Poing, Texas is not in this directory")
    answer = window.ask("Is Zorbville Point, Texas a member?")
    assert answer.text.startswith("Zorbville Point, Texas is not in this directory")


def test_a_place_that_is_known_but_not_listed_is_not_taken_for_its_namesake(
    window: Window,
) -> None:
    answer = window.ask("Is Springfield, Vermont a member?")
    assert answer.text.startswith("Springfield, Vermont is not in this directory")


# --- turns that lean on the one before


@pytest.mark.parametrize(
    ("turn", "want"),
    [
        ("And who are its sister cities?", Want.PARTNERS),
        ("How many sister cities does it have?", Want.COUNT),
        ("What is its website?", Want.WEBSITE),
        ("How old is that list?", Want.SOURCE),
        ("¿Y cuáles son sus ciudades hermanas?", Want.PARTNERS),
    ],
)
def test_a_follow_up_is_about_the_same_community(window: Window, turn: str, want: Want) -> None:
    inquiry = asked(window, MEMBER, turn)
    assert (inquiry.want, named(inquiry)) == (want, ["Harbor Point, Texas"])


def test_another_name_is_asked_the_same(window: Window) -> None:
    inquiry = asked(window, PARTNERS, "And of St. Anselm, Missouri?")
    assert (inquiry.want, named(inquiry)) == (Want.PARTNERS, ["St. Anselm, Missouri"])
    assert named(asked(window, MEMBER, "And Cedar County, Iowa?")) == ["Cedar County, Iowa"]


def test_an_unknown_name_is_asked_the_same(window: Window) -> None:
    for turns in ((MEMBER, "And Zorbville?"), (PARTNERS, "And of Zorbville?")):
        assert window.ask(*turns).text.startswith("Zorbville is not in this directory")


def test_a_number_asked_after_a_list_is_that_of_its_entries(window: Window) -> None:
    listed = (Turn("user", "Partners of Harbor Point, Texas?"),)
    for text in ("how many is that", "So how many are there?"):
        errand = window.clerk.take(Asked(text, listed), Means("dues"), Window.knows)
        assert errand is not None
        assert not errand.is_for_dues, text
    paid = window.clerk.take(
        Asked("And how much would it pay?", listed), Means("dues"), Window.knows
    )
    assert paid is not None
    assert paid.is_for_dues


def test_whether_a_place_is_among_the_partners_is_asked_of_the_pair(window: Window) -> None:
    assert (
        "between Harbor Point, Texas and Kyoto" in window.ask(PARTNERS, "Is Kyoto among them?").text
    )
    answer = window.ask(PARTNERS, "Is Taipei one of its partners?")
    assert "Harbor Point, Texas and Taipei, Taiwan are listed" in answer.text


def test_what_was_told_of_all_leaves_no_question_open(window: Window) -> None:
    sizes = "How many communities are listed in the directory?"
    assert window.ask(sizes, "And how many partnerships in total?").text == window.ask(sizes).text


def test_a_year_is_asked_of_the_pair(window: Window) -> None:
    inquiry = asked(window, PARTNERS, "Since when Taipei?")
    assert (inquiry.want, named(inquiry)) == (Want.SINCE, ["Harbor Point, Texas", "Taipei"])
    assert "1961 according to" in window.ask(PARTNERS, "Since when Taipei?").text


def test_a_country_narrows_what_was_asked_or_asks_anew(window: Window) -> None:
    narrowed = asked(window, PARTNERS, "And in Mexico?")
    assert narrowed.country is not None
    assert (narrowed.country.country, named(narrowed)) == ("MX", ["Harbor Point, Texas"])
    anew = asked(window, PARTNERS, "Who else has a partner in Mexico?")
    assert anew.country is not None
    assert (anew.country.country, named(anew)) == ("MX", [])


def test_a_country_follows_a_country(window: Window) -> None:
    inquiry = asked(window, "Which cities have a sister city in Mexico?", "And in Japan?")
    assert inquiry.country is not None
    assert (inquiry.country.country, named(inquiry)) == ("JP", [])


@pytest.mark.parametrize(
    "turn",
    ["The one in Illinois", "the one in illinois, please", "Illinois", "Springfield, Illinois"],
)
def test_the_one_that_was_meant_is_chosen_by_its_state(window: Window, turn: str) -> None:
    answer = window.ask(WHICH, turn)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith("Public sources list Springfield, Illinois;")


def test_the_choice_holds_for_what_is_asked_next(window: Window) -> None:
    answer = window.ask(WHICH, "The one in Illinois", "Who are its sister cities?")
    assert "- Ashikaga, Japan (sister, since 1990)" in answer.text


def test_the_other_one_of_the_same_name_can_be_asked_for(window: Window) -> None:
    answer = window.ask("Is Springfield, Illinois a member?", "And the one in Ohio?")
    assert answer.text.startswith("Public sources list Springfield, Ohio;")


def test_nobody_named_is_asked_for_and_the_answer_is_the_name(window: Window) -> None:
    question = window.ask("Are we a member?")
    assert question.outcome is Outcome.CLARIFY
    assert question.text.startswith("Which city, county or state do you mean?")
    answer = window.ask("Are we a member?", "Harbor Point, Texas")
    assert answer.text.startswith("Harbor Point, Texas calls itself a member")
    for name in ("Zorbville", "Zorbville, Texas"):
        for turn in (name, f"We're from {name}."):
            unknown = window.ask("Are we a member?", turn)
            assert unknown.text.startswith(f"{name} is not in this directory")
    assert "Communities of Texas" in window.ask("Are we a member?", "in Texas").text


@pytest.mark.parametrize("turn", ["Thanks!", "When does it expire?", "How can we join?"])
def test_a_turn_about_something_else_leaves_the_directory(window: Window, turn: str) -> None:
    assert window.inquiry(MEMBER, turn) is None


def test_what_was_asked_is_not_forgotten_over_another_matter(window: Window) -> None:
    answer = window.ask(PARTNERS, "Thanks!", "Is Taipei a sister city of Harbor Point, Texas?")
    assert "listed as sister communities" in answer.text


def test_a_relation_is_read_only_where_it_is_the_only_one(window: Window) -> None:
    friends = asked(window, "Which friendship cities does Harbor Point, Texas have?")
    assert friends.relation is Relation.FRIENDSHIP
    assert asked(window, PARTNERS).relation is None


def test_whether_it_holds_today_is_noted(window: Window) -> None:
    assert asked(window, "Are Harbor Point, Texas and Taipei still sister cities?").still
    assert not asked(window, PARTNERS).still


@pytest.mark.parametrize(
    "text", ["Who has partners in China?", "who does partners well", "Which has sister cities?"]
)
def test_a_small_word_with_an_s_is_no_name(text: str) -> None:
    assert unknown_name(text, lambda word: word in {"partner", "sister", "city"}) == ""
