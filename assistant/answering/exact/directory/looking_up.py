"""Says what the member directory holds: member, listed or not found, partners, years and counts.

Three answers are never mixed up: a member by a roll or by its own page, a community that public
sources list, and a name that the directory does not have.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from assistant.answering.drafts import VISITOR, Draft, Line, Trace
from assistant.answering.exact.directory.antecedents import Antecedents
from assistant.answering.exact.directory.corrections import take_down
from assistant.answering.exact.directory.finding import Page, Reader
from assistant.answering.exact.directory.inquiry import TWO, Inquiry
from assistant.answering.exact.directory.links import Links
from assistant.answering.exact.directory.overall import tell_none, tell_ranks
from assistant.answering.exact.directory.provenance import tell_whence, with_limits
from assistant.answering.exact.directory.several import Several, both_of
from assistant.answering.exact.directory.standings import Standings
from assistant.answering.exact.directory.subjects import Subject, Subjects
from assistant.answering.exact.directory.websites import tell_no_contact, tell_website
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.routes import Want
from assistant.answering.replies import Replies
from assistant.facts.communities import Community, Partnership
from assistant.facts.directory import Directory
from assistant.facts.names import fold_name
from assistant.facts.places import Place
from assistant.vocabulary import Outcome

MOST_CHOICES = 5
MOST_PAIRS = 6  # of places named together, each of which is told
Pair = tuple[Community, Subject, tuple[Partnership, ...]]


class LookUp:
    """Answers inquiries from one directory, in one language."""

    def __init__(self, directory: Directory, replies: Replies, phrases: Phrases) -> None:
        self._directory = directory
        self._replies = replies
        self._phrases = phrases
        self._reader = Reader(directory, replies, phrases)
        self._standings = Standings(self._reader)
        self._links = Links(self._reader)
        self._several = Several(self._reader)
        self._subjects = Subjects(directory)
        self._antecedents = Antecedents(directory, self._subjects)

    def answer(self, inquiry: Inquiry) -> Draft:
        """The answer to an inquiry."""
        if inquiry.doubted:
            want = Want.COUNT if inquiry.want is Want.PARTNERS else inquiry.want
            told = self.answer(replace(inquiry, doubted=False, want=want))
            return with_limits(told, self._reader) if told.directory else told
        if inquiry.whence:
            before = inquiry.reference.before if inquiry.reference else inquiry
            return tell_whence(self._antecedents.told(before), self._reader)
        inquiry = self._antecedents.settled(inquiry)
        if inquiry.want is Want.CORRECTION:
            named = inquiry.mentions or inquiry.name
            return take_down(self._subjects.of(inquiry) if named else (), self._reader)
        if inquiry.ranks:
            return tell_ranks(self._reader)
        if (picked := self._picked(inquiry)) is not None:
            return picked
        if not inquiry.mentions and not inquiry.name:
            return self._without_subject(inquiry)
        subjects = self._spoken_of(self._subjects.of(inquiry))
        open_one = next((one for one in subjects if one.choices), None)
        if open_one is not None:
            return self._ask(open_one)
        return self._about(inquiry, subjects)

    def _spoken_of(self, subjects: Sequence[Subject]) -> Sequence[Subject]:
        """Without a place that nobody lists, where another one is surely meant.

        "I work in Annapolis. Whom is the State of Maryland tied to?" needs no choice of Annapolis.
        """
        listed = [one for one in subjects if not one.choices or any(p.listed for p in one.choices)]
        return listed if any(one.community for one in listed) else subjects

    def _picked(self, inquiry: Inquiry) -> Draft | None:
        """Some of the partnerships, where not all are asked for."""
        if inquiry.pick is None:
            return None
        whole = inquiry if inquiry.overall else replace(inquiry, pick=None, reference=None)
        links = self._antecedents.told(whole)
        if len(inquiry.mentions) > 1 and len(links) < TWO:
            return None  # one partnership is no choice: "was Denver the first to have Brest?"
        if not links:
            return tell_none(self._reader) if inquiry.overall else None
        drafts = [self._links.picked(one, links) for one in inquiry.pick.singly()]
        return reduce(both_of, drafts)

    def _without_subject(self, inquiry: Inquiry) -> Draft:
        """A question over all communities, or one that does not say which."""
        if inquiry.all_members:
            return self._standings.on_roll(inquiry)
        if inquiry.country is not None and inquiry.countries:
            countries = (inquiry.country, *inquiry.countries)
            if inquiry.both:
                return self._several.in_all(countries, inquiry.state)
            drafts = [self._links.in_country(one, inquiry.state) for one in countries]
            return reduce(both_of, drafts)
        if inquiry.country is not None:
            return self._links.in_country(inquiry.country, inquiry.state)
        if inquiry.state is not None:
            of_members = inquiry.want is Want.MEMBER
            return self._standings.in_state(inquiry.state, of_members=of_members)
        if inquiry.want in {Want.COUNT, Want.SOURCE}:
            return self._sizes()
        line = Line(self._reader.word("ask_which"))
        return Draft(Outcome.CLARIFY, (line,), confidence=1.0, reason="directory:asks which")

    def _ask(self, subject: Subject) -> Draft:
        choices = subject.choices[:MOST_CHOICES]
        labels = self._phrases.choices(choices)
        named = self._phrases.one_of(labels)
        text = (
            self._reader.word("ask_near", choices=named)
            if subject.near
            else self._replies.say("dues", "ask_place", name=subject.written, choices=named)
        )
        return Draft(
            Outcome.CLARIFY,
            (Line(text),),
            suggestions=tuple(labels),
            confidence=1.0,
            reason="directory:asks place",
            directory=self._reader.finding("ambiguous", candidates=choices),
        )

    def _about(self, inquiry: Inquiry, subjects: Sequence[Subject]) -> Draft:
        known = [one for one in subjects if one.known]
        if len(subjects) > 1 and all(one.is_domestic for one in subjects):
            told = self._about_several(inquiry, subjects, are_known=bool(known))
            if told is not None:
                return told
        if not known:
            return self._not_found(subjects[0])
        if inquiry.contact and known[0].community is not None:
            return tell_no_contact(known[0].community, self._reader)
        if inquiry.want is Want.MEMBER:
            return self._standing(inquiry, known)
        unknown = [one for one in subjects if not one.known and one.is_domestic]
        if unknown and not any(one.community for one in known):
            return self._not_found(unknown[0])
        pairs = self._pairs(known, subjects)
        if not pairs:
            return self._of_one(inquiry, known)
        first, *others = (self._links.between(inquiry, *one) for one in pairs[:MOST_PAIRS])
        return reduce(both_of, others, first)

    def _about_several(
        self, inquiry: Inquiry, subjects: Sequence[Subject], *, are_known: bool
    ) -> Draft | None:
        """What is asked of several US communities; a website is told of the first alone."""
        if inquiry.want is Want.MEMBER or not are_known:
            return self._standings.of_several(subjects)
        if inquiry.shared and all(one.community for one in subjects):
            return self._several.shared(subjects)
        if inquiry.want is Want.COUNT or inquiry.compared:
            return self._links.of_several(subjects)
        if inquiry.want is Want.WEBSITE or not all(one.place for one in subjects):
            return None  # a name that nobody knows may be that of a partner
        return self._several.partners(inquiry, subjects)

    def _standing(self, inquiry: Inquiry, known: Sequence[Subject]) -> Draft:
        """Whether whom was asked about is a member."""
        first = next((one for one in known if one.community is not None), known[0])
        if first.community is not None:
            told = self._standings.of_one(first.community, first, dated=inquiry.dated)
            return self._with_partners(told, inquiry, first.community)
        return self._links.of_partner(inquiry, first)

    def _with_partners(self, draft: Draft, inquiry: Inquiry, community: Community) -> Draft:
        """An answer, and the partners where they are asked for in the same breath."""
        if not inquiry.partners_too:
            return draft
        want = Want.COUNT if inquiry.counts else Want.PARTNERS
        return both_of(draft, self._links.of_community(replace(inquiry, want=want), community))

    def _of_one(self, inquiry: Inquiry, known: Sequence[Subject]) -> Draft:
        """What is asked of one community, or of the first."""
        first = known[0]
        if first.community is None:
            return self._links.of_partner(inquiry, first)
        if inquiry.want is Want.WEBSITE:
            return self._with_partners(
                tell_website(first.community, self._reader), inquiry, first.community
            )
        return self._links.of_community(inquiry, first.community)

    def _pairs(self, known: Sequence[Subject], subjects: Sequence[Subject]) -> list[Pair]:
        """Communities and places that were named together, with what is listed between each."""
        ours = [one.community for one in known if one.community is not None]
        others = [one for one in subjects if one.community is None]
        others = [one for one in others if not one.is_domestic] or others
        return [
            (our, other, self._between(our, other))
            for our in dict.fromkeys(ours)
            for other in others
        ]

    def _between(self, ours: Community, other: Subject) -> tuple[Partnership, ...]:
        place = other.partner or other.place
        if place is None:
            return ()
        links = self._directory.partners_of(ours)
        between = [one for one in links if one.partner.key == place.key]
        return tuple(between or [one for one in links if _same_name(one.partner, place)])

    def _sizes(self) -> Draft:
        page = Page(self._reader)
        page.sizes()
        page.say(self._reader.word("not_members"))
        return page.draft(Outcome.ANSWERED, "listed", "sizes")

    def _nearest(self, subject: Subject) -> list[Place]:
        """What has a name like one that is not found; of a US town only communities."""
        near = [one.place for one in self._directory.nearest(subject.bare)]
        if subject.place is None or not subject.is_domestic:
            near += self._directory.partners_like(subject.bare)
        return near

    def _not_found(self, subject: Subject) -> Draft:
        page = Page(self._reader)
        sizes, word = self._directory.sizes, self._reader.word
        text = word(
            "not_found",
            name=self._reader.label(subject),
            spellings=" / ".join(f'"{one}"' for one in subject.spellings),
            communities=f"{sizes.communities:,}",
            partnerships=f"{sizes.partnerships:,}",
            as_of=self._reader.dated(self._directory.as_of),
        )
        page.say(text)
        near = [self._phrases.place(one) for one in self._nearest(subject)][:MOST_CHOICES]
        if near:
            page.say(word("nearest", names="; ".join(near)))
        page.unsettled()
        page.person()
        draft = page.draft(Outcome.UNANSWERED, "not_found", "not found")
        assert draft.directory is not None
        searched = {
            "name": subject.written,
            "spellings": list(subject.spellings),
            "communities": sizes.communities,
            "partnerships": sizes.partnerships,
            "as_of": self._directory.as_of,
        }
        return replace(
            draft,
            directory={**draft.directory, "searched": searched, "candidates": near},
            traces=(*draft.traces, Trace(" ".join(subject.spellings), VISITOR)),
        )


def _same_name(one: Place, other: Place) -> bool:
    """Whether two places abroad bear one name in one country, whatever region a source gives."""
    return (fold_name(one.name), one.country) == (fold_name(other.name), other.country)
