"""What staff do at their desk, and what becomes of it, on both databases."""

import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy import select

from assistant.conversation import (
    Author,
    Contact,
    ConversationId,
    LooseEndKind,
    Reason,
    Reminder,
    State,
)
from assistant.conversations.alarms import MOST_FAILURES
from assistant.conversations.errands import SOON
from assistant.seams import (
    AlreadyClaimed,
    ConversationUnknown,
    MailRefused,
    MailUnavailable,
    MessageUnknown,
    Overtaken,
)
from assistant.storage.database import Database
from assistant.storage.letters import Letter
from assistant.storage.schema import audit, drafts, feedback
from assistant.vocabulary import Outcome
from tests.houses import (
    ANA,
    BEN,
    WRITTEN_TO,
    FakeStudy,
    House,
    living,
    make_house,
    until,
)


async def ask(house: House, visit: ConversationId, text: str, number: int = 0) -> None:
    seq = await house.reception.visitor_wrote(visit, text, f"m{number}-{text}")
    await house.reception.wait_for_reply(visit, seq)


async def drafted(house: House, visit: ConversationId, text: str) -> int:
    """A visitor writes to staff, and the assistant drafts."""
    seq = await house.reception.visitor_wrote(visit, text, text)
    while not any(one.seq == seq for one in await house.desk_store.drafts(visit)):
        await house.desk.board.overview()
    return seq


async def test_after_a_claim_answers_are_drafts_which_staff_may_send(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "How do we join?")
        file = await house.desk.case_file(visit)
        assert [(one.seq, one.text) for one in file.drafts] == [(seq, "Re: How do we join?")]
        for _ in range(2):  # pressed twice
            await house.desk.send_draft(visit, seq, ANA)
    messages = await house.store.messages(visit)
    assert [(one.author, one.text) for one in messages[1:]] == [
        (Author.VISITOR, "How do we join?"),
        (Author.STAFF, "Re: How do we join?"),
    ]
    assert messages[-1].answer is not None
    assert messages[-1].answer["outcome"] == "answered"
    assert (await house.desk.case_file(visit)).drafts == ()  # what was answered needs none


async def test_an_answer_that_comes_too_late_becomes_a_draft(house: House) -> None:
    house.study.may_answer.clear()
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        await until(lambda: bool(house.study.asked))
        await house.desk.claim(visit, ANA)
        house.study.may_answer.set()
        while not (file := await house.desk.case_file(visit)).drafts:
            pass
    assert [one.text for one in file.drafts] == ["Re: hello"]
    assert {one.author for one in file.messages} == {Author.VISITOR, Author.HOUSE}


async def test_a_draft_that_is_none_cannot_be_sent(house: House) -> None:
    visit = await house.visit()
    with pytest.raises(MessageUnknown):
        await house.desk.send_draft(visit, 1, ANA)
    with pytest.raises(MessageUnknown):
        await house.desk.send_edited_draft(visit, 1, ANA, "Hello")


async def edits_kept(database: Database) -> list[int | None]:
    """How many letters of each draft were changed before it was sent."""
    async with database.reading() as sql:
        return [row.edits for row in await sql.execute(select(drafts).order_by(drafts.c.seq))]


async def test_an_edited_draft_is_sent_once_without_the_sources_of_the_draft(
    house: House, database: Database
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "How do we join?")
        assert await edits_kept(database) == [None]
        for _ in range(2):  # pressed twice
            await house.desk.send_edited_draft(visit, seq, ANA, "Hello! Re: How do we join?")
        assert await edits_kept(database) == [7]
    (message,) = (await house.store.messages(visit))[seq:]
    assert (message.text, message.answer) == ("Hello! Re: How do we join?", None)


async def test_a_draft_that_is_sent_as_it_is_counts_as_unchanged(
    house: House, database: Database
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        first = await drafted(house, visit, "hello")
        await house.desk.send_draft(visit, first, ANA)
        second = await drafted(house, visit, "and now?")
        await house.desk.send_edited_draft(visit, second, ANA, "Re: and now?")
    assert await edits_kept(database) == [0, 0]
    assert (await house.store.messages(visit))[-1].answer is not None


async def test_an_edited_draft_is_refused_where_somebody_was_first(
    house: House, database: Database
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "hello")
        with pytest.raises(AlreadyClaimed):
            await house.desk.send_edited_draft(visit, seq, BEN, "Mine")
        await house.desk.send_edited_draft(visit, seq, ANA, "Ana's words")
        with pytest.raises(Overtaken, match="other words"):
            await house.desk.send_edited_draft(visit, seq, ANA, "Others")
        later = await drafted(house, visit, "and now?")
        await house.desk.staff_wrote(visit, ANA, "Now, too.", "first")
        with pytest.raises(Overtaken, match="answered meanwhile"):
            await house.desk.send_edited_draft(visit, later, ANA, "Now?")
    assert (await house.says(visit))[-3:] == ["Ana's words", "and now?", "Now, too."]
    assert await edits_kept(database) == [10, None]


async def test_what_nobody_answered_is_answered_when_it_is_handed_back(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "hello")
        await house.desk.hand_back(visit, ANA)
        await house.reception.wait_for_reply(visit, seq)
        assert (await house.says(visit))[-1] == "Re: hello"
        await house.desk.claim(visit, ANA)
        await drafted(house, visit, "and now?")
        await house.desk.staff_wrote(visit, ANA, "Now, too.", "first")
        await house.desk.hand_back(visit, ANA)
        await ask(house, visit, "thanks")
    assert (await house.says(visit)).count("Re: and now?") == 0


async def test_a_note_reaches_no_visitor_and_claims_nothing(house: House) -> None:
    visit = await house.visit()
    for _ in range(2):
        await house.desk.note(visit, ANA, "Asked last year, too.", "note-1")
    await house.desk.note(visit, BEN, "I know them.", "note-2")
    file = await house.desk.case_file(visit)
    assert [(one.who, one.text) for one in file.notes] == [
        ("Ana", "Asked last year, too."),
        ("Ben", "I know them."),
    ]
    assert (file.messages, file.conversation.state) == ((), State.WITH_ASSISTANT)


async def test_a_closed_conversation_is_opened_again_by_either_side(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.close(visit, ANA)
        assert (await house.desk.reopen(visit, BEN)).claimed_by == "Ben"
        with pytest.raises(AlreadyClaimed):
            await house.desk.close(visit, ANA)
        await house.desk.close(visit, BEN)
        await ask(house, visit, "hello again")
    assert (await house.store.get(visit)).state is State.WITH_ASSISTANT
    assert (await house.says(visit))[-1] == "Re: hello again"


async def test_unanswered_questions_and_corrections_stay_open_until_somebody_settles(
    house: House,
) -> None:
    async with living(house):
        first, second = await house.visit(), await house.visit()
        house.study.outcome = Outcome.UNANSWERED
        await ask(house, first, "Do you take bitcoin?")
        house.study.intent = "correction"
        await ask(house, second, "Our entry is wrong")
    ends = (await house.desk.board.overview()).loose_ends
    assert [(one.kind, one.words) for one in ends] == [
        (LooseEndKind.CORRECTION, "Our entry is wrong"),
        (LooseEndKind.UNANSWERED, "Do you take bitcoin?"),
    ]
    for _ in range(2):
        await house.desk.settle(second, ends[0].seq, ANA)
    assert len((await house.desk.board.overview()).loose_ends) == 1
    await house.reception.erase(first)
    assert (await house.desk.board.overview()).loose_ends == ()


async def test_a_person_is_suggested_from_the_second_question_without_an_answer_on(
    house: House,
) -> None:
    house.study.outcome = Outcome.UNANSWERED
    async with living(house):
        visit = await house.visit()
        for number in range(3):
            await ask(house, visit, f"question {number}")
    answers = [one.answer for one in await house.store.messages(visit) if one.answer]
    offered = ["en house want_person" in one["suggestions"] for one in answers]
    assert offered == [False, True, True]


async def test_a_paused_assistant_says_so_and_asks_for_a_person(
    house: House, database: Database
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.pause(ANA)
        paused = (await house.desk.board.overview()).paused
        assert paused is not None
        assert paused.who == "Ana"
        await ask(house, visit, "hello")
        await ask(house, visit, "anybody?")
        assert await house.says(visit) == [
            "hello",
            "en house paused_asked",
            "anybody?",
            "en house paused_asked",
        ]
        assert len(await house.desk.handoffs()) == 1
        await house.desk.resume(BEN)
        await ask(house, visit, "and now?")
        assert (await house.says(visit))[-1] == "Re: and now?"
    assert house.study.asked[-1].message == "and now?"
    async with database.reading() as sql:
        rows = (await sql.execute(select(audit.c.who, audit.c.action).order_by(audit.c.id))).all()
    assert [tuple(row) for row in rows] == [("Ana", "pause"), ("Ben", "resume")]


async def test_a_paused_assistant_drafts_nothing(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        await house.desk.pause(ANA)
        await house.reception.visitor_wrote(visit, "hello", "first")
        while await house.errands_owed():
            pass
        await house.desk.resume(ANA)
        await drafted(house, visit, "and now?")
    assert [one.seq for one in await house.desk_store.drafts(visit)] == [3]


async def test_many_failures_raise_one_alarm_and_no_handoff(house: House) -> None:
    tries = len(SOON) + 1
    house.study.failures = tries * (MOST_FAILURES + 4)
    async with living(house):
        visits = [await house.visit() for _ in range(MOST_FAILURES + 4)]
        for visit in visits:
            await house.reception.visitor_wrote(visit, "hello", "first")
        while await house.errands_owed():
            house.clock.ahead += 5
            await asyncio.sleep(0.02)
    overview = await house.desk.board.overview()
    assert [kind for kind, _ in overview.alarms] == ["answers_fail"]
    assert overview.handoffs == ()


async def test_few_failures_raise_no_alarm(house: House) -> None:
    tries = len(SOON) + 1
    house.study.failures = tries * MOST_FAILURES
    async with living(house):
        visits = [await house.visit() for _ in range(MOST_FAILURES)]
        for visit in visits:
            await house.reception.visitor_wrote(visit, "hello", "first")
        while await house.errands_owed():
            house.clock.ahead += 5
            await asyncio.sleep(0.02)
    assert (await house.desk.board.overview()).alarms == ()


async def test_an_address_is_read_back_and_corrected(house: House) -> None:
    visit = await house.visit()
    for email in ("clerk@exmaple.org", "clerk@example.org", "clerk@example.org"):
        await house.reception.leave_contact(visit, Contact(email, "Dana", "Boise"))
    assert await house.says(visit) == [
        "en house contact clerk@exmaple.org",
        "en house contact clerk@example.org",
    ]
    file = await house.desk.case_file(visit)
    assert file.contact == Contact("clerk@example.org", "Dana", "Boise")
    await house.reception.erase(visit)
    assert await house.desk_store.contact(visit) is None


async def test_feedback_is_kept_with_what_the_answer_rested_on(
    house: House, database: Database
) -> None:
    async with living(house):
        visit = await house.visit()
        await ask(house, visit, "hello")
    await house.reception.rate(visit, 2, helpful=True, comment="")
    await house.reception.rate(visit, 2, helpful=False, comment="Call me: +1 202 555 0100")
    with pytest.raises(MessageUnknown):
        await house.reception.rate(visit, 1, helpful=True, comment="")  # the visitor's own
    with pytest.raises(ConversationUnknown):
        await house.reception.rate(ConversationId("absent"), 2, helpful=True, comment="")
    async with database.reading() as sql:
        (row,) = (await sql.execute(select(feedback))).all()
    assert (row.helpful, row.comment) == (False, "Call me: [telephone removed]")
    assert (row.build, row.version) == ("build-1", "0.3.0")
    assert '"text": "Re: hello"' in row.answer
    await house.reception.erase(visit)
    async with database.reading() as sql:
        assert (await sql.execute(select(feedback))).all() == []


async def test_whoever_waits_in_vain_is_told_and_may_have_the_assistant_back(
    house: House,
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.reception.ask_for_staff(visit, "asked")
        house.clock.ahead += 11 * 60
        for _ in range(2):
            await house.clocks.look()
        assert await house.says(visit) == ["en house asked", "en house unclaimed "]
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "hello?")
        house.clock.ahead += 11 * 60
        await house.clocks.look()
        (handoff,) = await house.desk.handoffs()
        assert handoff.reminders == {Reminder.UNANSWERED}
        assert (await house.says(visit))[-1] == "hello?"  # between us
        house.clock.ahead += 10 * 60
        for _ in range(2):
            await house.clocks.look()
        assert (await house.says(visit))[-1] == "en house overdue Ana"
        standing = await house.reception.take_back(visit, "take-back-1")
        assert (standing.state, standing.claimed_by) == (State.WAITING_FOR_STAFF, "")
        await house.reception.wait_for_reply(visit, seq)
        assert (await house.says(visit))[-2:] == ["en house taken_back", "Re: hello?"]
        await house.clocks.look()  # Ana had it until now
        (handoff,) = await house.desk.handoffs()
        assert (handoff.claimed_by, handoff.reminders) == ("", frozenset())


async def test_the_assistant_is_not_taken_back_from_whoever_answers(house: House) -> None:
    visit = await house.visit()
    await house.desk.claim(visit, ANA)
    assert (await house.reception.take_back(visit, "take-back-1")).claimed_by == "Ana"


async def test_clocks_of_two_processes_strike_once(database: Database) -> None:
    study = FakeStudy()
    study.may_answer.set()
    here, there = (make_house(database, name, study) for name in ("here", "there"))
    visit = await here.visit()
    await here.reception.ask_for_staff(visit, "asked")
    here.clock.ahead = there.clock.ahead = 11 * 60
    await here.clocks.look()
    await there.clocks.look()
    assert (await here.says(visit)).count("en house unclaimed ") == 1


async def test_staff_are_written_to_when_somebody_waits(database: Database) -> None:
    study = FakeStudy(intent="complaint")
    study.may_answer.set()
    house = make_house(database, "here", study, staffing=WRITTEN_TO)
    async with living(house):
        visit = await house.visit()
        await ask(house, visit, "This is outrageous")
        await until(lambda: bool(house.mailer.sent))
        await until(lambda: len(house.mailer.sent) == 2)
        mail = house.mailer.sent[0]
        assert (mail.to, mail.subject) == ("staff@example.org", "en mail waiting complaint ")
        assert "This is outrageous" in mail.text
        assert f"https://chat.example.org/staff/conversations/{visit}" in mail.text
        house.clock.ahead += 11 * 60
        await house.clocks.look()
        await until(lambda: len(house.mailer.sent) == 4)
    assert house.mailer.sent[2].subject == "en mail unclaimed complaint "
    assert "en house leave_email" in (await house.says(visit))[2]


async def test_a_visitor_who_has_gone_gets_the_reply_by_mail(writing_house: House) -> None:
    async with living(writing_house):
        visit = await writing_house.visit()
        await ask(writing_house, visit, "hello")
        await writing_house.reception.leave_contact(visit, Contact("clerk@example.org"))
        await writing_house.desk.staff_wrote(visit, ANA, "Yes, by 31 May.", "first")
        await writing_house.desk.staff_wrote(visit, ANA, "Or by June.", "second")
        writing_house.clock.ahead += 61
        await until(lambda: bool(writing_house.mailer.sent))
        while not (await writing_house.store.messages(visit))[-1].mailed:
            pass
    (mail,) = writing_house.mailer.sent  # the newest alone: it has all that came before
    assert (mail.to, mail.reply_to) == ("clerk@example.org", "office@example.org")
    assert mail.text.index("Or by June.") < mail.text.index("en mail visitor: hello")
    assert "Ana: Yes, by 31 May." in mail.text


async def test_a_window_that_is_closed_has_seen_nothing(writing_house: House) -> None:
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.desk.staff_wrote(visit, ANA, "Hello!", "first")
        reception = writing_house.reception
        (event, *_) = await reception.events(visit, 0, peek=True)
        await reception.transcript(await writing_house.store.get(visit), peek=True)
        async with aclosing(reception.follow(visit, event.number, 60, peek=True)) as events:
            await anext(events)
            assert not (await writing_house.desk.case_file(visit)).is_seen
        await reception.transcript(await writing_house.store.get(visit))
        assert (await writing_house.desk.case_file(visit)).is_seen


async def test_a_visitor_who_reads_on_gets_no_mail(writing_house: House) -> None:
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.reception.leave_contact(visit, Contact("clerk@example.org"))
        await writing_house.desk.staff_wrote(visit, ANA, "Hello!", "first")
        assert not (await writing_house.desk.case_file(visit)).is_seen
        await writing_house.reception.events(visit, 0)
        assert (await writing_house.desk.case_file(visit)).is_seen
        writing_house.clock.ahead += 61
        while await writing_house.errands_owed():
            pass
    assert writing_house.mailer.sent == []


async def test_a_mail_that_is_refused_for_good_is_noted_for_staff(writing_house: House) -> None:
    writing_house.mailer.error = MailRefused("no such mailbox")
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.reception.leave_contact(visit, Contact("nobody@example.org"))
        await writing_house.desk.staff_wrote(visit, ANA, "Hello!", "first")
        writing_house.clock.ahead += 61
        while not (notes := (await writing_house.desk.case_file(visit)).notes):
            pass
    assert [(one.who, one.text) for one in notes] == [("E-mail", "en mail given_up")]


async def test_who_looks_hears_that_something_has_changed(house: House) -> None:
    visit = await house.visit()
    news = house.desk.board.follow(visit, 0.05)
    first = await anext(news)
    assert first is not None
    assert await anext(news) is None
    await house.desk.note(visit, ANA, "Look", "note-1")
    assert await anext(news) not in {None, first}
    await news.aclose()


async def test_what_a_paused_assistant_left_is_answered_when_it_is_handed_back(
    house: House,
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.pause(ANA)
        await ask(house, visit, "hello")
        await house.desk.resume(ANA)
        await house.desk.claim(visit, ANA)
        await house.desk.hand_back(visit, ANA)
        await house.rest()
    assert (await house.says(visit))[-1] == "Re: hello"


async def test_every_message_that_nobody_answered_is_answered_when_handed_back(
    house: House,
) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        for text in ("one", "two"):
            await drafted(house, visit, text)
        await house.desk.hand_back(visit, ANA)
        await house.rest()
    assert (await house.says(visit))[-2:] == ["Re: one", "Re: two"]


async def test_of_two_who_claim_at_once_one_reads_who_was_first(house: House) -> None:
    for _ in range(5):
        visit = await house.visit()
        claims = (house.desk.claim(visit, staff) for staff in (ANA, BEN))
        done = await asyncio.gather(*claims, return_exceptions=True)
        refused = [one for one in done if isinstance(one, AlreadyClaimed)]
        assert len(refused) == 1
        assert refused[0].claimed_by == (await house.store.get(visit)).claimed_by


async def test_a_draft_that_was_overtaken_is_not_sent(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "hello")
        await house.desk.hand_back(visit, ANA)
        await house.reception.wait_for_reply(visit, seq)
        with pytest.raises(Overtaken):
            await house.desk.send_draft(visit, seq, BEN)
    assert (await house.says(visit)).count("Re: hello") == 1
    assert (await house.store.get(visit)).state is State.WITH_ASSISTANT


async def test_what_is_closed_without_an_answer_stays_open_for_staff(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        seq = await drafted(house, visit, "hello?")
        await house.desk.close(visit, ANA)
    (end,) = (await house.desk.board.overview()).loose_ends
    assert (end.seq, end.kind, end.words) == (seq, LooseEndKind.UNANSWERED, "hello?")


async def test_a_complaint_of_somebody_who_waits_comes_first(house: House) -> None:
    async with living(house):
        first, second = await house.visit(), await house.visit()
        for visit in (first, second):
            await house.reception.ask_for_staff(visit, "asked")
        house.study.intent = "complaint"
        await ask(house, second, "This is outrageous")
    listed = [(one.conversation.id, one.reason) for one in await house.desk.handoffs()]
    assert listed == [(second, Reason.COMPLAINT), (first, Reason.PERSON)]


async def test_each_time_that_a_visitor_waits_is_told(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        for number in range(2):
            await house.reception.visitor_wrote(visit, f"question {number}", f"m{number}")
            house.clock.ahead += 30 * 60
            await house.clocks.look()
            await house.clocks.look()
            await house.desk.staff_wrote(visit, ANA, f"answer {number}", f"r{number}")
    assert (await house.says(visit)).count("en house overdue Ana") == 2


async def test_a_clock_that_was_found_striking_too_late_stays_silent(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        await house.desk.claim(visit, ANA)
        await house.reception.visitor_wrote(visit, "hello?", "first")
        (seen,) = await house.desk.handoffs()
        await house.desk.staff_wrote(visit, ANA, "Here I am.", "first")
        letter = Letter(Author.HOUSE, "too late", "overdue")
        assert await house.desk_store.remind(seen, Reminder.OVERDUE, letter, None) is None
    assert (await house.says(visit))[-1] == "Here I am."


async def test_of_two_addresses_at_once_the_one_that_is_kept_is_read_back(house: House) -> None:
    visit = await house.visit()
    emails = [f"clerk{number}@example.org" for number in range(5)]
    await asyncio.gather(
        *(house.reception.leave_contact(visit, Contact(email)) for email in emails)
    )
    kept = await house.desk_store.contact(visit)
    assert kept is not None
    assert (await house.says(visit))[-1] == f"en house contact {kept.email}"
    assert len(await house.says(visit)) == 5


async def test_staff_hear_of_everybody_and_once(writing_house: House) -> None:
    visits = [await writing_house.visit() for _ in range(105)]
    for visit in visits:  # before anybody runs errands
        await writing_house.reception.ask_for_staff(visit, "asked")
    writing_house.clock.ahead += 20
    async with living(writing_house):
        await writing_house.rest()
    assert len(writing_house.mailer.sent) == 2 * len(visits)
    assert len(await writing_house.desk.handoffs()) == len(visits)


async def test_one_address_that_takes_no_mail_keeps_no_other_from_it(writing_house: House) -> None:
    writing_house.mailer.errors["staff@example.org"] = MailUnavailable("busy")
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.reception.ask_for_staff(visit, "asked")
        await writing_house.rest()
    assert [mail.to for mail in writing_house.mailer.sent] == ["desk@example.org"]


async def test_that_no_address_of_staff_takes_mails_is_noted(writing_house: House) -> None:
    writing_house.mailer.error = MailRefused("no such mailbox")
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.reception.ask_for_staff(visit, "asked")
        await writing_house.rest()
    assert len((await writing_house.desk.case_file(visit)).notes) == 1


async def test_who_comes_back_behind_the_reply_has_seen_it(writing_house: House) -> None:
    async with living(writing_house):
        visit = await writing_house.visit()
        await writing_house.reception.leave_contact(visit, Contact("clerk@example.org"))
        await writing_house.desk.staff_wrote(visit, ANA, "Hello!", "first")
        last = (await writing_house.store.get(visit)).last_event
        await writing_house.reception.events(visit, last)
        writing_house.clock.ahead += 61
        await writing_house.rest()
    assert writing_house.mailer.sent == []
