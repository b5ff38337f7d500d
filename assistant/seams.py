"""The protocols between the rooms and the errors that may cross them."""

from collections.abc import Sequence
from typing import Protocol

from assistant.mail import Mail


class AssistantError(Exception):
    """Something the product expects can happen; the message says what to do next."""


class AlreadyClaimed(AssistantError):
    """Somebody else of the staff has the conversation."""

    def __init__(self, claimed_by: str) -> None:
        """Name who has it."""
        self.claimed_by = claimed_by
        super().__init__(f"{claimed_by} has this conversation already: ask them to hand it back.")


class ConversationUnknown(AssistantError):
    """There is no such conversation, it was erased, or it is another visitor's."""


class DocumentRefused(AssistantError):
    """A file of the knowledge folder cannot be read; the others go on."""


class EmbedderUnavailable(AssistantError):
    """The encoder's weights cannot be loaded or exported."""


class HoursRefused(AssistantError):
    """The office's hours cannot be read: whoever needs them goes on as if none were known."""


class IndexMismatch(AssistantError):
    """A build is missing, damaged or made by another version."""


class MailRefused(AssistantError):
    """A mail can never be sent as it is, or to this address: do not try again."""


class MailUnavailable(AssistantError):
    """A mail cannot be sent now: try again, under the same id."""


class MessageUnknown(AssistantError):
    """A conversation has no such message."""


class ModelUnavailable(AssistantError):
    """The chat model did not give a usable answer in time."""


class MomentRefused(AssistantError):
    """A time that somebody typed cannot be used; the message says why."""


class OriginTaken(AssistantError):
    """A message came a second time with other words."""


class Overtaken(AssistantError):
    """What was to be answered was answered meanwhile."""


class SettingsRefused(AssistantError):
    """A setting has a value that cannot be used; the message names its variable."""


class TableRefused(AssistantError):
    """A table of facts cannot be used: nothing is published, and the build before stays in use."""

    SHOWN = 8  # a file with its columns shifted has a problem on every line

    def __init__(self, file: str, problems: Sequence[tuple[int, str]]) -> None:
        """Say what is wrong.

        Args:
            file: As people know it.
            problems: Lines and reasons; line 0 means the file as a whole.
        """
        self.file = file
        self.problems = tuple(problems)
        told = [
            f"{file}, line {line}: {reason}" if line else f"{file}: {reason}"
            for line, reason in self.problems[: self.SHOWN]
        ]
        if len(self.problems) > self.SHOWN:
            told.append(f"... and {len(self.problems) - self.SHOWN} more in {file}.")
        super().__init__("\n".join(told))


class StoreUnavailable(AssistantError):
    """The database does not answer."""


class Mailer(Protocol):
    """Sends mails."""

    async def send(self, mail: Mail) -> None:
        """Hand a mail in to whoever delivers it.

        Raises:
            MailUnavailable: It cannot be sent now; sent again it may arrive twice, under one id.
            MailRefused: It will never be taken.
        """
        ...
