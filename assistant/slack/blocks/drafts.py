"""A draft in a handoff's thread: what the assistant would say, for staff to send."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from assistant.conversation import Draft
from assistant.slack.blocks import actions
from assistant.slack.blocks.answers import draw_told
from assistant.slack.blocks.elements import Json, button, buttons, field, line, text
from assistant.slack.blocks.limits import FIELD_TEXT
from assistant.slack.blocks.posts import form, post
from assistant.slack.blocks.signs import tidy, tidy_name
from assistant.slack.blocks.site import Site
from assistant.thread import Post
from assistant.vocabulary import Answer


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Which draft a form edits, and where it stands in Slack."""

    conversation: str
    seq: int
    channel: str
    ts: str

    def write(self) -> str:
        """The same as text that a form carries, unseen."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, carried: str) -> "DraftPlace":
        """The place that a form carried."""
        return cls(**json.loads(carried))


def draw_draft(draft: Draft, site: Site, *, id: str) -> Post:
    """A draft that may be sent; edited first where it fits into a form.

    Args:
        draft: Of public knowledge alone.
        site: Where it is read.
        id: What its buttons name it by.
    """
    words = site.words.draft
    send = button(words["send"], actions.SEND_DRAFT, id, style="primary")
    fits = len(tidy(draft.text)) <= FIELD_TEXT
    edit = [button(words["edit"], actions.EDIT_DRAFT, id)] if fits else []
    return _draw(draft, words["title"], site, buttons(send, *edit))


def draw_sent_draft(name: str, site: Site) -> Post:
    """Where a draft stood that somebody has sent: its words stand in a post of their own."""
    title = site.words.draft["sent"].format(name=tidy_name(name))
    return post(title, [line(text(title, bold=True))], site.words.shared["more"])


def draw_stale_draft(draft: Draft, site: Site) -> Post:
    """A draft that came too late to be sent."""
    return _draw(draft, site.words.draft["stale"], site)


def draft_form(draft: Draft, place: DraftPlace, site: Site) -> Json:
    """The form in which a draft is edited, filled with it."""
    words = site.words.draft
    labels = (words["form-title"], words["form-send"], words["form-close"])
    text_field = field(actions.DRAFT_TEXT, words["form-text"], draft.text)
    return form(actions.DRAFT_FORM, labels, [text_field], place.write())


def _draw(draft: Draft, title: str, site: Site, *tail: Json) -> Post:
    return post(title, _told(draft, title, site), site.words.shared["more"], tail=tail)


def _told(draft: Draft, title: str, site: Site) -> Iterator[Json]:
    yield line(text(title, bold=True))
    yield from draw_told(replace(Answer.from_json(draft.answer), text=draft.text), site)
