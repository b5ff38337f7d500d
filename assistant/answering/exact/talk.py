"""Where a conversation with the exact tools stands after a turn."""

from dataclasses import dataclass, field

from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.dues.company import Company
from assistant.answering.exact.routes import Topic
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.places import Place


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a conversation stands after a turn.

    Attributes:
        topic: Of the last turn.
        case: The community asked about; kept while the visitor speaks of other things.
        inquiry: What was last asked of the directory.
        slots: What the last turn said; None before the first.
        spoke_of_dues: Whether any turn asked for an amount.
        last: The last tool that was asked, whatever was spoken of since.
        company: The communities whose dues were spoken of.
        aside: The last turn, where it is for neither tool and the one before it was for the dues.
        settled: The places that its names were settled to mean.
        wants_table: Whether the last turn asks for the rates of every size.
    """

    topic: Topic = Topic.NONE
    case: Case = field(default_factory=Case)
    inquiry: Inquiry | None = None
    slots: Slots | None = None
    spoke_of_dues: bool = False
    last: Topic = Topic.NONE
    wants_table: bool = False
    aside: str = ""
    company: Company = field(default_factory=Company)
    settled: tuple[Place, ...] = ()
