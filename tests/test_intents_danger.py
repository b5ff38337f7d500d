"""Danger, abuse, threats and anger reach a person; questions that only sound like them do not."""

import numpy as np
import pytest

from assistant.answering.intents import matched_intent, near_intent
from assistant.library.encoder import Vector
from assistant.library.shelf import Examples
from assistant.vocabulary import Intent

IN_DANGER = [
    # despair
    "My life is over since they threw me off the board",
    "i'm thinking about ending it all",
    "I really don't want to be alive anymore",
    "No one would notice if I was gone",
    "I wish I had never been born",
    "I swallowed all of my pills",
    "what's the point of going on",
    "I cannot face people after what I did to the fund",
    "I am devastated, our friend in the twin town was shot",
    # violence and abuse
    "my wife beats me, where can I go",
    "The host brother keeps touching our girl",
    "Our chaperone slapped one of the children",
    "A camp leader was cruel to a girl of our group and hit her",
    "A coach walked in on her in the shower",
    "she says the host dad comes into her bedroom",
    "The leader of the trip sends our students naked pictures",
    "Our student does not feel safe where she lives",
    # arrest, accidents, illness, death, threats
    "Our delegate was detained at the airport",
    "One of our students is in jail in Mexico",
    "The police took one of our boys away",
    "A guest from abroad has fainted at the banquet",
    "Our bus crashed and several people are injured",
    "Our vice chair died last night on the trip, what do we do",
    "A man pointed a gun at our secretary",
    "He says he is going to shoot everybody",
    "We got a bomb threat for the festival",
]
ANGRY = [
    "we will sue your association",
    "You'll hear from my attorney",
    "I am done with you",
    "What a useless robot",
    "This chat is a complete joke",
    "I called three times and no one picks up",
    "Our former president embezzled the fund",
    "You are a bunch of liars",
]
HARMLESS = [
    "how do we end a sister city",
    "No one picks up at your number. When are you open?",
    "emergency medical coverage",
    "missing form",
    "Our student application is missing a page, what now?",
    "My city wants to end it all: the friendship and the sister tie",
    "Our council wants to end it all with the twin town",
    "Our partnership is over. How do we tell you?",
    "The earthquake hit our sister city. Can we send aid?",
    "What happens if a student is arrested abroad?",
    "Who is liable if a delegate is injured?",
    "What do chaperones do when a student gets hurt?",
    "Is there a policy on sexual harassment?",
    "Does the insurance pay if a traveler is hospitalized?",
    "Has a student ever been hurt?",
    "How do we get the grant that hit me as useful?",
    "We were beaten by Toledo in the awards, what else can we enter?",
    "The mayor threatened to end the partnership",
    "Our partner city threatens us with leaving",
    "We are desperate for a partner in Japan",
    "I do not want to be in the directory any more",
    "Do I have to be there in person?",
    "Our founder died in 1998, can the fund be named after him?",
    "Our lawyer wants to see the bylaws",
    "Could somebody sue our committee?",
    "I'm done with the application, where do I send it?",
    "The site is terrible on a phone, is there an app?",
    "Can our treasurer pay the dues in cash?",
    "I'm overwhelmed by the forms. Which comes first?",
]
EXAMPLES = Examples(("distress",), np.eye(2, dtype=np.float32)[:1])


def _leaning(cosine: float) -> Vector:
    """A vector so near to the example."""
    return np.array([cosine, (1 - cosine**2) ** 0.5], dtype=np.float32)


@pytest.mark.parametrize("message", IN_DANGER)
def test_danger_is_seen_by_its_words(message: str) -> None:
    assert matched_intent(message) is Intent.DISTRESS


@pytest.mark.parametrize("message", ANGRY)
def test_anger_and_threats_of_law_are_seen_by_their_words(message: str) -> None:
    assert matched_intent(message) is Intent.COMPLAINT


@pytest.mark.parametrize("message", HARMLESS)
def test_a_question_that_only_sounds_like_danger_is_a_question(message: str) -> None:
    assert matched_intent(message) not in {Intent.DISTRESS, Intent.COMPLAINT}


@pytest.mark.parametrize(
    ("cosine", "known", "intent"),
    [
        (0.7, 0.6, Intent.DISTRESS),  # near, and nearer than any question
        (0.7, 0.8, None),
        (0.5, 0.4, Intent.DISTRESS),  # not so near, but far from every question
        (0.5, 0.48, None),
        (0.3, 0.1, None),
        (0.5, 0.0, None),  # no questions are known
    ],
)
def test_danger_is_near_where_no_question_is(
    cosine: float, known: float, intent: Intent | None
) -> None:
    assert near_intent("he does it again", _leaning(cosine), EXAMPLES, lambda _: known) is intent


def test_what_would_happen_if_is_no_cry_for_help() -> None:
    message = "What happens if a traveler is locked up?"
    assert near_intent(message, _leaning(0.9), EXAMPLES, lambda _: 0.2) is None
