"""Conversations with a study that answers as it is told, on both databases."""

import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy import select

from assistant.conversation import Author, Event, Reason, State
from assistant.conversations.deeds import LOOK_SECONDS
from assistant.conversations.errands import SOON
from assistant.conversations.reception import Arrival, id_of, new_token
from assistant.seams import AlreadyClaimed, ConversationUnknown, OriginTaken
from assistant.storage.conversations import EVENTS_AT_ONCE
from assistant.storage.database import Database
from assistant.storage.letters import Opening
from assistant.storage.schema import audit
from assistant.vocabulary import Turn
from tests.houses import ANA, BEN, NOT_STAFFED, FakeStudy, House, living, make_house, until

MOST_TRIES = len(SOON) + 1
SORRY = "en failed text"


async def test_a_question_is_answered_and_the_answer_names_it(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        seq = await house.reception.visitor_wrote(visit, "How do we join?", "first")
        followed = await house.reception.wait_for_reply(visit, seq)
    told = [one.message for one in followed if one.message]
    assert [(one.author, one.text, one.replies_to) for one in told] == [
        (Author.VISITOR, "How do we join?", None),
        (Author.ASSISTANT, "Re: How do we join?", 1),
    ]
    assert told[1].answer is not None
    assert told[1].answer["outcome"] == "answered"


async def test_one_token_begins_one_conversation(house: House) -> None:
    token = new_token()
    begun = await asyncio.gather(*(house.reception.open(Arrival(), token) for _ in range(5)))
    assert {(one.id, given) for one, given in begun} == {(id_of(token), token)}
    assert (await house.reception.admit(id_of(token), token)).id != token
    other, given = await house.reception.open(Arrival())
    assert other.id == id_of(given) != id_of(token)


async def test_the_id_of_another_is_not_begun_again(house: House) -> None:
    conversation, _ = await house.reception.open(Arrival())
    with pytest.raises(ConversationUnknown):
        await house.store.open(Opening(conversation.id, "another hash"))


async def test_the_study_hears_what_was_said_before_in_its_order(house: House) -> None:
    house.study.may_answer.clear()
    async with living(house):
        visit = await house.visit()
        for number, text in enumerate(("one", "two", "three")):
            await house.reception.visitor_wrote(visit, text, f"m{number}")
        house.study.may_answer.set()
        await house.reception.wait_for_reply(visit, 3)
    assert await house.says(visit) == ["one", "two", "three", "Re: one", "Re: two", "Re: three"]
    assert [asked.message for asked in house.study.asked] == ["one", "two", "three"]
    assert house.study.asked[-1].history == (
        Turn("user", "one"),
        Turn("assistant", "Re: one"),
        Turn("user", "two"),
        Turn("assistant", "Re: two"),
    )


async def test_the_same_message_twice_is_answered_once(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        for _ in range(3):
            assert await house.reception.visitor_wrote(visit, "hello", "same") == 1
        await house.reception.wait_for_reply(visit, 1)
        with pytest.raises(OriginTaken):
            await house.reception.visitor_wrote(visit, "other words", "same")
    assert await house.says(visit) == ["hello", "Re: hello"]


async def test_after_a_claim_the_assistant_says_nothing(house: House) -> None:
    house.study.may_answer.clear()
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        await until(lambda: bool(house.study.asked))
        await house.desk.claim(visit, ANA)
        house.study.may_answer.set()
        await house.reception.visitor_wrote(visit, "are you there?", "second")
        await asyncio.sleep(0.2)
        assert await house.says(visit) == ["hello", "en house after_claim Ana", "are you there?"]
        await house.desk.hand_back(visit, ANA)
        seq = await house.reception.visitor_wrote(visit, "hello again", "third")
        await house.reception.wait_for_reply(visit, seq)
    assert (await house.says(visit))[-1] == "Re: hello again"


async def test_what_fails_is_tried_again(house: House) -> None:
    house.study.failures = 1
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        await until(lambda: house.study.failures == 0)
        house.clock.ahead += 60
        await house.reception.wait_for_reply(visit, 1)
    assert await house.says(visit) == ["hello", "Re: hello"]


async def test_a_visitor_whose_question_cannot_be_answered_is_told(house: House) -> None:
    house.study.failures = MOST_TRIES
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        await house.reception.visitor_wrote(visit, "and this?", "second")
        for tried in range(1, MOST_TRIES + 1):
            await until(lambda tried=tried: len(house.study.asked) >= tried)  # type: ignore[misc]
            house.clock.ahead += 120
        await house.reception.wait_for_reply(visit, 2)
    messages = await house.store.messages(visit)
    assert [(one.author, one.text) for one in messages[2:]] == [
        (Author.HOUSE, SORRY),
        (Author.ASSISTANT, "Re: and this?"),
    ]


async def test_whoever_could_not_even_be_told_is_told_later(house: House) -> None:
    """The house's own sentence may fail as well: then it is tried again."""
    house.study.failures = MOST_TRIES + 1
    house.sayings_fail = 1
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        async with asyncio.timeout(20):
            while await house.says(visit) == ["hello"]:
                house.clock.ahead += 5
                await asyncio.sleep(0.02)
    assert await house.says(visit) == ["hello", SORRY]


async def test_another_process_does_what_a_dead_one_owed(database: Database) -> None:
    dead = make_house(database, "dead", FakeStudy())
    visit = await dead.visit()
    await dead.reception.visitor_wrote(visit, "hello", "first")  # and nobody runs its errands
    study = FakeStudy()
    study.may_answer.set()
    alive = make_house(database, "alive", study)
    async with living(alive):
        await asyncio.sleep(0.1)
        assert await alive.says(visit) == ["hello"]  # the lease holds
        alive.clock.ahead += 60
        await alive.reception.wait_for_reply(visit, 1)
    assert await alive.says(visit) == ["hello", "Re: hello"]


async def test_the_only_process_takes_over_at_its_start(database: Database) -> None:
    dead = make_house(database, "dead", FakeStudy())
    visit = await dead.visit()
    await dead.reception.visitor_wrote(visit, "hello", "first")
    study = FakeStudy()
    study.may_answer.set()
    alone = make_house(database, "alone", study, alone=True)
    async with living(alone):
        await alone.reception.wait_for_reply(visit, 1)


async def test_a_stopped_process_leaves_its_errands_to_others(database: Database) -> None:
    stopped = make_house(database, "stopped", FakeStudy())
    async with living(stopped):
        visit = await stopped.visit()
        await stopped.reception.visitor_wrote(visit, "hello", "first")
        await until(lambda: bool(stopped.study.asked))
    study = FakeStudy()
    study.may_answer.set()
    other = make_house(database, "other", study)
    async with living(other):
        await other.reception.wait_for_reply(visit, 1)


async def test_who_follows_sees_every_event_once_whenever_it_comes_back(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        seen: list[Event] = []

        async def read(how_many: int) -> None:
            after = seen[-1].number if seen else 0
            async with aclosing(house.reception.follow(visit, after, 60)) as events:
                async for event in events:
                    assert event is not None
                    seen.append(event)
                    if len(seen) >= how_many:
                        return

        for number in range(6):
            reading = asyncio.create_task(read(2 * number + 1))
            await house.reception.visitor_wrote(visit, f"m{number}", f"m{number}")
            await reading
        await read(12)
    assert [one.number for one in seen] == list(range(1, 13))


async def test_what_another_process_wrote_is_seen_without_a_nudge(database: Database) -> None:
    here, elsewhere = (make_house(database, name, FakeStudy()) for name in ("here", "elsewhere"))
    visit = await here.visit()
    async with aclosing(here.reception.follow(visit, 0, 60)) as events:
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.1)
        await elsewhere.desk.staff_wrote(visit, ANA, "Hello!", "first")
        async with asyncio.timeout(LOOK_SECONDS + 1):
            event = await waiting
    assert event is not None
    assert event.message is not None
    assert event.message.text == "Hello!"


async def test_what_does_not_fit_into_one_reading_is_followed_as_well(database: Database) -> None:
    house = make_house(database, "here", FakeStudy())
    visit = await house.visit()
    for number in range(EVENTS_AT_ONCE + 1):
        await house.reception.visitor_wrote(visit, f"m{number}", f"m{number}")
    async with aclosing(house.reception.follow(visit, 0, 60)) as events:
        seen = [await anext(events) for _ in range(EVENTS_AT_ONCE + 1)]
    assert [one.number for one in seen if one] == list(range(1, EVENTS_AT_ONCE + 2))


async def test_a_quiet_stream_gives_signs_of_life_and_ends_with_the_conversation(
    house: House,
) -> None:
    visit = await house.visit()
    async with aclosing(house.reception.follow(visit, 0, 0.05)) as events:
        assert await anext(events) is None
        await house.reception.erase(visit)
        with pytest.raises(ConversationUnknown):
            assert [one async for one in events if one is not None] == []


async def test_only_the_token_opens_a_conversation(house: House) -> None:
    mine, token = await house.reception.open(Arrival())
    other, _ = await house.reception.open(Arrival())
    assert (await house.reception.admit(mine.id, token)).id == mine.id
    for id, given in (
        (other.id, token),
        (mine.id, ""),
        (mine.id, token[:-1]),
        (mine.id, "\udc80"),
        ("absent", token),
        ("\0", token),
        ("x" * 10_000, token),
    ):
        with pytest.raises(ConversationUnknown):
            await house.reception.admit(id, given)


async def test_card_numbers_are_not_kept(house: House) -> None:
    visit = await house.visit()
    await house.reception.visitor_wrote(visit, "Pay with 4111 1111 1111 1111", "first")
    await house.reception.visitor_wrote(visit, "Pay with 4111 1111 1111 1111", "first")
    assert await house.says(visit) == ["Pay with [card number removed]"]


async def test_a_person_who_was_asked_for_leaves_the_assistant_answering(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.reception.ask_for_staff(visit, "asked")
        seq = await house.reception.visitor_wrote(visit, "hello", "first")
        await house.reception.wait_for_reply(visit, seq)
    assert (await house.store.get(visit)).state is State.WAITING_FOR_STAFF


async def test_whoever_asks_for_a_person_is_told_when_one_comes_and_goes(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        for _ in range(2):
            await house.reception.ask_for_staff(visit, "asked")
        await house.desk.claim(visit, ANA)
        await house.desk.claim(visit, ANA)
        for _ in range(2):
            await house.desk.staff_wrote(visit, ANA, "Hello!", "first")
        await house.desk.hand_back(visit, ANA)
        await house.desk.claim(visit, BEN)
        await house.desk.close(visit, BEN)
    messages = await house.store.messages(visit)
    assert [(one.author, one.name, one.text) for one in messages] == [
        (Author.HOUSE, "", "en house asked"),
        (Author.HOUSE, "", "en house after_claim Ana"),
        (Author.STAFF, "Ana", "Hello!"),
        (Author.HOUSE, "", "en house after_hand_back Ana"),
        (Author.HOUSE, "", "en house after_claim Ben"),
        (Author.HOUSE, "", "en house after_close Ben"),
    ]
    assert not await house.desk.handoffs()


async def test_only_one_of_the_staff_has_a_conversation(house: House) -> None:
    visit = await house.visit()
    await house.desk.claim(visit, ANA)
    for verb in (house.desk.claim, house.desk.hand_back, house.desk.close):
        with pytest.raises(AlreadyClaimed, match="Ana has this conversation"):
            await verb(visit, BEN)
    with pytest.raises(AlreadyClaimed):
        await house.desk.staff_wrote(visit, BEN, "Hi", "first")
    assert await house.says(visit) == ["en house after_claim Ana"]


async def test_complaints_come_first_then_who_waits_the_longest(house: House) -> None:
    async with living(house):
        visits = []
        for intent in ("person", "payment", "complaint", "correction"):
            house.study.intent = intent
            visit = await house.visit()
            seq = await house.reception.visitor_wrote(visit, "Help!", "first")
            await house.reception.wait_for_reply(visit, seq)
            visits.append(visit)
        listed = await house.desk.handoffs()
        assert [one.reason for one in listed] == [
            Reason.COMPLAINT,
            Reason.PERSON,
            Reason.PAYMENT,
            Reason.CORRECTION,
        ]
        assert [one.conversation.id for one in listed] == [visits[2], *visits[:2], visits[3]]
        assert await house.says(visits[0]) == ["Help!", "Call us.", "en house asked"]
        await house.desk.claim(visits[0], ANA)
        assert [one.claimed_by for one in await house.desk.handoffs()] == ["", "Ana", "", ""]


async def test_where_no_staff_would_hear_nobody_is_said_to_come(database: Database) -> None:
    study = FakeStudy(intent="complaint")
    study.may_answer.set()
    house = make_house(database, "here", study, staffing=NOT_STAFFED)
    async with living(house):
        visit = await house.visit()
        await house.reception.ask_for_staff(visit, "asked")
        seq = await house.reception.visitor_wrote(visit, "Help!", "first")
        await house.reception.wait_for_reply(visit, seq)
    assert await house.says(visit) == ["en house unstaffed", "Help!", "Call us."]
    assert (await house.store.get(visit)).state is State.WITH_ASSISTANT
    assert not await house.desk.handoffs()


async def test_whoever_waits_already_is_not_told_again(house: House) -> None:
    house.study.intent = "person"
    async with living(house):
        visit = await house.visit()
        for number in range(2):
            seq = await house.reception.visitor_wrote(visit, "A person!", f"m{number}")
            await house.reception.wait_for_reply(visit, seq)
    assert (await house.says(visit)).count("en house asked") == 1


async def test_what_staff_did_is_on_record(house: House, database: Database) -> None:
    visit = await house.visit()
    await house.desk.claim(visit, ANA)
    await house.desk.staff_wrote(visit, ANA, "Hello!", "first")
    await house.desk.hand_back(visit, ANA)
    await house.desk.close(visit, BEN)
    await house.reception.erase(visit)
    async with database.reading() as sql:
        rows = (await sql.execute(select(audit).order_by(audit.c.id))).all()
    assert [(row.who, row.action, row.place, row.conversation) for row in rows] == [
        ("Ana", "claim", "terminal", visit),
        ("Ana", "reply", "terminal", visit),
        ("Ana", "hand_back", "terminal", visit),
        ("Ben", "close", "staff page", visit),
    ]
