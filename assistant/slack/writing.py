"""Words what is posted about conversations, from what SQL holds at the time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.conversation import Author, Draft, Message, Reminder, State
from assistant.conversations.desk import CaseFile, Desk
from assistant.slack.asking import Questions
from assistant.slack.blocks.drafts import draw_draft, draw_sent_draft, draw_stale_draft
from assistant.slack.blocks.handoffs import draw_root
from assistant.slack.blocks.messages import draw_transcript
from assistant.slack.blocks.site import Site
from assistant.slack.blocks.threads import (
    Turn,
    draw_edit,
    draw_lines,
    draw_reminder,
    draw_removal,
    draw_reply,
    draw_turn,
)
from assistant.slack.case_sheets import CaseSheets
from assistant.slack.planning import is_told
from assistant.slack.poster import Written
from assistant.storage.outbox import Parcel
from assistant.storage.threads import TRANSCRIPT_PAGES, ThreadStore
from assistant.thread import ParcelKind, Post, Thread

_NOTHING: Final = Written(None)
_TURNS: Final = {
    State.WITH_STAFF: Turn.CLAIMED,
    State.WITH_ASSISTANT: Turn.HANDED_BACK,
    State.CLOSED: Turn.CLOSED,
    State.WAITING_FOR_STAFF: Turn.ASKED,
}
_PROPOSED: Final = frozenset({"answered", "partial"})  # outcomes of drafts that staff may send


class ThreadWriting:
    """Words the posts of threads.

    Failure policy: what SQL raises is raised.
    """

    def __init__(
        self,
        desk: Desk,
        threads: ThreadStore,
        questions: Questions,
        sheets: CaseSheets,
        site: Callable[[], Site],
    ) -> None:
        """Keep what wording needs.

        Args:
            desk: Knows conversations.
            threads: Know what is told of them.
            questions: Know what was asked in Slack itself.
            sheets: Know what stands at the root.
            site: Where it is read, by the build in use.
        """
        self._desk = desk
        self._threads = threads
        self._questions = questions
        self._sheets = sheets
        self._site = site
        self._kinds: Mapping[ParcelKind, Callable[..., Awaitable[Written]]] = {
            ParcelKind.ROOT: self._root,
            ParcelKind.TOUCH: self._root,
            ParcelKind.TRANSCRIPT: self._transcript,
            ParcelKind.LINE: self._lines,
            ParcelKind.CHANGE: self._change,
            ParcelKind.STATE: self._state,
            ParcelKind.RETURN: self._return,
            ParcelKind.UNCLAIMED: self._reminder,
            ParcelKind.UNANSWERED: self._reminder,
            ParcelKind.OVERDUE: self._reminder,
            ParcelKind.DRAFT: self._draft,
            ParcelKind.REDRAFT: self._draft,
        }

    async def write(self, parcels: Sequence[Parcel], *, is_repeat: bool) -> Written:
        """What one post says of parcels, as many of them as go together.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        first = parcels[0]
        if first.kind is ParcelKind.ANSWER:
            return Written(await self._questions.post(first.ref))
        file = await self._desk.case_file(first.conversation)
        thread = await self._threads.of(first.conversation)
        if thread is None:
            return _NOTHING
        written = await self._kinds[first.kind](parcels, file, thread)
        if not is_repeat or written.post is None:
            return written
        return replace(written, post=_repeated(written.post, self._site()))

    async def place(self, parcel: Parcel) -> str:
        """The ts of the root under which a parcel belongs; empty where there is none yet.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        if parcel.kind is ParcelKind.ROOT:
            return ""
        if parcel.kind is ParcelKind.ANSWER:
            return await self._questions.place(parcel.ref)
        await self._desk.conversation(parcel.conversation)  # raises
        thread = await self._threads.of(parcel.conversation)
        return thread.root_ts if thread is not None else ""

    async def draft_is_coming(self, parcel: Parcel) -> bool:
        """Whether the assistant is still at work on the draft of a parcel."""
        file = await self._desk.case_file(parcel.conversation)
        is_newest = _last_of_visitor(file) == parcel.ref
        is_theirs = file.conversation.state is State.WITH_STAFF
        is_open = is_theirs and is_newest and not _is_answered(file, parcel.ref)
        return is_open and _draft_of(file, parcel.ref) is None

    async def _root(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        return Written(draw_root(await self._sheets.sheet(file), self._site()))

    async def _transcript(
        self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread
    ) -> Written:
        before = [one for one in file.messages if one.seq <= thread.begun_seq]
        pages = draw_transcript(before, self._site())
        page = parcels[0].ref % TRANSCRIPT_PAGES
        return Written(pages[page]) if page < len(pages) else _NOTHING

    async def _lines(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        messages = {one.seq: one for one in file.messages}
        first = messages[parcels[0].ref]
        if not is_told(first) or first.seq <= thread.begun_seq:
            return _NOTHING
        if first.author is Author.ASSISTANT:
            return Written(draw_reply(first, self._site()))
        together = [first]
        for parcel in parcels[1:]:
            message = messages[parcel.ref]
            if message.author is Author.ASSISTANT or not is_told(message):
                break
            together.append(message)
        return self._joined(together)

    def _joined(self, messages: Sequence[Message]) -> Written:
        """As many messages as one post takes."""
        for count in range(len(messages), 1, -1):
            posts = draw_lines(messages[:count], self._site())
            if len(posts) == 1:
                return Written(posts[0], count)
        return Written(draw_lines(messages[:1], self._site())[0])

    async def _change(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        seq = int(parcels[0].payload["seq"])
        message = next(one for one in file.messages if one.seq == seq)
        drawn = draw_removal(message, "", self._site()) if message.removed else None
        return Written(drawn or draw_edit(message, self._site()))

    async def _state(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        payload = parcels[0].payload
        state = State(payload["state"])
        gave_up = state is State.WAITING_FOR_STAFF and payload["before"] == State.WITH_STAFF
        turn = Turn.GAVE_UP if gave_up else _TURNS[state]
        return Written(draw_turn(turn, payload["by"], self._site()))

    async def _return(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        return Written(draw_turn(Turn.RETURNED, "", self._site()))

    async def _reminder(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        """What a clock says, unless it was seen to meanwhile."""
        handoff = await self._desk.handoff(file.conversation.id)
        reminder = Reminder(parcels[0].kind.value)
        if handoff is None or reminder not in handoff.reminders:
            return _NOTHING
        return Written(draw_reminder(reminder, handoff, self._site()))

    async def _draft(self, parcels: Sequence[Parcel], file: CaseFile, thread: Thread) -> Written:
        """The newest draft that may be sent; else the one that is shown, as it stands by now."""
        drafts = {one.seq: one for one in await self._desk.drafts(file.conversation.id)}
        draft, shown = drafts.get(parcels[0].ref), drafts.get(thread.draft_seq)
        if draft is not None and _may_be_sent(draft, file):
            return Written(self._drawn(draft, file))
        if shown is not None and thread.draft_ts:
            return Written(self._drawn(shown, file))
        return _NOTHING

    def _drawn(self, draft: Draft, file: CaseFile) -> Post:
        """A draft as it stands: to be sent, sent, or out of date."""
        reply = next(
            (one for one in file.messages if one.origin == f"staff:draft:{draft.seq}"), None
        )
        if reply is not None:
            return draw_sent_draft(reply.name, self._site())
        if draft not in file.drafts:
            return draw_stale_draft(draft, self._site())
        id = f"{file.conversation.id}:{draft.seq}"
        return draw_draft(draft, self._site(), id=id)


def _repeated(post: Post, site: Site) -> Post:
    """A post that may have been posted before."""
    return replace(post, text=f"{post.text} {site.words.thread['repeat']}")


def _is_answered(file: CaseFile, seq: int) -> bool:
    """Whether staff have written since: the case file has no draft then, and none is needed."""
    return any(one.author is Author.STAFF and one.seq > seq for one in file.messages)


def _draft_of(file: CaseFile, seq: int) -> Draft | None:
    return next((one for one in file.drafts if one.seq == seq), None)


def _may_be_sent(draft: Draft, file: CaseFile) -> bool:
    """Whether a draft is of what the visitor wrote last, and says something."""
    is_newest = draft.seq == _last_of_visitor(file)
    return is_newest and draft.answer.get("outcome") in _PROPOSED


def _last_of_visitor(file: CaseFile) -> int:
    of_visitor = [one.seq for one in file.messages if one.author is Author.VISITOR]
    return max(of_visitor, default=0)
