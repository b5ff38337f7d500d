"""Answers what is asked of several communities, partners or countries at once: each is told."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.drafts import Draft, Trace
from assistant.answering.exact.directory.finding import Page, Reader
from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.directory.subjects import Subject
from assistant.facts.communities import Community, Partnership
from assistant.facts.names import fold_name
from assistant.facts.places import Place
from assistant.vocabulary import Outcome

_STEP = "directory:"


class Several:
    """Tells each of several that were named together."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._directory = reader.directory
        self._phrases = reader.phrases
        self._word = reader.word

    def partners(self, inquiry: Inquiry, subjects: Sequence[Subject]) -> Draft:
        """The partners of several communities, one after the other."""
        page = Page(self._reader)
        every: list[Partnership] = []
        for subject in subjects:
            if subject.community is None:
                page.say(self._word("not_here", name=self._reader.label(subject)), opens=True)
            else:
                every += self._partners_of(subject.community, inquiry, page)
        if every:
            page.say(self._word("listed_by", sites=page.sites(every)), opens=True)
        whole = all(one.community for one in subjects)
        outcome = Outcome.ANSWERED if whole else Outcome.PARTIAL
        return page.draft(outcome, "listed", "partners of several", links=every)

    def _partners_of(
        self, community: Community, inquiry: Inquiry, page: Page
    ) -> Sequence[Partnership]:
        links = self._directory.among(self._directory.partners_of(community), inquiry.country)
        links = tuple(one for one in links if inquiry.relation in {None, one.relation})
        label = self._phrases.place(community.place)
        if not links and inquiry.country is not None:
            country = self._phrases.area(inquiry.country)
            page.say(self._word("none_in", community=label, country=country), opens=True)
        elif not links:
            page.say(self._word("no_partners", community=label), opens=True)
            page.statement(community)
        else:
            page.count(community, links, opens=True)
        for link in links:
            page.item(self._reader.entry(self._phrases.place(link.partner), link))
        return links

    def shared(self, subjects: Sequence[Subject]) -> Draft:
        """The partners that several communities have in common."""
        page = Page(self._reader)
        ours = [one.community for one in subjects if one.community is not None]
        links = [self._directory.partners_of(one) for one in ours]
        common = set.intersection(*({_name_of(one.partner) for one in own} for own in links))
        labels = self._phrases.all_of([self._phrases.place(one.place) for one in ours])
        found = [one for own in links for one in own if _name_of(one.partner) in common]
        if not found:
            page.say(self._word("none_shared", communities=labels))
            page.sizes()
            return page.draft(Outcome.ANSWERED, "listed", "none shared")
        page.say(self._word("shared", communities=labels, number=str(len(common))))
        for link in sorted(found, key=lambda one: _name_of(one.partner)):
            entry = self._reader.entry(self._phrases.place(link.partner), link)
            page.item(f"{self._phrases.place(link.community.place)}: {entry}")
        page.say(self._word("listed_by", sites=page.sites(found)), opens=True)
        return page.draft(Outcome.ANSWERED, "listed", "shared", links=found)

    def in_all(self, countries: Sequence[Place], state: Place | None) -> Draft:
        """Who has partners in each of several countries."""
        page = Page(self._reader)
        links = [self._directory.within(one) for one in countries]
        if state is not None:
            links = [_from(state, own) for own in links]
        common = set.intersection(*({one.community.id for one in own} for own in links))
        found = [one for own in links for one in own if one.community.id in common]
        names = self._phrases.all_of([self._phrases.area(one) for one in countries])
        told = {"countries": names, "number": str(len(common)), "links": str(len(found))}
        if state is None:
            page.say(self._word("in_all", **told))
        else:
            page.say(self._word("in_all_from", state=state.name, **told))
        for number in dict.fromkeys(one.community.id for one in found):
            own = [one for one in found if one.community.id == number]
            partners = "; ".join(
                self._reader.entry(self._phrases.place(one.partner), one) for one in own
            )
            page.item(f"{self._phrases.place(own[0].community.place)}: {partners}")
        if found:
            page.say(self._word("listed_by", sites=page.sites(found)), opens=True)
        return page.draft(Outcome.ANSWERED, "listed", "in several countries", links=found)


def both_of(one: Draft, other: Draft) -> Draft:
    """Two findings as one answer, one after the other."""
    assert one.directory is not None
    assert other.directory is not None
    behind = len(one.directory["steps"])
    traces = tuple(_moved(trace, behind) for trace in other.traces)
    both = one.followed_by(replace(other, traces=traces))
    texts = [step["text"] for step in (*one.directory["steps"], *other.directory["steps"])]
    counts = one.directory["counts"]
    directory = {
        **one.directory,
        "partners": [*one.directory["partners"], *other.directory["partners"]],
        "counts": {name: counts[name] + other.directory["counts"][name] for name in counts},
        "steps": [{"n": n, "text": text} for n, text in enumerate(texts, 1)],
    }
    outcome = one.outcome if one.outcome is other.outcome else Outcome.PARTIAL
    return replace(both, outcome=outcome, directory=directory)


def _moved(trace: Trace, behind: int) -> Trace:
    """A trace to a step that comes behind others."""
    number = trace.origin.removeprefix(_STEP)
    moves = trace.origin.startswith(_STEP) and number.isdigit()
    return replace(trace, origin=f"{_STEP}{int(number) + behind}") if moves else trace


def _name_of(partner: Place) -> tuple[str, str]:
    """What one partner is in every source, whether it names the region or not."""
    return fold_name(partner.name), partner.country


def _from(state: Place, links: Sequence[Partnership]) -> tuple[Partnership, ...]:
    return tuple(one for one in links if one.community.place.region == state.region)
