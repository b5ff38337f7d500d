"""Says where the directory comes from, how old it is, and that it may not be complete."""

from collections.abc import Sequence

from assistant.answering.drafts import Draft
from assistant.answering.exact.directory.finding import Page, Reader
from assistant.answering.exact.directory.several import both_of
from assistant.facts.communities import Partnership
from assistant.vocabulary import Outcome


def tell_whence(links: Sequence[Partnership], reader: Reader) -> Draft:
    """The directory's sources and age, and who lists what was told before."""
    page = Page(reader)
    page.sizes()
    if reader.directory.roll_as_of is None:
        page.say(reader.word("not_official"))
    if links:
        page.say(reader.word("listed_by", sites=page.sites(links)))
    page.say(reader.word("not_members"))
    return page.draft(Outcome.ANSWERED, "listed", "whence", links=links)


def with_limits(draft: Draft, reader: Reader) -> Draft:
    """An answer to somebody who expected more: no more is listed, which need not be all."""
    page = Page(reader)
    page.say(reader.word("no_more"), opens=True)
    page.person()
    limits = page.draft(draft.outcome, "listed", "no more")
    return both_of(draft, limits)
