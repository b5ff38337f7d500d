"""What the directory answers, as it grows: sentences, the steps behind its figures, its sources."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from assistant.answering.drafts import Draft, Line, LineKind, Trace
from assistant.answering.exact.directory.subjects import Subject
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.replies import Replies
from assistant.facts.communities import Community, Partnership, Relation
from assistant.facts.directory import Directory
from assistant.facts.places import Place
from assistant.vocabulary import Outcome, Source

DOCUMENT = "directory/partnerships.csv"
STATEMENTS = "directory/communities.csv"
_RELATIONS = (Relation.SISTER, Relation.FRIENDSHIP, Relation.EMERITUS, Relation.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reader:
    """A directory, read aloud in one language."""

    directory: Directory
    replies: Replies
    phrases: Phrases

    def word(self, name: str, /, **values: str) -> str:
        """A sentence of the replies file, or a piece of one."""
        return self.replies.say("directory", name, **values)

    def label(self, subject: Subject) -> str:
        """The name of what was looked up; as it was written where nobody knows the place."""
        return self.phrases.place(subject.place) if subject.place else subject.written

    def dated(self, vintage: str) -> str:
        """How old a source is."""
        plain = vintage.removeprefix("page ")
        if plain.startswith("undated"):
            rest = plain.removeprefix("undated").strip()
            return self.word("undated") + (f" {rest}" if rest else "")
        return self.word("of_date", day=plain)

    def entry(self, name: str, link: Partnership) -> str:
        """One side of a partnership, with its kind and years."""
        relation = self.word(f"relation_{link.relation.value}")
        years = dict.fromkeys(str(one.year) for one in link.since)
        if not years:
            return self.word("item", name=name, relation=relation)
        return self.word("item_since", name=name, relation=relation, years=" / ".join(years))

    def finding(
        self,
        status: str,
        community: Community | None = None,
        links: Sequence[Partnership] = (),
        steps: Sequence[str] = (),
        candidates: Sequence[Place] = (),
    ) -> dict[str, Any]:
        """The finding as the contract has it; it holds public fields only."""
        return {
            "status": status,
            "as_of": self.directory.as_of,
            "roll_as_of": str(self.directory.roll_as_of or "") or None,
            "community": None if community is None else _community(community),
            "partners": [_partner(one) for one in links],
            "counts": _counts(links),
            "steps": [{"n": n, "text": text} for n, text in enumerate(steps, 1)],
            "candidates": [self.phrases.place(place) for place in candidates],
            "searched": None,
        }


@dataclass(slots=True)
class Page:
    """An answer as it grows: lines, steps that its figures are traced to, sources."""

    reader: Reader
    lines: list[Line] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    def say(self, text: str, *, opens: bool = False) -> None:
        """A sentence that is a step as well."""
        text = text[:1].upper() + text[1:]  # "the State of Maryland is listed"
        self.steps.append(text)
        self.lines.append(Line(text, opens=opens))

    def item(self, text: str) -> None:
        """An entry of a list that is a step as well."""
        text = text[:1].upper() + text[1:]
        self.steps.append(text)
        self.lines.append(Line(text, kind=LineKind.ITEM))

    def cite(self, url: str, as_of: str, document: str = DOCUMENT) -> None:
        """A source, once with each date that rows give it."""
        if not url or any((one.excerpt, one.as_of) == (url, as_of) for one in self.sources):
            return
        number = len(self.sources) + 1
        link = url if url.startswith(("http://", "https://")) else ""
        self.sources.append(Source(number, document, site_of(url), "", link, as_of, excerpt=url))

    def sites(self, links: Sequence[Partnership]) -> str:
        """Who lists some partnerships, each with its date; they become the sources."""
        told: dict[str, None] = {}
        for link in links:
            self.cite(link.source, link.vintage)
            told[f"{site_of(link.source)} ({self.reader.dated(link.vintage)})"] = None
        return self.reader.phrases.all_of(list(told))

    def count(
        self, community: Community, links: Sequence[Partnership], *, opens: bool = False
    ) -> None:
        """How many partnerships a community has, by kind."""
        if not links:
            return
        word = self.reader.word
        counts = _counts(links)
        parts = [
            word(f"count_{name}" if number > 1 else f"count_one_{name}", number=str(number))
            for name, number in counts.items()
            if name != "total" and number
        ]
        label = self.reader.phrases.place(community.place)
        text = self.reader.phrases.all_of(parts)
        name = "counted" if len(parts) > 1 else "counted_one"
        self.say(word(name, community=label, total=str(counts["total"]), parts=text), opens=opens)

    def sizes(self) -> None:
        """How much the directory holds, and how old it is."""
        directory = self.reader.directory
        text = self.reader.word(
            "sizes",
            communities=f"{directory.sizes.communities:,}",
            partnerships=f"{directory.sizes.partnerships:,}",
            as_of=self.reader.dated(directory.as_of),
        )
        self.say(text)

    def statement(self, community: Community) -> None:
        """What a page says of a community's membership, and how old that page is."""
        said = community.statement
        if said is None:
            return
        self.say(said.text)
        dated = self.reader.dated(said.dated)
        self.say(self.reader.word("page_dated", dated=dated, site=site_of(said.source)))
        self.cite(said.source, said.dated, STATEMENTS)

    def roll_note(self) -> None:
        """That no roll confirms the membership that was spoken of."""
        self._by_roll("not_on_roll", "no_roll")

    def unsettled(self) -> None:
        """That a name which is not found may be a member all the same."""
        self._by_roll("roll_says_nothing", "says_nothing")

    def _by_roll(self, with_roll: str, without: str) -> None:
        roll = self.reader.directory.roll_as_of
        if roll is None:
            self.say(self.reader.word(without))
        else:
            self.say(self.reader.word(with_roll, day=self.reader.phrases.day(roll)))

    def person(self) -> None:
        """Who can tell more."""
        person = self.reader.replies.say_or_unnamed("unanswered", "person")
        self.lines.append(Line(person, opens=True))

    def draft(
        self,
        outcome: Outcome,
        status: str,
        reason: str,
        community: Community | None = None,
        links: Sequence[Partnership] = (),
    ) -> Draft:
        """The answer as it stands."""
        return Draft(
            outcome,
            tuple(self.lines),
            tuple(self.sources),
            confidence=1.0,
            reason=f"directory:{reason}",
            directory=self.reader.finding(status, community, links, self.steps),
            traces=tuple(Trace(text, f"directory:{n}") for n, text in enumerate(self.steps, 1)),
        )


def site_of(source: str) -> str:
    """The site of an address, as people know it; another source by its own name."""
    host = urlsplit(source).hostname
    return host.removeprefix("www.") if host else source


def _counts(links: Sequence[Partnership]) -> dict[str, int]:
    found = {one.value: sum(link.relation is one for link in links) for one in _RELATIONS}
    return {**found, "total": len(links)}


def _community(community: Community) -> dict[str, Any]:
    return {
        "name": community.name,
        "kind": community.kind.value,
        "region": community.region,
        "country": community.country,
        "label": community.label,
        "website": community.website,
    }


def _partner(link: Partnership) -> dict[str, Any]:
    return {
        "community": link.community.label,
        "name": link.partner.name,
        "region": link.partner.region_name,
        "country": link.partner.country,
        "relation": link.relation.value,
        "since": [{"year": one.year, "source": one.source} for one in link.since],
        "source": link.source,
        "as_of": link.vintage,
    }
