"""An inquiry by a name alone, which need not stand in a sentence."""

from collections.abc import Sequence

from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.routes import Want
from assistant.facts.mentions import Mention, Namebook, find_mentions
from assistant.facts.names import fold_name


def standing_of(name: str, books: Sequence[Namebook]) -> Inquiry:
    """Asks for the standing of the one place that a name means.

    Args:
        name: "Juneau, Alaska".
        books: Where names of places are looked up.
    """
    named = (one for one in find_mentions(name, books) if not one.location)
    mentions = tuple(named)[:1]
    if not mentions:
        key = fold_name(name)
        places = tuple(place for book in books for place in book.look_up([key]).get(key, ()))
        mentions = (Mention(0, len(name), name, places),) if places else ()
    return Inquiry(Want.MEMBER, mentions, name="" if mentions else name)
