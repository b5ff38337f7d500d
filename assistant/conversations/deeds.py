"""Does what somebody has decided to a conversation: stores it, runs what it owes, tells all."""

from collections.abc import Callable

from assistant.conversation import Conversation, ConversationId, Staff, State
from assistant.conversations.rules import after_nothing
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.errands import Errand
from assistant.storage.letters import Act, Letter, Owed, Rule, Written

STAFF_TOPIC = "staff"  # of the bus: something that staff look at has changed
LOOK_SECONDS = 2.0  # after which a stream looks again, should a nudge be lost


class Deeds:
    """The steps behind every verb of conversations.

    Failure policy: with SQL down each raises `StoreUnavailable`, and nothing is done.
    """

    def __init__(
        self, store: ConversationStore, bus: Bus, hand: Callable[[Errand | None], None]
    ) -> None:
        """Keep what doing needs.

        Args:
            store: Keeps conversations.
            bus: Wakes who follows.
            hand: Has an errand run at once.
        """
        self._store = store
        self._bus = bus
        self._hand = hand

    async def write(
        self,
        id: ConversationId,
        letter: Letter,
        becomes: Rule = after_nothing,
        owes: Owed | None = None,
        by: Staff | None = None,
    ) -> Written:
        """Store a message once; the arguments are those of `ConversationStore.write`.

        Raises:
            ConversationUnknown: The conversation was erased.
            OriginTaken: The origin id came before with another text.
            AlreadyClaimed: It is of staff's, and another of them has the conversation.
        """
        written = await self._store.write(id, letter, becomes, owes, by=by)
        self._hand(written.errand)
        if written.is_new:
            await self._bus.nudge(id)
        if written.is_new and written.state is not State.WITH_ASSISTANT:
            await self.tell_staff()
        return written

    async def act(self, id: ConversationId, act: Act) -> Conversation:
        """Let the state follow an act.

        Raises:
            ConversationUnknown: There is no such conversation.
            AlreadyClaimed: Another of the staff has it.
        """
        acted = await self._store.act(id, act)
        self._hand(acted.errand)
        await self._bus.nudge(id)
        await self.tell_staff()
        return acted.conversation

    async def tell_staff(self) -> None:
        """Wake whoever of the staff looks."""
        await self._bus.nudge(STAFF_TOPIC)
