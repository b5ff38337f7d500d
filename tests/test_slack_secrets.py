"""What is for staff alone reaches no visitor, no draft, and nobody else in Slack."""

from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.conversation import ConversationId
from assistant.facts.facts import Facts, open_facts
from assistant.library.encoder import Encoder
from assistant.library.shelf import open_shelf
from assistant.slack.blocks import actions
from assistant.storage.database import Database
from assistant.vocabulary import Answer, Asked, BuildId, Outcome, Source
from tests.databases import ON_SQLITE
from tests.directory_folders import TODAY, WITH_ROLL
from tests.houses import WRITTEN_TO, FakeStudy, make_house
from tests.installations import DOCUMENTS, make_installation
from tests.slack_double import Slack
from tests.slack_double.posts import Post
from tests.slack_double.sight import visible_text
from tests.slack_houses import SlackHouse, at_work, until_so

pytestmark = ON_SQLITE

PUBLIC: Final = "A county may join."
SECRETS: Final = {
    "passage": "The board wants counties by May.",
    "contact": "Mayor Mia Doe",
    "lapsed": "2019-03-01",
    "expires": "2027-12-24",
}


@dataclass
class KnowingStudy(FakeStudy):
    """Tells staff more than visitors, as the study over real documents does."""

    async def answer(self, asked: Asked) -> Answer:
        """What everybody may know; to staff also what only they may."""
        if not asked.staff:
            return Answer(Outcome.ANSWERED, PUBLIC)
        secret = SECRETS["passage"]
        source = Source(1, "notes", "Notes", "Counties", "", "2026", secret)
        return Answer(Outcome.ANSWERED, f"{PUBLIC}\n\n{secret} [1]", sources=(source,))


@pytest.fixture
async def knowing_house(database: Database, slack: Slack) -> AsyncGenerator[SlackHouse]:
    """A house whose study knows secrets."""
    record = {name: SECRETS[name] for name in ("contact", "lapsed", "expires")}
    study = KnowingStudy(record=record)
    house = make_house(database, "here", study, staffing=WRITTEN_TO)
    async with at_work(house, slack) as working:
        yield working


def shown_to_all(house: SlackHouse) -> str:
    """All that stands in the staff channel, with the text of notifications."""
    return "\n".join(visible_text(one) + one.text for one in house.posts())


def secret_in(text: str) -> bool:
    """Whether a text tells something that is for staff alone."""
    return any(secret in text for secret in SECRETS.values())


async def told_visitor(house: SlackHouse, visit: ConversationId) -> str:
    """All that a visitor may see."""
    events = await house.house.reception.events(visit, 0)
    return str([one.message for one in events])


async def test_no_draft_and_no_answer_to_a_visitor_holds_what_is_for_staff_alone(
    knowing_house: SlackHouse,
) -> None:
    visit, _ = await knowing_house.claimed()
    draft = await knowing_house.drafted(visit, "And a state?")
    assert PUBLIC in visible_text(draft)
    await knowing_house.people.presses(knowing_house.ana, draft, actions.SEND_DRAFT)
    await knowing_house.settle()
    told = await told_visitor(knowing_house, visit)
    assert PUBLIC in told
    for secret in SECRETS.values():
        assert secret not in told
        assert secret not in shown_to_all(knowing_house)


async def test_beside_a_draft_its_claimer_alone_is_told_what_is_for_staff_with_no_way_to_send_it(
    knowing_house: SlackHouse,
) -> None:
    visit, root = await knowing_house.claimed()
    await knowing_house.drafted(visit, "And a state?")

    def told() -> list[Post]:
        asides = knowing_house.slack.ephemerals
        return [one for one in asides if secret_in(visible_text(one))]

    await until_so(lambda: bool(told()))
    (beside,) = told()
    assert beside.shown_to == knowing_house.ana.id
    assert beside.thread == root
    assert "actions" not in {block["type"] for block in beside.blocks}
    for secret in SECRETS.values():
        assert secret in visible_text(beside)
        assert secret not in shown_to_all(knowing_house)


async def test_beside_a_draft_nobody_is_told_who_is_no_colleague_any_more(
    knowing_house: SlackHouse,
) -> None:
    visit, _ = await knowing_house.claimed()
    await knowing_house.people.leaves(knowing_house.ana, knowing_house.channel)
    await knowing_house.drafted(visit, "And a state?")
    # This one is shown only once all is said beside the one before.
    draft = await knowing_house.drafted(visit, "And a village?")
    assert PUBLIC in visible_text(draft)
    slack = knowing_house.slack
    told = [*slack.ephemerals, *slack.posts(slack.workspace.direct(knowing_house.ana))]
    assert not any(secret_in(visible_text(one)) for one in told)


async def test_only_staff_who_ask_are_told_what_is_for_staff_and_only_aside(
    knowing_house: SlackHouse,
) -> None:
    bot = knowing_house.slack.workspace.bot
    asks = knowing_house.people.says
    await asks(knowing_house.ana, knowing_house.channel, f"<@{bot.id}> May a county join?")
    await knowing_house.is_told(knowing_house.ana, SECRETS["passage"])
    await knowing_house.settle()
    aside = "\n".join(knowing_house.asides(knowing_house.ana))
    for secret in SECRETS.values():
        assert secret in aside  # the control: the secrets are there to be told
        assert secret not in shown_to_all(knowing_house)
    assert PUBLIC in shown_to_all(knowing_house)
    assert knowing_house.asides(knowing_house.ben) == []


async def test_who_is_no_colleague_is_told_nothing_that_is_for_staff_alone(
    knowing_house: SlackHouse,
) -> None:
    guest = knowing_house.slack.workspace.invite_guest("Gus Tan")
    knowing_house.channel.members.append(guest.id)
    bot = knowing_house.slack.workspace.bot
    asks = knowing_house.people.says
    await asks(guest, knowing_house.channel, f"<@{bot.id}> May a county join?")
    await asks(guest, knowing_house.slack.workspace.direct(guest), "May a county join?")
    await knowing_house.settle()
    direct = knowing_house.slack.posts(knowing_house.slack.workspace.direct(guest))
    told = shown_to_all(knowing_house) + "\n".join(visible_text(one) for one in direct)
    assert told.count(PUBLIC) >= 2
    for secret in SECRETS.values():
        assert secret not in told
        assert secret not in "\n".join(knowing_house.asides(guest))


# --- the same, with the study over real documents and a real roll ---

ASKED: Final = (
    "Who opens the safe?",
    "Is St. Anselm a member?",
    "Who is the contact of St. Anselm, and when does its membership expire?",
    "Has the membership of Harbor Point, TX lapsed, and when?",
    "Who has Harbor Point, Texas as a contact?",
)
PRIVATE: Final = (
    *("brass key", "Zoe Quarrels", "private.example", "Ike Secretan"),
    *("2027-12-31", "12/31/2027", "2019-03-17", "2018-08-09", "Vic Veiled"),
)


@dataclass
class RealStudy(FakeStudy):
    """Answers as a server does."""

    study: Study | None = None

    async def answer(self, asked: Asked) -> Answer:
        """The answer of the study."""
        assert self.study is not None
        return await self.study.answer(asked)


@pytest.fixture(scope="module")
def study(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, encoder_folder: Path
) -> Iterator[tuple[Study, Facts]]:
    """The study over documents and a roll that hold what is for staff alone."""
    rows = {f"directory/{name}": text for name, text in WITH_ROLL.items()}
    folder = tmp_path_factory.mktemp("private")
    installed = make_installation(folder, encoder_folder, DOCUMENTS | rows, ingest=True)
    (build,) = (installed.data / "builds").iterdir()
    shelf = open_shelf(BuildId(build.name), build, installed.data / "scratch", encoder)
    facts = open_facts(build, installed.data / "gazetteers")
    with ThreadPoolExecutor(1) as thread:
        yield Study(lambda: (shelf, facts), read_gate(), lambda: TODAY, thread), facts
    facts.close()


async def test_of_real_documents_and_a_real_roll_no_private_word_reaches_a_visitor(
    database: Database, slack: Slack, study: tuple[Study, Facts]
) -> None:
    real, facts = study
    house = make_house(database, "here", RealStudy(study=real), staffing=WRITTEN_TO)
    async with at_work(house, slack) as working:
        waiting, _ = await working.handed_over()
        claimed, _ = await working.claimed()
        for question in ASKED:
            for visit in (waiting, claimed):
                await working.visitor_writes(visit, question)
            await house.rest()
            await working.settle()
            house.clock.ahead += 5
            await working.settle()
        told = await told_visitor(working, waiting) + await told_visitor(working, claimed)
        drafts = str(await house.desk.drafts(claimed))
        everything = told + drafts + shown_to_all(working)
        assert len(await house.desk.drafts(claimed)) == len(ASKED)
        assert [one for one in PRIVATE if one in everything] == []
    # The control: staff who ask are told, and the roll has it.
    of_staff = await real.answer(Asked(ASKED[0], staff=True))
    assert "brass key" in of_staff.text
    assert "Zoe Quarrels" in str(facts.directory.staff_roll())
