"""Joins what conversations need: stores, verbs, errands, clocks, the post."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from assistant import __version__
from assistant.answering.replies import Replies, read_sentences
from assistant.conversation import Conversation
from assistant.conversations.alarms import FailureAlarm, SlackAlarm
from assistant.conversations.answerer import Answerer, Studying
from assistant.conversations.clocks import Clocks, Patience
from assistant.conversations.corrections import Corrections
from assistant.conversations.deeds import Deeds
from assistant.conversations.desk import Desk
from assistant.conversations.errands import Duty, Errands
from assistant.conversations.handing_over import HandingOver, Saying, Staffing
from assistant.conversations.hours import OfficeHours
from assistant.conversations.openings import word_opening
from assistant.conversations.pausing import Pausing
from assistant.conversations.postman import Addresses, Postman, duties_of
from assistant.conversations.presence import Presence
from assistant.conversations.reception import Reception
from assistant.conversations.rules import ANSWER
from assistant.conversations.timetable import read_hours
from assistant.facts.facts import Facts
from assistant.library.librarian import Librarian
from assistant.mailing.server import read_smtp_url
from assistant.mailing.smtp import SmtpMailer
from assistant.seams import AssistantError
from assistant.settings import Settings
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.corrections import CorrectionStore
from assistant.storage.database import Database
from assistant.storage.desk import DeskStore
from assistant.storage.errands import Errand, ErrandStore
from assistant.storage.feedback import FeedbackStore
from assistant.storage.switches import SwitchStore
from assistant.vocabulary import Answer, Asked

Answering = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Conversations:
    """What the doors need of conversations.

    Attributes:
        reception: The verbs of visitors.
        desk: The verbs of staff.
        errands: What is owed to conversations; to be run while the server lives.
        clocks: Remind staff of who waits; to be looked at while the server lives.
        answer: Answers questions without a conversation, unless the assistant is paused.
        slack_alarm: Tells staff by other ways that Slack takes nothing.
    """

    reception: Reception
    desk: Desk
    errands: Errands[Errand]
    clocks: Clocks
    answer: Answering
    slack_alarm: SlackAlarm


@dataclass(frozen=True, slots=True)
class _Stores:
    conversations: ConversationStore
    errands: ErrandStore
    desk: DeskStore
    switches: SwitchStore
    feedback: FeedbackStore


def _now() -> datetime:
    return datetime.now(UTC)


def open_conversations(
    settings: Settings,
    database: Database,
    bus: Bus,
    librarian: Librarian[Facts],
    answer: Answering,
) -> Conversations:
    """Join what conversations need."""
    association = _Association(librarian)
    say = association.say
    stores = _open_stores(database)
    presence = Presence(stores.switches, association.hours, ZoneInfo(settings.time_zone), _now)
    staffing = _staffing(settings, say, presence)
    handing_over = HandingOver(say, staffing)
    errands: Errands[Errand]  # hands on what others owe, and is made of them

    def hand(errand: Errand | None) -> None:
        errands.hand(errand)

    deeds = Deeds(stores.conversations, bus, hand)
    answerer = Answerer(
        (stores.conversations, stores.switches),
        bus,
        Studying(answer, lambda: librarian.shelf().build if librarian.is_open else ""),
        say,
        handing_over,
        FailureAlarm(stores.switches, _now),
    )
    duties = {ANSWER: Duty(answerer.answer, answerer.tell_failure)}
    duties |= _of_mails(settings, stores, deeds, association)
    errands = Errands(stores.errands, duties, alone=database.is_of_one_machine)
    patience = _patience(settings, presence)
    visitors = stores.conversations, stores.desk, stores.feedback
    staff = stores.conversations, stores.desk, stores.switches
    corrections = Corrections(CorrectionStore(database, _now), deeds)
    return Conversations(
        Reception(visitors, bus, deeds, say, handing_over),
        Desk(staff, bus, deeds, say, staffing, corrections),
        errands,
        Clocks(stores.desk, bus, hand, say, staffing, patience, _now),
        Pausing(answer, stores.switches, say).answer,
        SlackAlarm((stores.conversations, stores.switches), bus, staffing),
    )


def _open_stores(database: Database) -> _Stores:
    holder = uuid4().hex
    return _Stores(
        ConversationStore(database, _now, holder),
        ErrandStore(database, _now, holder),
        DeskStore(database, _now, holder),
        SwitchStore(database, _now),
        FeedbackStore(database, _now, __version__),
    )


class _Association:
    """What the build in use says of the association; without one visitors are spoken to, too."""

    def __init__(self, librarian: Librarian[Facts]) -> None:
        self._librarian = librarian

    def known(self) -> Mapping[str, Any]:
        return self._librarian.shelf().association if self._librarian.is_open else {}

    def hours(self) -> OfficeHours | None:
        try:
            return read_hours(self.known())
        except AssistantError:  # `doctor` says why
            return None

    def say(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        replies = Replies(read_sentences(language), self.known())
        return replies.say_or_unnamed(section, name, **values)


def _staffing(settings: Settings, say: Saying, presence: Presence) -> Staffing:
    async def next_opening(conversation: Conversation) -> str:
        there, zone = await presence.next_there(), conversation.time_zone
        if there is None:
            return ""
        return word_opening(say, conversation.language, there, presence.zone(), zone)

    return Staffing(
        is_staffed=bool(
            settings.staffed
            or settings.staff_token.get_secret_value()
            or settings.staff_email
            or settings.slack_staff_channel
        ),
        mails_staff=bool(settings.staff_email),
        mails_visitors=bool(settings.smtp_url.get_secret_value()),
        next_opening=next_opening,
        zone=presence.zone,
    )


def _patience(settings: Settings, presence: Presence) -> Callable[[], Awaitable[Patience]]:
    async def patience() -> Patience:
        return Patience(
            claim=timedelta(minutes=settings.claim_minutes),
            reply=timedelta(minutes=settings.reply_minutes),
            passed=await presence.passed(),
        )

    return patience


def _of_mails(
    settings: Settings, stores: _Stores, deeds: Deeds, association: _Association
) -> Mapping[str, Duty[Errand]]:
    """The duties of the post; without a mail server none is owed."""
    url = settings.smtp_url.get_secret_value()
    if not url:
        return {}
    hosts = {urlsplit(one).hostname for one in (*settings.allowed_origins, settings.public_url)}

    def is_own_page(page: str) -> bool:
        try:
            parts = urlsplit(page)
        except ValueError:
            return False
        return parts.scheme in {"http", "https"} and parts.hostname in hosts - {None}

    postman = Postman(
        (stores.conversations, stores.desk, stores.errands),
        SmtpMailer(read_smtp_url(url), settings.mail_from),
        deeds,
        association.say,
        Addresses(
            settings.mail_from,
            settings.staff_email,
            settings.public_url,
            association.known,
            is_own_page,
        ),
    )
    return duties_of(postman)
