"""One of each that staff see in Slack, with a text in every place where others' words stand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from assistant.conversation import (
    Author,
    Contact,
    Conversation,
    ConversationId,
    Correction,
    Draft,
    Handoff,
    Message,
    Mistake,
    Reason,
    Reminder,
    State,
    Switched,
    Today,
)
from assistant.conversations.desk import CaseFile
from assistant.conversations.summary import Summary
from assistant.explanation import Check, Explanation, Removal, Rule, ScoredPassage, Weighing
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.asides import (
    Refusal,
    draw_again,
    draw_cancelled,
    draw_files,
    draw_held,
    draw_kept,
    draw_note,
    draw_refusal,
)
from assistant.slack.blocks.corrections import correction_form
from assistant.slack.blocks.drafts import (
    DraftPlace,
    draft_form,
    draw_draft,
    draw_sent_draft,
    draw_stale_draft,
)
from assistant.slack.blocks.elements import Json
from assistant.slack.blocks.explanations import draw_why
from assistant.slack.blocks.for_staff import draw_for_staff
from assistant.slack.blocks.handoffs import CaseSheet, EarlierHandoff, draw_root
from assistant.slack.blocks.homes import HomePage, ListedHandoff, draw_home
from assistant.slack.blocks.messages import draw_transcript
from assistant.slack.blocks.quotes import draw_no_receipt, draw_receipt
from assistant.slack.blocks.site import Site
from assistant.slack.blocks.threads import (
    Turn,
    draw_edit,
    draw_lines,
    draw_reminder,
    draw_removal,
    draw_reply,
    draw_trouble,
    draw_turn,
)
from assistant.slack.words import read_words
from assistant.thread import Post
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from tests.receipts import SAMPLE
from tests.sample_answers import directory_answer

SITE: Final = Site(read_words(), ("towns.example",), "https://assistant.example")
NOW: Final = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
THREAD: Final = "https://workspace.slack.example/archives/C1/p1"


def conversation(words: str = "", state: State = State.WAITING_FOR_STAFF) -> Conversation:
    claimed_by = words or "Ana" if state is State.WITH_STAFF else ""
    return Conversation(
        *(ConversationId("conversation-1"), "en", "America/Denver", words, words, False),
        *(state, claimed_by, 3, 3, NOW),
    )


def message(words: str, author: Author = Author.VISITOR, seq: int = 1, **more: Any) -> Message:  # noqa: ANN401 - fields
    return Message(seq, author, words, NOW, **more)


def case(words: str, reason: Reason = Reason.COMPLAINT, **more: Any) -> CaseSheet:  # noqa: ANN401 - fields
    state = more.pop("state", State.WAITING_FOR_STAFF)
    held = conversation(words, state)
    summary = Summary(words, words, (words,), (words,), (words,), 3)
    contact = Contact("visitor@towns.example", words, words)
    file = CaseFile(held, (message(words),), summary, (), (), contact)
    told: dict[str, Any] = {"place": words, "searched": (words,), "why": words, "clock": NOW}
    told["earlier"] = (EarlierHandoff(reason, NOW, words, THREAD),)
    return CaseSheet(handoff(words, reason, held), file, **(told | more))


def handoff(words: str, reason: Reason, held: Conversation, **more: Any) -> Handoff:  # noqa: ANN401 - fields
    return Handoff(1, held, reason, NOW, last_words=words, **more)


def answer(words: str) -> Answer:
    """One that holds a text wherever a document, a table or a directory puts it."""
    source = Source(1, words, words, words, words, words, words)
    listed: Any = directory_answer(2).directory
    partners = [{**one, "name": words, "source": words} for one in listed["partners"]]
    steps = [{"n": 1, "text": words}]
    return Answer(
        Outcome.PARTIAL,
        f"{words}\n\n- {words} [1]\n\n| {words} | b |\n| - | - |\n| c | {words} |",
        sources=(source,),
        figures=(Figure(words, FigureKind.NUMBER, "source:1"),),
        suggestions=(words,),
        reason=words,
        quote=SAMPLE | {"steps": steps, "place": words, "period": words, "currency": words},
        directory={**listed, "partners": partners, "steps": steps},
    )


def draft(words: str) -> Draft:
    return Draft(1, words, answer(words).to_json(), NOW)


def everything(words: str) -> Iterator[tuple[str, Post | Json]]:
    """Each thing that is drawn, by name, with a text in every place."""
    yield from _answers(words)
    yield from _thread(words)
    yield from _drafts(words)
    yield from _asides(words)
    yield from _pages(words)


def _answers(words: str) -> Iterator[tuple[str, Post | Json]]:
    content = answer(words).to_json()
    yield "answer", draw_answer(content, SITE, id="answer-1", is_private=True)
    plain = Answer(Outcome.UNANSWERED, "Not here.").to_json()
    beyond = draw_for_staff(plain, {**content, "staff": {"contact": words, words: words}}, SITE)
    assert beyond is not None
    yield "for staff", beyond
    passages = (ScoredPassage(words, words, 0.5, is_used=True),)
    told = (words,)
    explained = Explanation(
        *(words, "en", Outcome.ANSWERED, words, 0.5, passages, told, told),
        checks=(Check(Rule.FIGURES, 3, (Removal(words, words),)),),
        build=words,
        parts=(words, words),
        weighings=(Weighing(words, words, 0.5, 0.4, is_overruled=True),),
        tool=words,
        inputs={words: words},
        version=words,
    )
    yield "why", draw_why(explained, SITE)
    yield "receipt", draw_receipt(content["quote"] | {"id": words}, NOW, SITE)
    yield "no receipt", draw_no_receipt(SITE)


def _thread(words: str) -> Iterator[tuple[str, Post | Json]]:
    for state in State:
        yield f"root {state}", draw_root(case(words, state=state), SITE)
    said = (
        message(words),
        message(words, Author.STAFF, 2, name=words, edited=True, mailed=True),
        message(words, Author.HOUSE, 3),
        message(words, Author.ASSISTANT, 4, answer=answer(words).to_json()),
        message("", seq=5, removed=True),
    )
    for kind, posts in (
        ("transcript", draw_transcript(said, SITE)),
        ("lines", draw_lines(said, SITE)),
    ):
        yield from ((kind, one) for one in posts)
    yield "reply", draw_reply(said[3], SITE)
    yield from ((turn, draw_turn(turn, words, SITE)) for turn in Turn)
    for reason in (Reason.COMPLAINT, Reason.PERSON):
        waits = handoff(words, reason, conversation(), claimed_by=words)
        yield from ((one, draw_reminder(one, waits, SITE)) for one in Reminder)
    yield "trouble", draw_trouble("The channel is archived.", words, SITE)
    yield "edit", draw_edit(message(words, edited=True), SITE)
    yield "removal", draw_removal(message("", removed=True), words, SITE)


def _drafts(words: str) -> Iterator[tuple[str, Post | Json]]:
    yield "draft", draw_draft(draft(words), SITE, id="draft-1")
    yield "sent draft", draw_sent_draft(words, SITE)
    yield "stale draft", draw_stale_draft(draft(words), SITE)
    place = DraftPlace("conversation-1", 1, "C1", "1727.1")
    yield "draft form", draft_form(draft(words), place, SITE)


def _asides(words: str) -> Iterator[tuple[str, Post | Json]]:
    yield "note", draw_note("words-1", SITE)
    yield "held", draw_held("words-1", 5, SITE)
    yield from ((one, draw_refusal(one, SITE, words)) for one in Refusal)
    yield "files", draw_files([words, words], SITE)
    yield "again", draw_again(SITE)
    yield "kept", draw_kept(SITE)
    yield "cancelled", draw_cancelled(SITE)


def _pages(words: str) -> Iterator[tuple[str, Post | Json]]:
    yield "correction form", correction_form(words, words, "answer-1", SITE)
    correction = Correction(1, words, NOW, Mistake(words, words, words, words))
    held = conversation(words, State.WITH_STAFF)
    listed = (
        ListedHandoff(handoff(words, Reason.PERSON, conversation(words)), THREAD),
        ListedHandoff(
            handoff(
                *(words, Reason.PAYMENT, held),
                claimed_by=words,
                reminders=frozenset({Reminder.OVERDUE}),
            )
        ),
    )
    page = HomePage(listed, (correction,), Today(9, 7, 1, 2), Switched(words, NOW), NOW)
    yield "home", draw_home(page, SITE)
