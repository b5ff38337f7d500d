"""What staff say is wrong: the form that asks for it, and those that are open."""

from collections.abc import Iterator

from assistant.conversation import Correction
from assistant.slack.blocks import actions
from assistant.slack.blocks.elements import (
    Json,
    button,
    buttons,
    field,
    moment,
    quoted,
    rich,
    section,
    text,
)
from assistant.slack.blocks.posts import form
from assistant.slack.blocks.signs import shorten, tidy_name
from assistant.slack.blocks.site import Site

_SHOWN = 500  # characters of what was asked, told and corrected


def correction_form(question: str, told: str, id: str, site: Site) -> Json:
    """The form behind the button Wrong.

    Args:
        question: What was asked.
        told: What was answered.
        id: Of the answer; comes back with the form.
        site: Where it is read.
    """
    words = site.words.correction
    shown = {"question": question, "told": told}
    about = [
        part
        for name, value in shown.items()
        for part in (section(text(words[name], bold=True)), _shown(value))
    ]
    fields = (
        field(actions.RIGHT, words["right"]),
        field(actions.STANDS, words["stands"], optional=True),
    )
    labels = (words["title"], words["send"], words["close"])
    return form(actions.CORRECTION_FORM, labels, [rich(*about), *fields], id)


def draw_correction(correction: Correction, site: Site) -> Iterator[Json]:
    """An open one, with the button that closes it."""
    words = site.words.correction
    author = words["author"].format(name=tidy_name(correction.who))
    mistake = correction.mistake
    told = {"given": mistake.right, "where": mistake.stands}
    yield rich(
        section(text(author, bold=True), text(" · "), moment(correction.at)),
        _shown(mistake.question),
        *(_labelled(words[name], value, site) for name, value in told.items() if value),
    )
    yield buttons(button(words["settle"], actions.CLOSE_CORRECTION, str(correction.id)))


def _labelled(label: str, value: str, site: Site) -> Json:
    head = text(site.words.shared["item"].format(label=label), bold=True)
    return section(head, *site.spans(shorten(value, _SHOWN)))


def _shown(words: str) -> Json:
    return quoted(text(shorten(words, _SHOWN)))
