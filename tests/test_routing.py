"""Where a message leads by its meaning: to the dues, to the directory, or to the documents."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.exact.routes import LABELS, Route, Topic, Want, topic_of
from assistant.answering.exact.routing import Router, read_model
from assistant.answering.exact.turn.slots import read_slots
from assistant.facts.gazetteer import Gazetteer
from assistant.library.encoder import Encoder
from assistant.quality.routing_fitting import read_phrases
from tests.gazetteers import compiled_gazetteer
from tests.shipped import TODAY, Desk

EVALS = Path(__file__).parent / "evals"


def route(**chances: float) -> Route:
    return Route({label: chances.get(label, 0.0) for label in LABELS})


def test_a_route_leads_where_its_labels_together_are_likeliest() -> None:
    assert route(dues=0.3, table=0.2, documents=0.4).topic is Topic.DUES
    spread = route(member=0.2, since=0.2, partners=0.25, documents=0.35)
    assert spread.topic is Topic.DIRECTORY
    assert spread.want is Want.PARTNERS
    assert not spread.is_sure_of_want
    assert route(since=0.7, member=0.1, documents=0.2).is_sure_of_want


def test_every_want_of_the_directory_is_a_label_and_no_other_label_is_of_it() -> None:
    assert {label for label in LABELS if topic_of(label) is Topic.DIRECTORY} == set(Want)


def router(desk: Desk, encoder: Encoder) -> Router:
    shelf = desk.shelf
    return Router(
        encoder,
        lambda text: encoder.vector(shelf.speller.mend(text)),
        shelf.exact_odds,
        shelf.speller.knows,
    )


def test_the_shipped_model_is_of_the_shipped_encoder(encoder: Encoder) -> None:
    model = read_model()
    assert model.encoder == encoder.card.digest
    assert model.weights.shape[0] == len(LABELS)
    assert np.isfinite(model.weights).all()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("We number 7,300 souls; what would land on our desk every January?", Topic.DUES),
        ("What sum does a Portuguese town of 30,000 send you each year?", Topic.DUES),
        ("Whom has Savannah got abroad?", Topic.DIRECTORY),
        ("Has Lubbock been with you for long?", Topic.DIRECTORY),
        ("Is the bond of Tulsa and Amiens a friendship or the full thing?", Topic.DIRECTORY),
        ("Who may sign an agreement between two cities?", Topic.NONE),
        ("How does a small town go about finding friends in Portugal?", Topic.NONE),
        ("What prizes are there for young painters?", Topic.NONE),
    ],
)
def test_questions_in_new_words_lead_where_they_should(
    desk: Desk, encoder: Encoder, text: str, topic: Topic
) -> None:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    found = router(desk, encoder).route(text, read_slots(text, [gazetteer], TODAY))
    gazetteer.close()
    assert found is not None
    assert found.topic is topic


def test_what_is_surely_for_the_documents_is_not_searched_for_names(
    desk: Desk, encoder: Encoder
) -> None:
    one = router(desk, encoder)
    assert not one.may_be_exact("What is a good first step before the council signs an agreement?")
    assert one.may_be_exact("What would a town of 7,300 people pay?")
    assert one.may_be_exact("Who are the partners of Savannah?")


def test_with_another_encoder_words_alone_decide(desk: Desk, encoder: Encoder) -> None:
    model = read_model()
    foreign = type(model)("another", model.weights, model.offsets, model.glance, 1.0)
    shelf = desk.shelf
    one = Router(encoder, encoder.vector, shelf.exact_odds, shelf.speller.knows, foreign)
    text = "What is a sister city?"
    assert one.may_be_exact(text)
    assert one.route(text, read_slots(text, (), TODAY)) is None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def test_the_phrases_have_a_label_each_and_hold_no_question_of_an_evaluation() -> None:
    phrases = read_phrases()
    texts = [_plain(text) for _, text in phrases]
    assert {label for label, _ in phrases} == set(LABELS)
    assert len(set(texts)) == len(texts)
    asked = set()
    for path in EVALS.glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        asked |= {_plain(row["ask"]) for row in table.get("question", ())}
        asked |= {
            _plain(turn["ask"]) for row in table.get("conversation", ()) for turn in row["turn"]
        }
    shared = sorted(asked & set(texts))
    assert all(len(text.split()) <= 4 for text in shared), shared  # "and next year?" is anybody's


def test_a_phrase_without_a_known_label_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phrases.tsv"
    path.write_text("dues\tWhat do we pay?\nprice\tWhat do we pay?\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_phrases(path)
