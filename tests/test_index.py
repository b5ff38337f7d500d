"""The search on vectors small enough to reckon by hand, and its two ways against each other."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from assistant.library.build import BuildContents, Wording, write_build
from assistant.library.disk import tree_bytes
from assistant.library.encoder import Encoder, EncoderCard, Encoding, Vector
from assistant.library.index import (
    TOKEN_SCALE,
    AskedQuestion,
    Index,
    PassageVectors,
    Weights,
    vectors_of,
)
from assistant.library.passages import Passage, Sentence
from assistant.library.shelf import Shelf, open_shelf
from assistant.library.word_index import index_words
from assistant.library.wordings import PlacedVectors
from assistant.vocabulary import Audience, Block, BlockKind, BuildId, Document, Section

ONLY_PASSAGE = Weights(passage=1, window=0, heading=0, centre=0, words=0, tokens=0)
ONLY_WINDOW = Weights(passage=0, window=1, heading=0, centre=0, words=0, tokens=0)
ONLY_HEADING = Weights(passage=0, window=0, heading=1, centre=0, words=0, tokens=0)
ONLY_CENTRE = Weights(passage=0, window=0, heading=0, centre=1, words=0, tokens=0)
ONLY_WORDS = Weights(passage=0, window=0, heading=0, centre=0, words=1, tokens=0)
ONLY_TOKENS = Weights(passage=0, window=0, heading=0, centre=0, words=0, tokens=1)

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def unit(*numbers: float) -> Vector:
    vector = np.array(numbers, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def a_passage(number: int, text: str, audience: Audience = Audience.BOTH) -> Passage:
    return Passage(
        id=f"p{number}",
        document=f"d{number}.md",
        section=0,
        block=0,
        row=-1,
        kind=BlockKind.PARAGRAPH,
        audience=audience,
        text=text,
        excerpt=text,
        heading="",
        sentences=(Sentence(text, 0, len(text)),),
    )


def as_bytes(*rows: Vector) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    return np.round(np.stack(rows) * TOKEN_SCALE).astype(np.int8)


def vectors(
    vector: Vector, windows: Sequence[Vector] = (), tokens: Sequence[Vector] = ()
) -> PassageVectors:
    return PassageVectors(vector, np.stack(windows or [vector]), as_bytes(*(tokens or [vector])))


def asked(vector: Vector, *terms: str, tokens: Sequence[Vector] = ()) -> AskedQuestion:
    return AskedQuestion(vector, np.stack(tokens or [vector]), terms)


@pytest.fixture
def passages() -> list[Passage]:
    texts = ["Refunds of dues", "Dues by population", "The mayor signs"]
    return [a_passage(number, text) for number, text in enumerate(texts)]


def ranked(index: Index, question: AskedQuestion) -> list[tuple[int, float]]:
    return [(hit.position, round(hit.score, 3)) for hit in index.search(question, 3)]


def test_the_nearest_passage_comes_first(passages: list[Passage]) -> None:
    made = [vectors(UP), vectors(unit(0.6, 0.8, 0)), vectors(EAST)]
    index = Index(passages, made, None, ONLY_PASSAGE)
    assert ranked(index, asked(EAST)) == [(2, 1.0), (1, 0.6), (0, 0.0)]


def test_one_near_sentence_is_enough(passages: list[Passage]) -> None:
    made = [vectors(UP, [UP, EAST, NORTH]), vectors(UP, [unit(0.6, 0.8, 0)]), vectors(EAST, [UP])]
    index = Index(passages, made, None, ONLY_WINDOW)
    assert ranked(index, asked(EAST)) == [(0, 1.0), (1, 0.6), (2, 0.0)]
    assert index.sentence_scores(0, UP).tolist() == [1.0]  # it has one sentence


def test_the_nearest_wording_and_the_centre_of_all_count_for_every_passage_of_a_section(
    passages: list[Passage],
) -> None:
    near = unit(0.6, 0.8, 0)
    places = [("d0.md", 0), ("d0.md", 0), ("d1.md", 0)]
    wordings = PlacedVectors(places, np.stack([EAST, NORTH, near]))
    made = [vectors(UP)] * 3
    nearest = Index(passages, made, wordings, ONLY_HEADING)
    assert ranked(nearest, asked(EAST)) == [(0, 1.0), (1, 0.6), (2, 0.0)]
    centre = Index(passages, made, wordings, ONLY_CENTRE)
    assert ranked(centre, asked(EAST)) == [(0, 0.707), (1, 0.6), (2, 0.0)]
    # Those of a section need not follow one another.
    mixed = PlacedVectors([places[0], places[2], places[1]], np.stack([EAST, near, NORTH]))
    for weights in (ONLY_HEADING, ONLY_CENTRE):
        same = Index(passages, made, wordings, weights), Index(passages, made, mixed, weights)
        assert ranked(same[0], asked(EAST)) == ranked(same[1], asked(EAST))


def test_the_second_look_is_maxsim(passages: list[Passage]) -> None:
    made = [
        vectors(UP, tokens=[EAST, UP]),  # best for EAST 1, for NORTH 0: mean 0.5
        vectors(UP, tokens=[unit(0.6, 0.8, 0)]),  # 0.6 and 0.8: mean 0.7
        vectors(UP, tokens=[NORTH, UP, EAST]),  # 1 and 1
    ]
    index = Index(passages, made, None, ONLY_TOKENS)
    question = asked(UP, tokens=[EAST, NORTH])
    assert ranked(index, question) == [(2, 1.0), (1, pytest.approx(0.7, abs=0.01)), (0, 0.5)]
    scores = index.token_scores(question.tokens, np.array([1, 0]))
    assert scores.tolist() == pytest.approx([0.7, 0.5], abs=0.01)


def test_only_the_best_get_a_second_look(passages: list[Passage]) -> None:
    made = [vectors(EAST, tokens=[UP]), vectors(unit(0.6, 0.8, 0), tokens=[EAST]), vectors(UP)]
    weights = Weights(passage=1, window=0, heading=0, centre=0, words=0, tokens=1, depth=1)
    index = Index(passages, made, None, weights)
    assert [hit.position for hit in index.search(asked(EAST), 1)] == [0]
    assert [hit.position for hit in index.search(asked(EAST), 2)] == [1, 0]


def test_words_count_by_their_rarity(passages: list[Passage]) -> None:
    index = Index(passages, [vectors(UP)] * 3, None, ONLY_WORDS)
    first, second, third = index.search(asked(UP, "refund", "due"), 3)
    assert (first.position, second.position, third.position) == (0, 1, 2)
    assert (first.words, third.words) == (1.0, 0.0)
    assert index.words.rarity["refund"] > index.words.rarity["due"]


def test_equals_stay_in_the_order_of_the_documents(passages: list[Passage]) -> None:
    index = Index(passages, [vectors(UP)] * 3, None, ONLY_PASSAGE)
    assert [hit.position for hit in index.search(asked(UP), 3)] == [0, 1, 2]


def test_an_index_without_passages_finds_nothing() -> None:
    assert Index([], []).search(asked(UP), 5) == []


def test_an_unknown_word_scores_nothing() -> None:
    words = index_words(["dues of towns", "the mayor"])
    assert words.scores(["zebra"]).tolist() == [0, 0]
    assert index_words(["the", ""]).scores(["the"]).tolist() == [0, 0]


def test_windows_are_sentences_and_pairs_of_neighbours() -> None:
    text = "One. Two. Six."
    sentences = (Sentence("One.", 0, 4), Sentence("Two.", 5, 9), Sentence("Six.", 10, 14))
    passage = Passage(
        "p", "d", 0, 0, -1, BlockKind.PARAGRAPH, Audience.BOTH, text, text, "", sentences
    )
    states = np.stack([UP, EAST, NORTH, UP, UP])
    spans = ((0, 0), (0, 4), (5, 9), (10, 14), (0, 0))
    made = vectors_of(passage, Encoding(UP, states, states, spans, truncated=False))
    expected = [EAST, NORTH, UP, unit(1, 1, 0), unit(0, 1, 1)]
    assert np.allclose(made.windows, np.stack(expected))
    assert np.array_equal(made.tokens, as_bytes(EAST, NORTH, UP))  # without [CLS] and [SEP]


# --- Exact search and the graph's candidates ------------------------------------------------------

DIMENSIONS = 48
TOPICS = 150
EACH = 10


def noisy(rng: np.random.Generator, centre: Vector, noise: float) -> Vector:
    vector = centre + noise * rng.normal(size=DIMENSIONS) / np.sqrt(DIMENSIONS)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def a_large_build(rng: np.random.Generator) -> tuple[BuildContents, list[Vector]]:
    """Topics with some passages each; every fifth topic is for staff."""
    topics = [noisy(rng, np.zeros(DIMENSIONS, np.float32), 1) for _ in range(TOPICS)]
    passages, made, documents, wordings, wording_vectors = [], [], [], [], []
    for number, topic in enumerate(topics):
        audience = Audience.STAFF if number % 5 == 0 else Audience.BOTH
        texts = [f"topic{number} detail{number}x{n} town" for n in range(EACH)]
        blocks = tuple(Block(BlockKind.PARAGRAPH, text, text) for text in texts)
        documents.append(
            Document(f"d{number}.md", "", audience, (Section((f"Topic {number}",), blocks),))
        )
        for text in texts:
            vector = noisy(rng, topic, 0.8)
            passages.append(a_passage(number, text, audience))
            made.append(
                vectors(vector, [noisy(rng, vector, 0.5) for _ in range(2)], [vector, topic])
            )
        wordings.append(Wording(f"Topic {number}", f"d{number}.md", 0))
        wording_vectors.append(noisy(rng, topic, 0.6))
    contents = BuildContents(
        tuple(documents), tuple(passages), tuple(made), tuple(wordings),
        np.stack(wording_vectors), {"name": "Towns"}, "by-hand",
    )  # fmt: skip
    return contents, topics


@pytest.fixture(scope="module")
def both_ways(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Shelf, Shelf, list[Vector]]]:
    rng = np.random.default_rng(7)
    place = tmp_path_factory.mktemp("large")
    contents, topics = a_large_build(rng)
    write_build(place / "build", contents)
    by_hand = Encoder(None, None, EncoderCard("by-hand", DIMENSIONS))
    exact, graph = (
        open_shelf(BuildId("b"), place / "build", place / "scratch", by_hand, exact_up_to=limit)
        for limit in (TOPICS * EACH, TOPICS * EACH - 1)
    )
    assert tree_bytes(place / "scratch") > 0  # the graph's copy is open, the other's is gone
    assert len(list((place / "scratch").iterdir())) == 1
    yield exact, graph, topics
    del graph
    # Now nobody holds the shelf but the tuple, which goes with the fixture.


@pytest.mark.parametrize("staff", [False, True])
def test_the_graph_finds_what_the_exact_search_finds(
    both_ways: tuple[Shelf, Shelf, list[Vector]], *, staff: bool
) -> None:
    exact, graph, topics = both_ways
    rng = np.random.default_rng(11)
    same = 0
    for number in range(200):
        vector = noisy(rng, topics[number % TOPICS], 1.0)
        question = asked(vector, f"topic{number % TOPICS}", "town", tokens=[vector])
        (first, *_), (found, *_) = (
            shelf.index(staff=staff).search(question, 10) for shelf in (exact, graph)
        )
        same += first.position == found.position and abs(first.score - found.score) < 1e-4
    assert same >= 196


def test_the_graph_shows_the_public_nothing_of_the_staff(
    both_ways: tuple[Shelf, Shelf, list[Vector]],
) -> None:
    _, graph, topics = both_ways
    question = asked(topics[0], "topic0")
    public, everything = (graph.index(staff=staff) for staff in (False, True))
    assert everything.passages[everything.search(question, 1)[0].position].document == "d0.md"
    found = [public.passages[hit.position] for hit in public.search(question, 40)]
    assert len(found) == 40
    assert not any(passage.audience is Audience.STAFF for passage in found)


def test_a_rare_word_names_a_candidate_that_no_vector_would(
    both_ways: tuple[Shelf, Shelf, list[Vector]],
) -> None:
    _, graph, topics = both_ways
    question = asked(topics[3], "detail77x4")
    index = graph.index(staff=False)
    parts = [hit.words for hit in index.search(question, 1000)]
    assert max(parts) == 1.0
