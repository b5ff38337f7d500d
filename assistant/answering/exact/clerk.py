"""Takes the questions that code answers, and leaves every other one to the search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from assistant.answering.drafts import VISITOR, Draft, Line, Trace
from assistant.answering.exact.directory.asking import read_members
from assistant.answering.exact.directory.by_name import BareNames
from assistant.answering.exact.directory.inquiry import Inquiry, asks_for_members
from assistant.answering.exact.directory.looking_up import LookUp
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.dues.quoting import (
    Desk,
    answer_dues,
    describe_inputs,
    tell_spelling,
    tell_table,
)
from assistant.answering.exact.dues.several import answer_company
from assistant.answering.exact.listener import Listener, Meaning
from assistant.answering.exact.routes import Topic, Want
from assistant.answering.exact.routing import Router
from assistant.answering.exact.spelled_places import SpelledPlaces
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.cues import spoken_language, wonders_of_membership
from assistant.answering.exact.turn.slots import read_slots, without_names
from assistant.answering.reading import FirstLook
from assistant.answering.replies import Replies, read_sentences
from assistant.facts.facts import Facts
from assistant.facts.mentions import Mention, find_mentions
from assistant.library.shelf import Shelf
from assistant.vocabulary import Asked, Outcome


@dataclass(frozen=True, slots=True)
class Errand:
    """A message that is for the exact tools.

    Attributes:
        language: Of the message, and so of the answer.
        beside: What it asks about paying besides an amount, in the visitor's words; "" for nothing.
    """

    talk: Talk
    language: str
    beside: str

    @property
    def is_for_dues(self) -> bool:
        """Whether an amount is asked for, which may not be told to everybody."""
        return self.talk.topic is Topic.DUES


def take_errand(asked: Asked, shelf: Shelf, clerk: "Clerk", look: FirstLook) -> Errand | None:
    """The errand for the exact tools, unless a person is wanted first: distress, a complaint ...

    Runs where the encoder may be called.
    """
    if look.intent is not None:
        return None
    knows = shelf.speller.knows
    router = Router(shelf.encoder, lambda text: look.encode(text).vector, shelf.exact_odds, knows)
    errand = clerk.take(asked, router, knows)
    return None if errand is not None and look.is_cry_for_help else errand


class Clerk:
    """Answers from the facts of one build."""

    def __init__(
        self,
        facts: Facts,
        association: Mapping[str, Any],
        today: date,
        new_id: Callable[[], str],
    ) -> None:
        """Keep what answering needs.

        Args:
            facts: Of the build in use.
            association: The association's own data, for sentences.
            today: In the association's time zone.
            new_id: Makes the id of a receipt.
        """
        self._facts = facts
        self._association = association
        self._today = today
        self._new_id = new_id

    def take(self, asked: Asked, meaning: Meaning, knows: Callable[[str], bool]) -> Errand | None:
        """Whether a message is for the exact tools, and what it and those before it say.

        Args:
            asked: The message with its conversation.
            meaning: Of an English text.
            knows: Whether the documents have a word.
        """
        listener = Listener(
            self._facts.dues,
            self._facts.books,
            self._today,
            meaning,
            knows,
            has_directory=self._facts.has_directory,
            bare=BareNames(self._facts.books, knows, self._facts.directory.has_like),
            spelled=SpelledPlaces(self._facts.gazetteer, self._facts.books, knows, self._today),
            language=asked.language,
        )
        talk = self._for_roll(listener.follow(asked.message, asked.history), asked.message)
        if talk.topic is Topic.NONE:
            return None
        said = [turn.text for turn in asked.history if turn.role == "user"]
        names = {asked.message: talk.slots.named} if talk.slots else {}
        language = spoken_language(
            asked.message, said, asked.language, partial(self._without_names, names)
        )
        beside = listener.beside(asked.message) if talk.topic is Topic.DUES else ""
        return Errand(talk, language, beside)

    def _without_names(self, found: Mapping[str, Sequence[Mention]], text: str) -> str:
        """A text without names of places, of which those of some texts were found before."""
        named = found[text] if text in found else find_mentions(text, self._facts.books)
        return without_names(text, named)

    def _for_roll(self, talk: Talk, message: str) -> Talk:
        """A question for all members goes to the roll; to the documents where none is loaded.

        But who is listed in a state, and that no roll says who is a member, the directory can say.
        """
        loaded = self._facts.directory.roll_as_of is not None
        if talk.topic is not Topic.NONE or not asks_for_members(message):
            return talk
        slots = talk.slots or read_slots(message, self._facts.books, self._today)
        inquiry = read_members(message, slots)
        if not loaded:
            if inquiry.state is None or not self._facts.has_directory:
                return talk
            inquiry = replace(inquiry, want=Want.MEMBER, all_members=False)
        return replace(talk, topic=Topic.DIRECTORY, inquiry=inquiry, slots=slots)

    def may_quote(self, asked: Asked) -> bool:
        """Whether amounts of the dues table may be told to whoever asks."""
        return bool(self._facts.dues.bands) and (asked.samples or not self._facts.dues.is_sample)

    def answer(self, errand: Errand, asked: Asked) -> Draft:
        """The amount with its steps, or the one question that is open."""
        replies = self._replies(errand.language)
        phrases = Phrases(replies, errand.language)
        warning = replies.say("dues", "sample")
        told = any(warning in turn.text for turn in asked.history if turn.role == "assistant")
        desk = Desk(
            self._facts.dues,
            self._today,
            replies,
            phrases,
            self._new_id,
            first=not told,
        )
        look_up = LookUp(self._facts.directory, replies, phrases)
        if errand.talk.topic is Topic.DIRECTORY and errand.talk.inquiry is not None:
            return tell_spelling(look_up.answer(errand.talk.inquiry), errand.talk.slots, desk)
        if errand.talk.wants_table:
            return tell_table(desk)
        draft = answer_company(errand.talk.company, desk) or answer_dues(errand.talk.case, desk)
        if wonders_of_membership(asked.message) and self._facts.has_directory:
            draft = _with_membership(draft, errand.talk.case, look_up)
        return tell_spelling(draft, errand.talk.slots, desk)

    def with_gap(self, draft: Draft, gap: Draft | None, errand: Errand) -> Draft:
        """An amount, and what is not known of paying it.

        Args:
            draft: With the amount, or a question back.
            gap: What the documents say to the rest; None where they were not asked.
            errand: For the language.
        """
        if draft.outcome is Outcome.CLARIFY:
            return draft  # one question at a time; the rest is asked again with the amount
        replies = self._replies(errand.language)
        if gap is None:
            missing = Line(replies.say("partial", "missing_unknown"), opens=True)
            person = Line(replies.say_or_unnamed("unanswered", "person"))
            gap = Draft(Outcome.UNANSWERED, (missing, person))
        both = draft.followed_by(gap)
        whole = gap.outcome is Outcome.ANSWERED and draft.outcome is Outcome.ANSWERED
        outcome = draft.outcome if whole else Outcome.PARTIAL
        if draft.outcome is Outcome.UNANSWERED:
            outcome = Outcome.UNANSWERED
        return replace(both, outcome=outcome, reason=f"{draft.reason}; {gap.reason}".strip("; "))

    def without_community(self, errand: Errand, message: str) -> str:
        """A question about dues with the kind of a community in place of its name.

        The documents know no communities, and a name would lead them to wherever it stands.
        """
        kind = Phrases(self._replies(errand.language), errand.language).kind_of(errand.talk.case)
        for mention in reversed(find_mentions(message, self._facts.books)):
            message = message[: mention.start] + kind + message[mention.end :]
        return message

    def unquoted(self, errand: Errand, gap: Draft | None) -> Draft:
        """What is said where no amount may be told: what decides it, and what a person will need.

        Args:
            errand: What is known of the community.
            gap: The known gap as the documents tell it; None where they do not.
        """
        replies = self._replies(errand.language)
        phrases = Phrases(replies, errand.language)
        case = errand.talk.case
        if gap is not None and gap.outcome in {Outcome.ANSWERED, Outcome.PARTIAL}:
            return gap  # the documents say something to it, and never an amount of today
        if gap is None or gap.outcome is not Outcome.UNANSWERED:
            community = phrases.community(case)
            lines = (
                Line(replies.say("dues", "unpublished", community=community)),
                Line(replies.say_or_unnamed("unanswered", "person")),
            )
            gap = Draft(Outcome.UNANSWERED, lines, confidence=1.0, reason="dues:unpublished")
        inputs = describe_inputs(case, phrases)
        if inputs:
            line = Line(replies.say("dues", "inputs", inputs=inputs), opens=True)
            said = Trace(inputs, VISITOR)
            gap = replace(gap, lines=(*gap.lines, line), traces=(*gap.traces, said))
        return gap

    def _replies(self, language: str) -> Replies:
        return Replies(read_sentences(language), self._association)


def _with_membership(draft: Draft, case: Case, look_up: LookUp) -> Draft:
    """An amount, and whether the community is a member: both were asked."""
    place = case.place
    if place is None or draft.outcome is Outcome.CLARIFY:
        return draft  # one question at a time
    mention = Mention(0, len(place.name), place.name, (place,), place=place)
    told = look_up.answer(Inquiry(Want.MEMBER, mentions=(mention,)))
    whole = {draft.outcome, told.outcome} == {Outcome.ANSWERED}
    return replace(
        draft.followed_by(told),
        outcome=Outcome.ANSWERED if whole else Outcome.PARTIAL,
        reason=f"{draft.reason}; {told.reason}",
    )
