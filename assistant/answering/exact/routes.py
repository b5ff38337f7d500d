"""Where a message may lead: to the dues table, to one of the directory's answers, or elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SURE_SHARE = 0.6  # of the directory's chance; from here on the meaning says what is asked of it


class Topic(StrEnum):
    """Which exact tool a turn is for."""

    DUES = "dues"
    DIRECTORY = "directory"
    NONE = "none"


class Want(StrEnum):
    """What is asked; the order is that in which cues are looked for."""

    CORRECTION = "correction"
    WEBSITE = "website"
    RELATION = "relation"
    COUNT = "count"
    SINCE = "since"
    SOURCE = "source"
    PARTNERS = "partners"
    MEMBER = "member"


LABELS = ("dues", "table", *(want.value for want in Want), "documents", "other")
_TOPICS = {"dues": Topic.DUES, "table": Topic.DUES, "documents": Topic.NONE, "other": Topic.NONE}


def topic_of(label: str) -> Topic:
    """The tool that a label belongs to; what is asked of the directory is a label each."""
    return _TOPICS.get(label, Topic.DIRECTORY)


_LABELS_OF = {
    topic: tuple(label for label in LABELS if topic_of(label) is topic) for topic in Topic
}


@dataclass(frozen=True, slots=True)
class Route:
    """How likely a message is each of `LABELS`.

    Attributes:
        documents: DUES where the documents themselves leave it to the dues table: a known gap
            about dues is likelier than any other section.
    """

    chances: Mapping[str, float]
    documents: Topic = Topic.NONE

    def chance(self, topic: Topic) -> float:
        """Of all labels of a tool together."""
        return sum(self.chances[label] for label in _LABELS_OF[topic])

    @property
    def topic(self) -> Topic:
        """The likeliest."""
        return max(Topic, key=self.chance)

    @property
    def want(self) -> Want:
        """What is likeliest asked of the directory, if it is the directory that is asked."""
        return max(Want, key=lambda want: self.chances[want.value])

    @property
    def is_sure_of_want(self) -> bool:
        """Whether the likeliest one stands out."""
        return self.chances[self.want.value] >= SURE_SHARE * self.chance(Topic.DIRECTORY)
