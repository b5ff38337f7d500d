"""Writes e-mails: to staff about visitors who wait, and to visitors who have left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from assistant.conversation import Author, Contact, Conversation, Handoff, Message, Staff
from assistant.conversations.deeds import Deeds
from assistant.conversations.errands import LATER, Duty
from assistant.conversations.handing_over import Saying
from assistant.conversations.rules import (
    MAIL_ALARM,
    MAIL_OVERDUE,
    MAIL_REPLY,
    MAIL_SLACK,
    MAIL_UNANSWERED,
    MAIL_UNCLAIMED,
    MAIL_WAITING,
)
from assistant.mail import Mail, message_id
from assistant.seams import Mailer, MailRefused, MailUnavailable
from assistant.storage.conversations import ConversationStore
from assistant.storage.desk import DeskStore
from assistant.storage.errands import Errand, ErrandStore

log = structlog.get_logger(__name__)

_OF_STAFF: Final = {
    MAIL_WAITING: "waiting",
    MAIL_UNCLAIMED: "unclaimed",
    MAIL_UNANSWERED: "unanswered",
    MAIL_OVERDUE: "overdue",
}
_ALARMS: Final = {MAIL_ALARM: "alarm", MAIL_SLACK: "slack"}
_POST: Final = Staff("E-mail", "mail")  # who notes what became of a mail
_LANGUAGE: Final = "en"  # of staff


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where mails come from and go to.

    Attributes:
        sender: Of every mail.
        staff: Who is told of visitors that wait; empty for nobody.
        public_url: Under which people reach the server; empty if none is set.
        association: The association's own data, for its name and address.
        is_own_page: Whether a page on which a conversation began is of a website that we know.
    """

    sender: str
    staff: Sequence[str]
    public_url: str
    association: Callable[[], Mapping[str, Any]]
    is_own_page: Callable[[str], bool] = lambda _: False


class Postman:
    """Runs the errands of mails; each may be run twice, under the same message id.

    Failure policy: what cannot be sent for now is tried again; what is refused for good is noted
    on the conversation, for staff to see.
    """

    def __init__(
        self,
        stores: tuple[ConversationStore, DeskStore, ErrandStore],
        mailer: Mailer,
        deeds: Deeds,
        say: Saying,
        addresses: Addresses,
    ) -> None:
        """Keep what writing needs.

        Args:
            stores: Keep conversations, what staff work with, and what is owed.
            mailer: Sends.
            deeds: Wakes staff.
            say: The house's own sentences.
            addresses: Where mails come from and go to.
        """
        self._conversations, self._desk, self._errands = stores
        self._mailer = mailer
        self._deeds = deeds
        self._say = say
        self._addresses = addresses

    async def tell_staff(self, errand: Errand) -> tuple[Errand, ...]:
        """Tell staff of a visitor who waits, unless nobody waits any more.

        Raises:
            MailUnavailable: It cannot be sent for now.
            ConversationUnknown: The conversation was erased.
        """
        handoff = await self._desk.handoff(errand.conversation)
        if handoff is None or not _still_holds(errand.kind, handoff):
            return await self._end(errand)
        subject = self._say(
            _LANGUAGE,
            "mail",
            _OF_STAFF[errand.kind],
            reason=handoff.reason.value.replace("_", " "),
            staff=handoff.claimed_by,
        )
        return await self._to_staff(errand, subject, self._about(handoff))

    async def tell_alarm(self, errand: Errand) -> tuple[Errand, ...]:
        """Tell staff that answers fail, or that Slack does.

        Raises:
            MailUnavailable: It cannot be sent for now.
        """
        name = _ALARMS[errand.kind]
        subject = self._say(_LANGUAGE, "mail", name)
        return await self._to_staff(errand, subject, self._say(_LANGUAGE, "mail", f"{name}_text"))

    async def send_reply(self, errand: Errand) -> tuple[Errand, ...]:
        """Send what staff wrote to a visitor who has left without seeing it.

        Raises:
            MailUnavailable: It cannot be sent for now.
            ConversationUnknown: The conversation was erased.
        """
        conversation = await self._conversations.get(errand.conversation)
        messages = await self._conversations.messages(errand.conversation)
        contact = await self._desk.contact(errand.conversation)
        event = await self._conversations.event_of(errand.conversation, errand.seq)
        of_staff = [one for one in messages if one.author is Author.STAFF and one.text]
        is_newest = bool(of_staff) and of_staff[-1].seq == errand.seq
        is_due = is_newest and not of_staff[-1].mailed and conversation.seen_event < event
        if contact is None or not is_due:
            return await self._end(errand)
        try:
            await self._mailer.send(self._reply(errand, conversation, messages, contact))
        except MailRefused as error:
            log.warning("mail to a visitor refused", reason=str(error))
            return await self.give_up(errand)
        return _given(await self._desk.deliver(errand))

    async def give_up(self, errand: Errand) -> tuple[Errand, ...]:
        """Note on the conversation that a mail could not be sent."""
        text = self._say(_LANGUAGE, "mail", "given_up")
        await self._desk.add_note(errand.conversation, _POST, text, f"mail:{errand.id}")
        await self._deeds.tell_staff()
        return await self._end(errand)

    def _reply(
        self,
        errand: Errand,
        conversation: Conversation,
        messages: Sequence[Message],
        contact: Contact,
    ) -> Mail:
        return Mail(
            to=contact.email,
            subject=self._say(conversation.language, "mail", "reply_subject"),
            text=self._letter(conversation, messages, errand.seq),
            from_name=str(self._addresses.association().get("name", "")),
            reply_to=self._answers_go_to(),
            message_id=message_id(self._addresses.sender, "reply", str(errand.id)),
        )

    def _letter(self, conversation: Conversation, messages: Sequence[Message], seq: int) -> str:
        """What staff wrote, the conversation before it, and where an answer goes."""
        language = conversation.language
        (reply,) = (one for one in messages if one.seq == seq)
        before = [self._line(language, one) for one in messages if one.seq < seq and one.text]
        url = conversation.page_url if self._addresses.is_own_page(conversation.page_url) else ""
        where = "reply_where" if url else "reply_where_mail"
        address = self._answers_go_to()
        parts = [
            self._say(language, "mail", "reply_from", staff=reply.name),
            reply.text,
            self._say(language, "mail", where, address=address, url=url),
            self._say(language, "mail", "reply_private"),
            self._say(language, "mail", "reply_before"),
            *before,
        ]
        return "\n\n".join(parts) + "\n"

    def _line(self, language: str, message: Message) -> str:
        """One message of the transcript, with who wrote it."""
        who = message.name or self._say(language, "mail", message.author.value)
        return f"{who}: {message.text}"

    def _answers_go_to(self) -> str:
        """The association's own address, else that of staff, else the sender's."""
        known = str(self._addresses.association().get("email", ""))
        return known or next(iter(self._addresses.staff), self._addresses.sender)

    def _about(self, handoff: Handoff) -> str:
        id = handoff.conversation.id
        base = self._addresses.public_url
        where = (
            self._say(_LANGUAGE, "mail", "where", url=f"{base}/staff/conversations/{id}")
            if base
            else self._say(_LANGUAGE, "mail", "where_terminal", id=id)
        )
        said = self._say(_LANGUAGE, "mail", "last_words", words=handoff.last_words)
        return f"{said}\n\n{where}\n"

    async def _to_staff(self, errand: Errand, subject: str, text: str) -> tuple[Errand, ...]:
        """Write to each address of staff: told is told, once one of them has it.

        Raises:
            MailUnavailable: None has it, and at least one may have it later.
        """
        told, later = False, None
        for address in self._addresses.staff:
            sender = self._addresses.sender
            id = message_id(sender, errand.kind, str(errand.id), address)
            try:
                await self._mailer.send(Mail(address, subject, text, message_id=id))
                told = True
            except MailRefused as error:
                log.error("mail to staff refused", reason=str(error))
            except MailUnavailable as error:
                log.warning("mail to staff not sent", reason=str(error))
                later = error
        if not told and later is not None:
            raise later
        return await self._end(errand) if told else await self.give_up(errand)

    async def _end(self, errand: Errand) -> tuple[Errand, ...]:
        return _given(await self._errands.finish(errand))


def _given(errand: Errand | None) -> tuple[Errand, ...]:
    return () if errand is None else (errand,)


def _still_holds(kind: str, handoff: Handoff) -> bool:
    """Whether what a mail tells of is still so."""
    if kind in {MAIL_WAITING, MAIL_UNCLAIMED}:
        return not handoff.claimed_by
    return bool(handoff.claimed_by) and handoff.waits_since is not None


def duties_of(postman: Postman) -> dict[str, Duty[Errand]]:
    """The duties of the post, by kind of errand."""
    of_staff = Duty(postman.tell_staff, postman.give_up, LATER)
    return {
        **dict.fromkeys(_OF_STAFF, of_staff),
        **dict.fromkeys(_ALARMS, Duty(postman.tell_alarm, postman.give_up, LATER)),
        MAIL_REPLY: Duty(postman.send_reply, postman.give_up, LATER),
    }
