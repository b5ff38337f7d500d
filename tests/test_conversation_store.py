"""Conversations in SQL, on both databases: order, once, claims, events, errands, erasure."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation import Author, ConversationId, EventKind, Staff, State
from assistant.conversations.rules import (
    after_claim,
    after_close,
    after_hand_back,
    after_request,
    after_staff,
    after_visitor,
    assistant_may_speak,
)
from assistant.seams import AlreadyClaimed, ConversationUnknown, OriginTaken
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import Database, open_database
from assistant.storage.errands import ErrandStore
from assistant.storage.leases import LEASE
from assistant.storage.letters import Act, Letter, Opening, Owed, Rule
from assistant.storage.migrate import migrate

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
VISIT = ConversationId("V" * 22)
OTHER = ConversationId("O" * 22)


AN_ANSWER = Owed("answer")


class Clock:
    """Stands still until somebody moves it."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, gone: timedelta) -> None:
        self.time += gone


@dataclass(frozen=True)
class Cellar:
    """A database with the stores of two processes."""

    store: ConversationStore
    errands: ErrandStore
    errands_elsewhere: ErrandStore
    clock: Clock
    url: str


@pytest.fixture
async def cellar(migrated_url: str) -> AsyncGenerator[Cellar, None]:
    clock = Clock()
    database: Database = open_database(migrated_url)
    try:
        store = ConversationStore(database, clock, "here")
        here, elsewhere = (ErrandStore(database, clock, name) for name in ("here", "elsewhere"))
        for one in (VISIT, OTHER):
            await store.open(Opening(one, f"hash of {one}", "en", "America/Denver"))
        yield Cellar(store, here, elsewhere, clock, migrated_url)
    finally:
        await database.close()


def visitor(text: str, origin: str = "") -> Letter:
    return Letter(Author.VISITOR, text, origin or f"visitor:{text}")


def reply(text: str, seq: int) -> Letter:
    return Letter(Author.ASSISTANT, text, f"answer:{seq}", replies_to=seq, answer={"text": text})


def act(becomes: Rule, name: str) -> Act:
    return Act(becomes.__name__, becomes, by=Staff(name, "terminal"))


def staff(text: str, name: str = "Ana") -> Letter:
    return Letter(Author.STAFF, text, f"staff:{text}", name=name)


async def test_messages_are_numbered_in_their_order(cellar: Cellar) -> None:
    for text in ("one", "two", "three"):
        await cellar.store.write(VISIT, visitor(text), after_visitor)
    assert [(one.seq, one.text) for one in await cellar.store.messages(VISIT)] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
    ]


async def test_the_same_message_twice_is_stored_once(cellar: Cellar) -> None:
    first = await cellar.store.write(VISIT, visitor("hello"), after_visitor, AN_ANSWER)
    second = await cellar.store.write(VISIT, visitor("hello"), after_visitor, AN_ANSWER)
    assert (first.seq, first.is_new, second.seq, second.is_new) == (1, True, 1, False)
    assert second.errand is None
    assert len(await cellar.store.messages(VISIT)) == 1


async def test_the_same_id_with_another_text_is_refused(cellar: Cellar) -> None:
    await cellar.store.write(VISIT, visitor("hello", "id"), after_visitor)
    with pytest.raises(OriginTaken):
        await cellar.store.write(VISIT, visitor("goodbye", "id"), after_visitor)
    await cellar.store.write(OTHER, visitor("goodbye", "id"), after_visitor)  # of its own


async def test_fifty_writers_at_once_leave_no_gap(cellar: Cellar) -> None:
    await asyncio.gather(
        *(cellar.store.write(VISIT, visitor(f"m{n}"), after_visitor) for n in range(50))
    )
    assert [one.seq for one in await cellar.store.messages(VISIT)] == list(range(1, 51))
    assert [one.number for one in await cellar.store.events(VISIT, 0)] == list(range(1, 51))


async def test_only_the_holder_of_the_token_finds_a_conversation(cellar: Cellar) -> None:
    assert (await cellar.store.find(VISIT, f"hash of {VISIT}")).time_zone == "America/Denver"
    for id, token in ((VISIT, f"hash of {OTHER}"), (ConversationId("x" * 22), "hash"), (VISIT, "")):
        with pytest.raises(ConversationUnknown, match="no such conversation"):
            await cellar.store.find(id, token)


async def test_events_tell_messages_and_states_after_a_number(cellar: Cellar) -> None:
    await cellar.store.write(VISIT, visitor("a person, please"), after_request)
    await cellar.store.act(VISIT, act(after_claim, "Ana"))
    await cellar.store.write(VISIT, staff("Hello!"), after_staff)
    told = await cellar.store.events(VISIT, 0)
    assert [(one.number, one.kind, one.state, one.claimed_by) for one in told] == [
        (1, EventKind.MESSAGE, None, ""),
        (2, EventKind.STATE, State.WAITING_FOR_STAFF, ""),
        (3, EventKind.STATE, State.WITH_STAFF, "Ana"),
        (4, EventKind.MESSAGE, None, "Ana"),
    ]
    after = await cellar.store.events(VISIT, 3)
    assert [one.message.text for one in after if one.message] == ["Hello!"]
    assert not await cellar.store.events(VISIT, 4)
    assert len(await cellar.store.events(VISIT, 0, limit=2)) == 2


async def test_the_newest_events_of_many_are_told_and_none_of_the_absent(cellar: Cellar) -> None:
    await cellar.store.write(VISIT, visitor("hello"), after_visitor)
    absent = [ConversationId(f"absent-{number}") for number in range(1_200)]
    assert await cellar.store.newest([*absent, VISIT, OTHER]) == {VISIT: 1, OTHER: 0}
    assert await cellar.store.newest([]) == {}


async def test_edits_and_removals_are_told(cellar: Cellar) -> None:
    await cellar.store.write(VISIT, staff("Helo"), after_staff)
    assert await cellar.store.edit(VISIT, "staff:Helo", "Hello") == 1
    assert await cellar.store.edit(VISIT, "staff:Helo", "") == 1
    assert await cellar.store.edit(VISIT, "staff:Helo", "again") is None
    assert await cellar.store.edit(VISIT, "staff:never sent", "") is None
    told = await cellar.store.events(VISIT, 0)
    assert [one.kind for one in told][-2:] == [EventKind.EDIT, EventKind.REMOVAL]
    (message,) = await cellar.store.messages(VISIT)
    assert (message.text, message.edited, message.removed) == ("", True, True)


async def test_the_second_claim_is_told_who_has_it(cellar: Cellar) -> None:
    await cellar.store.act(VISIT, act(after_claim, "Ana"))
    await cellar.store.act(VISIT, act(after_claim, "Ana"))  # once more does nothing
    with pytest.raises(AlreadyClaimed, match="Ana has this conversation"):
        await cellar.store.act(VISIT, act(after_claim, "Ben"))
    with pytest.raises(AlreadyClaimed):
        await cellar.store.write(VISIT, staff("Hi", "Ben"), after_staff)
    assert [one.state for one in await cellar.store.events(VISIT, 0)] == [State.WITH_STAFF]
    await cellar.store.act(VISIT, act(after_hand_back, "Ana"))
    assert (await cellar.store.act(VISIT, act(after_claim, "Ben"))).conversation.claimed_by == "Ben"


async def test_of_twenty_claims_at_once_one_wins(cellar: Cellar) -> None:
    claims = (cellar.store.act(VISIT, act(after_claim, f"staff {n}")) for n in range(20))
    ended = await asyncio.gather(*claims, return_exceptions=True)
    assert sum(isinstance(one, AlreadyClaimed) for one in ended) == 19


async def test_a_message_after_the_close_opens_again(cellar: Cellar) -> None:
    await cellar.store.act(VISIT, act(after_claim, "Ana"))
    assert (await cellar.store.act(VISIT, act(after_close, "Ana"))).conversation.claimed_by == ""
    written = await cellar.store.write(VISIT, visitor("one more thing"), after_visitor)
    assert written.state is State.WITH_ASSISTANT


async def test_an_answer_ends_its_errand_and_gives_the_next(cellar: Cellar) -> None:
    first = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    second = await cellar.store.write(VISIT, visitor("two"), after_visitor, AN_ANSWER)
    assert first.errand is not None
    assert second.errand is None  # the first comes first
    assert await cellar.errands_elsewhere.take(["answer", "mail"]) is None
    answered = await cellar.store.answer(first.errand, reply("1", 1), assistant_may_speak)
    assert answered.stored
    assert answered.following is not None
    assert answered.following.seq == 2
    last = await cellar.store.answer(answered.following, reply("2", 2), assistant_may_speak)
    assert last.following is None
    answers = [one for one in await cellar.store.messages(VISIT) if one.replies_to]
    assert [(one.replies_to, one.answer) for one in answers] == [
        (1, {"text": "1"}),
        (2, {"text": "2"}),
    ]


async def test_an_answer_that_comes_after_a_claim_is_not_stored(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_request, AN_ANSWER)
    assert written.errand is not None
    await cellar.store.act(VISIT, act(after_claim, "Ana"))
    answered = await cellar.store.answer(written.errand, reply("1", 1), assistant_may_speak)
    assert not answered.stored
    assert [one.author for one in await cellar.store.messages(VISIT)] == [Author.VISITOR]


async def test_an_answer_twice_is_stored_once(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    assert written.errand is not None
    for _ in range(2):
        assert (
            await cellar.store.answer(written.errand, reply("1", 1), assistant_may_speak)
        ).stored
    assert len(await cellar.store.messages(VISIT)) == 2


async def test_a_lease_that_ended_is_taken_over(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    assert written.errand is not None
    assert await cellar.errands_elsewhere.take(["answer", "mail"]) is None
    cellar.clock.pass_by(LEASE / 2)
    await cellar.errands.renew([written.errand.id])
    cellar.clock.pass_by(LEASE / 2 + timedelta(seconds=1))
    assert await cellar.errands_elsewhere.take(["answer", "mail"]) is None  # it was renewed
    cellar.clock.pass_by(LEASE)
    assert await cellar.errands_elsewhere.take(["answer", "mail"]) == written.errand
    assert await cellar.errands.take(["answer", "mail"]) is None
    await cellar.errands_elsewhere.release()
    assert await cellar.errands.take(["answer", "mail"]) == written.errand


async def test_what_was_owed_longest_comes_first_and_never_out_of_order(cellar: Cellar) -> None:
    for conversation, text in ((VISIT, "a"), (OTHER, "b"), (VISIT, "c")):
        await cellar.store.write(conversation, visitor(text), after_visitor, AN_ANSWER)
        cellar.clock.pass_by(timedelta(seconds=1))
    await cellar.errands.release_all(["answer", "mail"])
    taken = [await cellar.errands.take(["answer", "mail"]) for _ in range(3)]
    assert [(one.conversation, one.seq) for one in taken if one] == [(VISIT, 1), (OTHER, 1)]
    assert taken[0] is not None
    following = await cellar.errands.finish(taken[0])
    assert following is not None
    assert (following.conversation, following.seq) == (VISIT, 2)


async def test_ten_takers_at_once_take_each_errand_once(cellar: Cellar) -> None:
    for number in range(10):
        id = ConversationId(f"{number:022}")
        await cellar.store.open(Opening(id, "hash"))
        await cellar.store.write(id, visitor("hello"), after_visitor, AN_ANSWER)
    await cellar.errands.release_all(["answer", "mail"])
    takers = (cellar.errands, cellar.errands_elsewhere) * 10
    taken = [
        one
        for one in await asyncio.gather(*(one.take(["answer", "mail"]) for one in takers))
        if one
    ]
    assert len({one.id for one in taken}) == len(taken) <= 10
    while (one := await cellar.errands.take(["answer", "mail"])) is not None:
        taken.append(one)
    assert len({one.id for one in taken}) == len(taken) == 10


async def test_what_fails_is_tried_later(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    errand = written.errand
    waited = []
    for tries, wait in enumerate((1, 4, 15), start=1):
        assert errand is not None
        await cellar.errands.put_off(errand, timedelta(seconds=wait))
        before = cellar.clock.time
        while (errand := await cellar.errands.take(["answer", "mail"])) is None:
            cellar.clock.pass_by(timedelta(seconds=1))
        waited.append((cellar.clock.time - before).total_seconds())
        assert errand.tries == tries
    assert waited == [1, 4, 15]


async def test_what_a_process_cannot_do_it_leaves_to_others(cellar: Cellar) -> None:
    await cellar.store.owe(VISIT, Owed("mail", wait=timedelta(seconds=1)))
    cellar.clock.pass_by(timedelta(seconds=2))
    assert await cellar.errands.take(["answer"]) is None
    assert await cellar.errands.take(["mail"]) is not None


async def test_what_is_done_out_of_turn_waits_for_nobody(cellar: Cellar) -> None:
    for _ in range(2):
        (errand,) = await cellar.store.owe(VISIT, Owed("mail", in_turn=False))
        assert await cellar.errands.hold(errand)
        await cellar.errands.put_off(errand, timedelta(hours=8))
        assert not await cellar.errands.hold(errand)


async def test_an_answer_that_is_worded_anew_counts_as_the_first(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    assert written.errand is not None
    for text in ("Re: one", "Re: one, in other words"):
        answered = await cellar.store.answer(written.errand, reply(text, 1), assistant_may_speak)
        assert answered.stored
    assert [one.text for one in await cellar.store.messages(VISIT)] == ["one", "Re: one"]


async def test_an_act_that_is_worded_anew_is_done_once(cellar: Cellar) -> None:
    for text in ("The office is closed.", "Nobody has taken this up."):
        says = Letter(Author.HOUSE, text, "asked:first")
        await cellar.store.act(VISIT, Act("ask_for_staff", after_request, says=says))
    assert [one.text for one in await cellar.store.messages(VISIT)] == ["The office is closed."]


async def test_an_errand_of_another_kind_waits_for_nobody(cellar: Cellar) -> None:
    later = Owed("mail", wait=timedelta(minutes=1))
    assert (await cellar.store.write(VISIT, staff("Hi"), after_staff, later)).errand is None
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    assert written.errand is not None
    await cellar.errands.finish(written.errand)
    assert await cellar.errands.take(["answer", "mail"]) is None
    cellar.clock.pass_by(timedelta(minutes=1))
    errand = await cellar.errands.take(["answer", "mail"])
    assert errand is not None
    assert (errand.kind, errand.seq) == ("mail", 1)


async def test_a_message_that_was_taken_back_and_comes_again_stays_away(cellar: Cellar) -> None:
    await cellar.store.write(VISIT, staff("Helo"), after_staff)
    await cellar.store.edit(VISIT, "staff:Helo", "")
    again = await cellar.store.write(VISIT, staff("Helo"), after_staff)
    assert (again.seq, again.is_new) == (1, False)
    assert [one.text for one in await cellar.store.messages(VISIT)] == [""]


async def test_an_act_that_changes_nothing_is_not_told_again(cellar: Cellar) -> None:
    says = Letter(Author.HOUSE, "Ana is here.", "claim:1")
    again = Letter(Author.HOUSE, "Ana is here.", "claim:2")
    for letter in (says, again):
        await cellar.store.act(VISIT, replace(act(after_claim, "Ana"), says=letter))
    assert [one.text for one in await cellar.store.messages(VISIT)] == ["Ana is here."]


async def test_an_erased_conversation_is_gone_with_all_that_hangs_on_it(cellar: Cellar) -> None:
    written = await cellar.store.write(VISIT, visitor("one"), after_visitor, AN_ANSWER)
    assert written.errand is not None
    assert await cellar.store.erase(VISIT)
    assert not await cellar.store.erase(VISIT)
    assert not await cellar.store.messages(VISIT)
    with pytest.raises(ConversationUnknown):
        await cellar.store.events(VISIT, 0)
    cellar.clock.pass_by(2 * LEASE)
    assert await cellar.errands.take(["answer", "mail"]) is None
    with pytest.raises(ConversationUnknown):
        await cellar.store.write(VISIT, visitor("two"), after_visitor)
    with pytest.raises(ConversationUnknown):
        await cellar.store.answer(written.errand, reply("1", 1), assistant_may_speak)


async def test_old_conversations_are_purged_and_young_ones_kept(cellar: Cellar) -> None:
    cellar.clock.pass_by(timedelta(days=60))
    await cellar.store.write(OTHER, visitor("still here"), after_visitor)
    cellar.clock.pass_by(timedelta(days=31))
    assert await cellar.store.erase_untouched_for(timedelta(days=90)) == 1
    with pytest.raises(ConversationUnknown):
        await cellar.store.get(VISIT)
    assert (await cellar.store.get(OTHER)).last_seq == 1


def places_of(mark: bytes, folder: Path) -> list[str]:
    return [one.name for one in sorted(folder.iterdir()) if mark in one.read_bytes()]


async def test_nothing_of_an_erased_conversation_stays_in_the_file(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}"
    migrate(url)
    database = open_database(url)
    try:
        store = ConversationStore(database, Clock(), "here")
        await store.open(Opening(VISIT, "hash"))
        for number in range(200):
            await store.write(VISIT, visitor(f"Tessellate {number}"), after_visitor)
        assert places_of(b"Tessellate", tmp_path)  # the control: it is found while it is there
        await store.erase(VISIT)
        assert places_of(b"Tessellate", tmp_path) == []
    finally:
        await database.close()
    with sqlite3.connect(tmp_path / "assistant.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
