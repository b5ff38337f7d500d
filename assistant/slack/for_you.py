"""Says beside a draft, to who has the conversation alone, what staff may know beyond it."""

from dataclasses import dataclass

import structlog

from assistant.conversation import Author, State
from assistant.conversations.answerer import asked_in
from assistant.conversations.desk import Desk
from assistant.seams import AssistantError
from assistant.slack.asking import Questions
from assistant.slack.colleagues import Colleagues
from assistant.slack.whispers import Whispers
from assistant.storage.outbox import Parcel
from assistant.thread import Thread
from assistant.vocabulary import Answer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ForYou:
    """What stands beside drafts for one person alone; it has no button that sends it.

    Failure policy: what cannot be said is not said: no draft waits for it.
    """

    desk: Desk
    questions: Questions
    colleagues: Colleagues
    whispers: Whispers

    async def beside(self, parcel: Parcel, thread: Thread) -> None:
        """Say what staff may know beyond a draft.

        Args:
            parcel: Of the draft.
            thread: In which that stands, or would stand if it could be sent.
        """
        try:
            await self._say(parcel.ref, thread)
        except AssistantError as error:
            log.warning("nothing said beside a draft", reason=str(error))

    async def _say(self, seq: int, thread: Thread) -> None:
        file = await self.desk.case_file(thread.conversation)
        newest = max(one.seq for one in file.messages if one.author is Author.VISITOR)
        draft = next((one for one in file.drafts if one.seq == seq), None)
        is_theirs = file.conversation.state is State.WITH_STAFF and bool(thread.claimer)
        if draft is None or not is_theirs or seq != newest:
            return
        colleague = await self.colleagues.admit(thread.claimer)  # raises
        asked = asked_in(file.conversation, file.messages, seq)
        answer = Answer.from_json(draft.answer)
        if (post := await self.questions.beyond(asked, answer)) is not None:
            await self.whispers.say(thread.channel, colleague.id, post, thread.root_ts)
