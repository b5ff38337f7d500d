"""What staff say is wrong in answers, on both databases."""

from contextlib import aclosing
from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.conversation import ConversationId, Mistake
from assistant.seams import MessageUnknown
from assistant.storage.database import Database
from assistant.storage.schema import audit, corrections
from tests.houses import ANA, BEN, House, living

WRONG = Mistake("What are the dues?", "100 USD.", "110 USD since May.", "Minutes of May", "build-1")


async def answered(house: House, question: str = "hello") -> ConversationId:
    """A visit whose second message is the answer."""
    async with living(house):
        visit = await house.visit()
        seq = await house.reception.visitor_wrote(visit, question, "first")
        await house.reception.wait_for_reply(visit, seq)
    return visit


async def test_a_correction_is_kept_once_and_open_until_somebody_closes_it(
    house: House, database: Database
) -> None:
    desk = house.desk.corrections
    await desk.say_wrong(ANA, WRONG, "press-1")
    await desk.say_wrong(BEN, Mistake("", "", "Other words"), "press-1")  # came twice
    (kept,) = await desk.open()
    assert (kept.who, kept.mistake) == ("Ana", WRONG)
    assert abs((house.clock() - kept.at).total_seconds()) < 60
    for staff in (BEN, ANA):
        await desk.close(kept.id, staff)
    await desk.close(99, ANA)
    assert await desk.open() == []
    async with database.reading() as sql:
        (row,) = (await sql.execute(select(corrections))).all()
        acts = [(one.who, one.action, one.conversation) for one in await sql.execute(select(audit))]
    assert (row.closed_by, row.closed_at is not None) == ("Ben", True)
    assert acts == [("Ana", "correct", ""), ("Ben", "close_correction", "")]


async def test_open_corrections_stand_on_the_overview_the_newest_first(house: House) -> None:
    for number in range(3):
        await house.desk.corrections.say_wrong(ANA, WRONG, f"press-{number}")
        house.clock.ahead += 60
    await house.desk.corrections.close(2, BEN)
    assert [one.id for one in (await house.desk.board.overview()).corrections] == [3, 1]


async def test_who_looks_hears_of_a_correction_and_that_it_was_closed(house: House) -> None:
    async with aclosing(house.desk.board.follow(None, 60)) as news:
        before = await anext(news)
        await house.desk.corrections.say_wrong(ANA, WRONG, "press-1")
        assert await anext(news) != before
        await house.desk.corrections.close(1, BEN)
        assert await anext(news) == before


async def test_an_answer_is_found_with_its_question_and_its_build(house: House) -> None:
    visit = await answered(house)
    found = await house.desk.corrections.answer(visit, 2)
    assert found == Mistake("hello", "Re: hello", "", build="build-1")
    for seq in (1, 3):  # the visitor's own; none
        with pytest.raises(MessageUnknown):
            await house.desk.corrections.answer(visit, seq)


async def test_what_a_visitor_wrote_goes_with_the_conversation_and_what_staff_wrote_stays(
    house: House,
) -> None:
    desk, visits = house.desk.corrections, [await answered(house) for _ in range(3)]
    for visit in visits:
        mistake = Mistake("my secret", "Re: my secret", visit)
        await desk.say_answer_wrong(visit, ANA, mistake, "press-1")
    await desk.say_wrong(ANA, WRONG, "press-1")
    await house.reception.erase(visits[1])
    kept = {one.mistake.right: one.mistake for one in await desk.open()}
    assert kept[visits[1]] == Mistake("", "", visits[1])
    assert [kept[visit].question for visit in (visits[0], visits[2])] == ["my secret"] * 2
    house.clock.ahead += 60
    assert await house.store.erase_untouched_for(timedelta()) == 2
    assert {one.mistake.question for one in await desk.open()} == {"", WRONG.question}
