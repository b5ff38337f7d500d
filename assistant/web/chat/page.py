"""Renders the chat without JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jinja2 import Environment

from assistant.conversation import Author, Conversation, Message, State
from assistant.conversations.reception import new_token
from assistant.vocabulary import Outcome
from assistant.web.chat.forms import new_origin
from assistant.web.chat.shown import show
from assistant.web.chat.transcripts import write_transcript
from assistant.web.house import House
from assistant.web.page import SUGGESTIONS, read_reach
from assistant.web.words import Words

_LANGUAGE: Final = "en"  # of the page's own sentences
_PERSON_HELPS = frozenset(
    {Outcome.PARTIAL, Outcome.UNANSWERED, Outcome.DECLINED, Outcome.HANDOFF, Outcome.FAILED}
)
_OF_STAFF = frozenset({State.WAITING_FOR_STAFF, State.WITH_STAFF})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows.

    Attributes:
        id: Of the conversation; empty before it has begun.
        token: Opens it, or will.
        client_id: Of the forms of this page.
        conversation: None where there is none, or it cannot be read now.
        text: In the question box.
        contact: In the form for an address.
        trouble: Why what was sent was not done.
        notice: What was done.
        may_take_back: Whether the assistant is offered instead of a person.
    """

    id: str = ""
    token: str = field(default_factory=new_token, repr=False)
    client_id: str = field(default_factory=new_origin)
    conversation: Conversation | None = None
    messages: Sequence[Message] = ()
    text: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    notice: str = ""
    may_take_back: bool = False

    @property
    def newest(self) -> int:
        """The number of the message that the page opens at; 0 for none."""
        asked = [one.seq for one in self.messages if one.author is Author.VISITOR]
        last = self.messages[-1] if self.messages else None
        told = last is not None and last.author in {Author.STAFF, Author.HOUSE}
        return last.seq if told and last else max(asked, default=0)

    @property
    def is_waiting(self) -> bool:
        """Whether the assistant has not answered yet."""
        state = self.conversation.state if self.conversation else State.WITH_STAFF
        asked = [one.seq for one in self.messages if one.author is Author.VISITOR]
        replied = {one.replies_to for one in self.messages}
        return state is not State.WITH_STAFF and bool(asked) and asked[-1] not in replied


class ChatPage:
    """Renders the page; every value is escaped by the templates."""

    def __init__(self, house: House, words: Words, templates: Environment) -> None:
        """Keep what rendering needs.

        Args:
            house: For the association's own data.
            words: The door's own sentences.
            templates: Escaping.
        """
        self.words = words.chat
        self._house = house
        self._words = words
        self._templates = templates

    def render(self, sheet: Sheet) -> str:
        """The conversation with its forms."""
        hosts = self._house.link_hosts()
        state = sheet.conversation.state if sheet.conversation else State.WITH_ASSISTANT
        return self._render(
            "chat.html",
            sheet,
            messages=[show(one, hosts) for one in sheet.messages],
            state=state.value,
            takes_contact=self._house.takes_contact and state in _OF_STAFF,
            suggestions=list(self._house.suggestions(_LANGUAGE))[:SUGGESTIONS],
            person_helps=sorted(outcome.value for outcome in _PERSON_HELPS),
        )

    def ask_erase(self, sheet: Sheet) -> str:
        """Whether the conversation is really to be deleted."""
        return self._render("chat_erase.html", sheet)

    def transcript(self, sheet: Sheet) -> str:
        """The conversation as a text file."""
        name = str(self._house.association().get("name", ""))
        return write_transcript(sheet.messages, self.words, name)

    def _render(self, template: str, sheet: Sheet, **values: object) -> str:
        association = self._house.association()
        return self._templates.get_template(template).render(
            sheet=sheet,
            words=self.words,
            shared=self._words.page,
            outcomes=self._words.outcomes,
            association=association,
            reach=read_reach(association),
            kept_days=self._house.kept_days,
            **values,
        )
