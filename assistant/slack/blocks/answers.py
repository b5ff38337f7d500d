"""An answer as it stands in Slack: for whoever asked there, in a thread, and as a draft."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assistant.slack.blocks import actions
from assistant.slack.blocks.elements import (
    Json,
    button,
    buttons,
    line,
    quoted,
    remark,
    rich,
    section,
    text,
)
from assistant.slack.blocks.facts import draw_list
from assistant.slack.blocks.posts import post
from assistant.slack.blocks.prose import draw_prose
from assistant.slack.blocks.quotes import draw_amount, draw_warning
from assistant.slack.blocks.signs import shorten
from assistant.slack.blocks.site import Site
from assistant.slack.blocks.sources import draw_sources
from assistant.telling.messages import tell_answer
from assistant.thread import Post
from assistant.vocabulary import Answer, Outcome

_QUESTION: Final = 500  # characters of a question that are shown


def draw_answer(
    content: Mapping[str, Any], site: Site, *, id: str, is_private: bool, question: str = ""
) -> Post:
    """An answer to somebody who asks in Slack.

    Args:
        content: The answer as JSON.
        site: Where it is read.
        id: What its buttons name it by.
        is_private: Whether only the asker sees it, who may then share it.
        question: What was asked, where that is not seen above it.
    """
    answer = Answer.from_json(content)
    words = site.words
    notice = f"{words.shared['assistant']}: {answer.text}"
    tail = [] if answer.outcome is Outcome.FAILED else [_buttons(site, id, is_private=is_private)]
    blocks = (*_asked(question, site), *draw_told(answer, site))
    return post(notice, blocks, words.shared["more-parts"], tail=tail)


def draw_told(answer: Answer, site: Site) -> Iterator[Json]:
    """What an answer says, with its outcome, its dues and its sources; marked as automated."""
    words, quote = site.words, answer.quote or {}
    yield remark(words.shared["assistant"])
    if outcome := words.outcomes[answer.outcome.value]:
        yield line(text(outcome, bold=True))
    yield from draw_warning(quote, site, answer.text)
    yield from draw_prose(tell_answer(answer, site.hosts), words.shared["more-rows"])
    yield from draw_amount(quote, site)
    yield from draw_sources(answer.sources, site)
    title = "choose" if answer.outcome is Outcome.CLARIFY else "suggestions"
    yield from draw_list(words.answer[title], answer.suggestions)


def _asked(question: str, site: Site) -> Iterator[Json]:
    if question:
        title = text(site.words.answer["asked"], bold=True)
        yield rich(section(title), quoted(text(shorten(question, _QUESTION))))


def _buttons(site: Site, id: str, *, is_private: bool) -> Json:
    words = site.words.answer
    share = [button(words["share"], actions.SHARE, id)] if is_private else []
    why = button(words["why"], actions.WHY, id)
    return buttons(why, *share, button(words["wrong"], actions.WRONG, id))
