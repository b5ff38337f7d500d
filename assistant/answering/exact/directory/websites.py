"""Says how the public reaches a community: by its website, never by a person's name or number."""

from assistant.answering.drafts import Draft
from assistant.answering.exact.directory.finding import STATEMENTS, Page, Reader
from assistant.facts.communities import Community
from assistant.vocabulary import Outcome


def tell_website(community: Community, reader: Reader) -> Draft:
    """Its website, or who lists it where none is known."""
    page = Page(reader)
    if _say_website(community, page):
        return page.draft(Outcome.ANSWERED, "listed", "website", community)
    links = reader.directory.partners_of(community)
    page.say(reader.word("no_website", community=reader.phrases.place(community.place)))
    if links:
        page.say(reader.word("listed_by", sites=page.sites(links)))
    page.person()
    return page.draft(Outcome.UNANSWERED, "listed", "no website", community)


def tell_no_contact(community: Community, reader: Reader) -> Draft:
    """That contacts are not given here, its website, and who can tell."""
    page = Page(reader)
    page.say(reader.word("no_contact", community=reader.phrases.place(community.place)))
    _say_website(community, page)
    page.person()
    return page.draft(Outcome.UNANSWERED, "listed", "no contact", community)


def _say_website(community: Community, page: Page) -> bool:
    """Say the website, if one is known."""
    if not community.website:
        return False
    label = page.reader.phrases.place(community.place)
    page.say(page.reader.word("website", community=label, address=community.website))
    page.cite(community.website_source, community.vintage, STATEMENTS)
    return True
