"""Mentions: which places a message names, which of them are settled, and what is no place."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts.gazetteer import Gazetteer
from assistant.facts.mentions import Mention, Namebook, find_mentions
from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind
from tests.gazetteers import compiled_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield gazetteer
    gazetteer.close()


class Listed:
    """A member directory that lists a few places and notes what it was asked for."""

    def __init__(self, *places: Place) -> None:
        self._places = places
        self.asked: list[Sequence[str]] = []

    def look_up(self, keys: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        self.asked.append(keys)
        found: dict[str, list[Place]] = {}
        for place in self._places:
            if fold_name(place.name) in keys:
                found.setdefault(fold_name(place.name), []).append(place)
        return found


def listed(name: str, region: str = "", country: str = "US") -> Place:
    return Place(name, PlaceKind.CITY, region, "", country, "", listed=True)


def the_one(text: str, *books: Namebook) -> Mention:
    found = find_mentions(text, books)
    assert len(found) == 1, [mention.text for mention in found]
    return found[0]


def settled(text: str, *books: Namebook) -> list[str]:
    return [mention.place.label for mention in find_mentions(text, books) if mention.place]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Boise", "Boise, Idaho"),
        ("Denver", "Denver, Colorado"),
        ("Tulsa", "Tulsa, Oklahoma"),
        ("Houston", "Houston, Texas"),
        ("Toronto", "Toronto, Ontario, Canada"),
        ("Munich", "Munich, Germany"),
        ("München", "Munich, Germany"),
        ("Köln", "Köln, Germany"),
        ("Cologne", "Köln, Germany"),
        ("Seville", "Sevilla, Spain"),
        ("NYC", "New York City, New York"),
        ("SF", "San Francisco, California"),
        ("Philly", "Philadelphia, Pennsylvania"),
        ("LA", "Los Angeles, California"),
        ("DC", "Washington, D.C."),
        ("臺北", "Taipei, Taiwan"),
        ("Ciudad de México", "Mexico City, Ciudad de México, Mexico"),
        ("Mexico", "Mexico"),
        ("Texas", "the State of Texas"),
        ("Virginia", "the State of Virginia"),
        ("Japan", "Japan"),
        ("South Korea", "South Korea"),
        ("Türkiye", "Turkey"),
        ("Ivory Coast", "Ivory Coast"),
        ("Taiwan", "Taiwan"),
        ("England", "England, United Kingdom"),
        ("Singapore", "Singapore"),
        ("Jalisco", "Jalisco, Mexico"),
        ("Orleans Parish", "Orleans Parish, Louisiana"),
    ],
)
def test_a_name_that_plainly_means_one_place_is_settled(
    gazetteer: Gazetteer, name: str, label: str
) -> None:
    for text in (name, f"What would {name} pay?"):
        assert settled(text, gazetteer) == [label]


@pytest.mark.parametrize(
    "name",
    [
        "Springfield",
        "Georgia",
        "Washington",
        "Kansas City",
        "Orange County",
        "New York",
        "Nueva York",
        "Portland",
        "Columbus",
        "Boise City",
        "Ontario",
        "Puebla",
        "Wyoming",
    ],
)
def test_a_name_that_may_mean_several_places_is_never_guessed(
    gazetteer: Gazetteer, name: str
) -> None:
    for text in (name, f"Is {name} a member?"):
        mention = the_one(text, gazetteer)
        assert mention.place is None
        assert len(mention.places) > 1


def test_georgia_may_be_the_state_or_the_country(gazetteer: Gazetteer) -> None:
    kinds = {place.kind for place in the_one("Georgia", gazetteer).places}
    assert kinds == {PlaceKind.STATE, PlaceKind.COUNTRY}


def test_washington_may_be_the_state_or_the_capital(gazetteer: Gazetteer) -> None:
    first = [place.label for place in the_one("Washington", gazetteer).places[:2]]
    assert first == ["the State of Washington", "Washington, D.C."]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Springfield, IL", "Springfield, Illinois"),
        ("Springfield Illinois", "Springfield, Illinois"),
        ("Springfield (Ohio)", "Springfield, Ohio"),
        ("Springfield, Mass.", "Springfield, Massachusetts"),
        ("St. Louis MO", "St. Louis, Missouri"),
        ("Paris, France", "Paris, France"),
        ("Paris, Texas", "Paris, Texas"),
        ("Guadalajara, Jalisco", "Guadalajara, Jalisco, Mexico"),
        ("Guadalajara, Jalisco, México", "Guadalajara, Jalisco, Mexico"),
        ("Portland in Maine", "Portland, Maine"),
        ("Portland, in the state of Maine", "Portland, Maine"),
        ("Portland, Oregon, USA", "Portland, Oregon"),
        ("Toronto, Canada", "Toronto, Ontario, Canada"),
        ("Toronto in Canada", "Toronto, Ontario, Canada"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("Valencia, España", "Valencia, Spain"),
        ("Kioto, en Japón", "Kyoto, Japan"),
        ("Edinburgh, Scotland", "Edinburgh, Scotland, United Kingdom"),
        ("Birmingham, UK", "Birmingham, England, United Kingdom"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("Atlanta, Georgia", "Atlanta, Georgia"),
        ("Georgia, USA", "the State of Georgia"),
        ("Georgia, EE. UU.", "the State of Georgia"),
        ("Georgia, the country", "Georgia"),
        ("the Republic of Georgia", "Georgia"),
        ("the state of Georgia", "the State of Georgia"),
        ("New York, NY", "New York City, New York"),
        ("New York State", "the State of New York"),
        ("Washington, D.C.", "Washington, D.C."),
        ("Washington state", "the State of Washington"),
        ("Kansas City, Kansas", "Kansas City, Kansas"),
        ("Vancouver, Washington", "Vancouver, Washington"),
        ("Vancouver, B.C.", "Vancouver, British Columbia, Canada"),
        ("Tijuana, B.C.", "Tijuana, Baja California, Mexico"),
        ("León, Guanajuato", "León de los Aldama, Guanajuato, Mexico"),
        ("Orange County, CA", "Orange County, California"),
        ("the county of Orange, California", "Orange County, California"),
        ("Condado de Orange, Florida", "Orange County, Florida"),
        ("Lee's Summit, MO", "Lee's Summit, Missouri"),
        ("Prince George's County, MD", "Prince George's County, Maryland"),
        ("Land O' Lakes, FL", "Land O' Lakes, Florida"),
        ("San Juan, Puerto Rico", "San Juan, Puerto Rico"),
        ("Boise City, Oklahoma", "Boise City, Oklahoma"),
        ("City and County of Denver", "Denver, Colorado"),
    ],
)
def test_the_state_or_country_that_follows_settles_a_name(
    gazetteer: Gazetteer, text: str, label: str
) -> None:
    assert the_one(text, gazetteer).place is not None
    assert settled(text, gazetteer) == [label]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How much would Springfield, IL pay?", "Springfield, IL"),
        ("Is Springfield (Ohio) a member?", "Springfield (Ohio)"),
        ("we are in Portland in Maine", "Portland in Maine"),
        ("What are Boise's dues?", "Boise's"),
        ("the City of Spokane, WA", "Spokane, WA"),
        ("una ciudad estadounidense (Ohio)", "Ohio"),
    ],
)
def test_a_mention_stands_where_it_was_written(gazetteer: Gazetteer, text: str, found: str) -> None:
    mention = the_one(text, gazetteer)
    assert mention.text == found
    assert text[mention.start : mention.end] == found


def test_a_state_that_does_not_have_the_place_leaves_it_to_be_asked(gazetteer: Gazetteer) -> None:
    mention = the_one("Does Boise, Texas pay?", gazetteer)
    assert mention.text == "Boise, Texas"
    assert mention.place is None
    assert [place.label for place in mention.places] == ["Boise, Idaho"]


def test_a_list_of_states_is_no_city_in_a_state(gazetteer: Gazetteer) -> None:
    assert settled("members in Ohio, Utah and Japan", gazetteer) == [
        "the State of Ohio",
        "the State of Utah",
        "Japan",
    ]


def test_names_within_names_are_not_found_beside_them(gazetteer: Gazetteer) -> None:
    assert settled("Is South San Francisco a member?", gazetteer) == [
        "South San Francisco, California"
    ]
    assert find_mentions("is south san fransisco a member", [gazetteer]) == ()


def test_every_place_of_a_message_is_found_in_its_order(gazetteer: Gazetteer) -> None:
    text = "Compare Tulsa, Wichita and Omaha with Houston or 臺北"
    assert [label.split(",")[0] for label in settled(text, gazetteer)] == [
        "Tulsa",
        "Wichita",
        "Omaha",
        "Houston",
        "Taipei",
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("is boise a member", "Boise, Idaho"),
        ("dues for ft worth tx", "Fort Worth, Texas"),
        ("cuanto paga san antonio", "San Antonio, Texas"),
        ("has tulsa joined", "Tulsa, Oklahoma"),
        ("is nyc a member", "New York City, New York"),
        ("what would philly pay", "Philadelphia, Pennsylvania"),
        ("cuanto paga guadalajara jalisco", "Guadalajara, Jalisco, Mexico"),
        ("is el paso a member", "El Paso, Texas"),
        ("what are denvers sister cities", "Denver, Colorado"),
        ("reading pa", "Reading, Pennsylvania"),
        ("mobile alabama", "Mobile, Alabama"),
        ("columbus oh", "Columbus, Ohio"),
        ("gary in", "Gary, Indiana"),
        ("portland, or", "Portland, Oregon"),
        ("hailey, idaho", "Hailey, Idaho"),
        ("the city of elko, nv", "Elko, Nevada"),
        ("is austin a member", "Austin, Texas"),
        ("IS BOISE A MEMBER OF SISTER CITIES INTERNATIONAL", "Boise, Idaho"),
        ("How Much Are The Dues For Boise", "Boise, Idaho"),
    ],
)
def test_places_are_found_where_capitals_say_nothing(
    gazetteer: Gazetteer, text: str, label: str
) -> None:
    assert settled(text, gazetteer) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "how can we join?",
        "I am reading the best policy on dues",
        "can most of our members get a nice mobile app",
        "I had turkey with an orange for lunch",
        "is there a union of sister cities",
        "I hope so, surprise me",
        "Hello, how much are the dues?",
        "Dear Sir, May I ask about dues for March?",
        "We Are Ready To Join. Is It Free?",
        "Best regards and thanks",
        "Is the Sister Cities International Council a Global member of Rotary?",
        "Is Mayor Smith on the council?",
        "Mayor Jackson asked me about dues",
        "Best, Jackson Miller",
        "Best,\nJackson Miller",
        "Sincerely,\nMadison Carter",
        "Thanks!\nAustin",
        "Best, Charlotte",
        "Hi, this is Madison from Rotary",
        "Dear Mr. Lincoln",
        "My name is Carlos Santiago",
        "Is Jackson Miller on your board?",
        "Who ran it before Roger-Mark De Souza?",
        "How many countries are in NATO?",
        "¿Cuánto cuesta la membresía para una ciudad de 48 mil habitantes?",
        "como pagar la cuota, para que una persona de la mesa directiva pueda",
        "que beneficios tiene ser miembro de la union",
        "el centro de la ciudad, la paz y el progreso",
        "Sin costo, por favor",
        "our city and my town",
        "What does a friendship city sign?",
        "no, the county",
        "and next year?",
        "America",
        "contact us, or tell me in a word: hi, ok?",
        "12,500 in 2026",
        "",
        "?!",
    ],
)
def test_words_that_are_also_names_of_places_are_not_found(gazetteer: Gazetteer, text: str) -> None:
    assert [mention.text for mention in find_mentions(text, [gazetteer])] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is Reading a member?", "Reading"),
        ("Is Nice partnered with us?", "Nice"),
        ("Tours is a partner of ours, and of Mobile", "Mobile"),
        ("What does Jackson, Mississippi pay?", "Jackson, Mississippi"),
        ("I live in Madison now", "Madison"),
        ("Charlotte is in our directory", "Charlotte"),
        ("Charlotte dues?", "Charlotte"),
        ("Madison membership fee", "Madison"),
        ("Reading", "Reading"),
        ("Surprise, AZ", "Surprise, AZ"),
        ("What about Truth or Consequences, NM?", "Truth or Consequences, NM"),
        ("the City of Best", "Best"),
        ("somos de La Paz", "La Paz"),
        ("Is El Centro listed?", "El Centro"),
    ],
)
def test_the_same_words_are_found_where_they_stand_like_places(
    gazetteer: Gazetteer, text: str, found: str
) -> None:
    assert found in [mention.text for mention in find_mentions(text, [gazetteer])]


@pytest.mark.parametrize(
    "text",
    [
        "we are a town in Ohio with 900 people",
        "we are in Canada",
        "un pueblo de México",
        "un municipio de Jalisco con 48,000 habitantes",
        "Ciudad de Texas con 10.000 habitantes",
        "qué ciudades de Texas son miembros",
        "a city in the state of Florida",
        "a Maryland town of 4,300",
        "a town in Georgia",
        "a city in Washington",
        "who has a partner in Japan?",
        "can a city in the USA join?",
        "members in TX",
        "what do the United States pay?",
        "qué ciudad de EE. UU. es su hermana",
        "Chugwater, Wyoming",
        "Is Chugwater Falls, Wyoming a member?",
        "redwod city calif",
    ],
)
def test_a_state_or_country_that_only_says_where_is_a_location(
    gazetteer: Gazetteer, text: str
) -> None:
    mention = the_one(text, gazetteer)
    assert mention.location
    assert {place.kind for place in mention.places} <= {PlaceKind.STATE, PlaceKind.COUNTRY}


@pytest.mark.parametrize(
    "text",
    [
        "Dues for the State of Oregon, please",
        "What would Texas pay?",
        "Is Maryland a member?",
        "Japan",
        "how much would we pay in New York",
        "la ciudad de Puebla",
        "Boise in Idaho",
    ],
)
def test_what_is_asked_about_is_no_location(gazetteer: Gazetteer, text: str) -> None:
    assert not the_one(text, gazetteer).location


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the City of Spokane, WA", PlaceKind.CITY),
        ("el ayuntamiento de San Antonio", PlaceKind.CITY),
        ("the county of Los Angeles", PlaceKind.COUNTY),
        ("Condado de Orange", PlaceKind.COUNTY),
        ("Travis County, Texas", PlaceKind.COUNTY),
        ("the state of Minnesota", PlaceKind.STATE),
        ("el estado de Maryland", PlaceKind.STATE),
        ("the country of Georgia", PlaceKind.COUNTRY),
        ("Boise", None),
        ("the sister city of Ljubljana", None),
    ],
)
def test_what_a_place_is_called_is_kept(
    gazetteer: Gazetteer, text: str, kind: PlaceKind | None
) -> None:
    mention = the_one(text, gazetteer)
    assert mention.kind_said is kind
    if kind is not None:
        assert {place.kind for place in mention.places} == {kind}


def test_a_county_that_is_not_known_is_asked_though_the_city_is(gazetteer: Gazetteer) -> None:
    mention = the_one("the county of Anaheim", gazetteer)
    assert mention.place is None


def test_a_listed_place_keeps_its_name_and_takes_the_population(gazetteer: Gazetteer) -> None:
    mention = the_one("Is Cologne listed?", gazetteer, Listed(listed("Cologne", country="DE")))
    place = mention.places[0]
    assert (place.name, place.listed) == ("Cologne", True)
    assert (place.population, place.source) == (1024621, "GeoNames")
    assert mention.place == place
    assert [other.name for other in mention.places].count("Köln") == 0


def test_a_listed_place_comes_first_but_does_not_settle_a_name(gazetteer: Gazetteer) -> None:
    directory = Listed(listed("Portland", "ME"))
    mention = the_one("Is Portland a member?", gazetteer, directory)
    assert mention.places[0].key == listed("Portland", "ME").key
    assert mention.places[0].population is not None
    assert mention.place is None


def test_a_large_city_called_so_too_is_not_taken_for_one_that_is_listed(
    gazetteer: Gazetteer,
) -> None:
    text = "Is Garden City a member?"
    alone = the_one(text, gazetteer)
    assert alone.place is not None
    assert alone.place.name == "Singapore"
    assert the_one(text, gazetteer, Listed(listed("Garden City", "KS"))).place is None


def test_a_place_that_only_the_directory_knows_is_found_and_settled() -> None:
    assert the_one("is little snoring a member", Listed(listed("Little Snoring", "NH"))).place


def test_a_listed_place_without_population_is_never_outweighed(gazetteer: Gazetteer) -> None:
    mention = the_one("Is Boise a member?", gazetteer, Listed(listed("Boise", "XX")))
    assert mention.place is None
    assert len(mention.places) == 2


def test_a_place_listed_twice_is_one_place(gazetteer: Gazetteer) -> None:
    directory = Listed(listed("Boise", "ID"), listed("Boise", "ID"))
    assert len(the_one("Boise", gazetteer, directory).places) == 1


def test_each_book_is_asked_once(gazetteer: Gazetteer) -> None:
    directory = Listed(listed("Boise", "ID"))
    find_mentions("Is Boise partnered with Portland, Oregon or Seattle?", [gazetteer, directory])
    assert len(directory.asked) == 1
    assert len(directory.asked[0]) == len(set(directory.asked[0]))


def test_without_books_and_words_nothing_is_found() -> None:
    assert find_mentions("Is Boise a member?", []) == ()
    directory = Listed()
    assert find_mentions("   ", [directory]) == ()
    assert directory.asked == []


def test_what_stands_behind_very_many_words_is_not_read(gazetteer: Gazetteer) -> None:
    assert find_mentions("word " * 1_000 + "Boise", [gazetteer]) == ()


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_each_mention_is_a_part_of_it(text: str) -> None:
    directory = Listed(listed("Boise", "ID"), listed("Springfield"))
    for mention in find_mentions(f"Boise {text} Springfield, ID", [directory]):
        assert mention.places
        assert f"Boise {text} Springfield, ID"[mention.start : mention.end] == mention.text
