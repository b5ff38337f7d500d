"""Says whether a section's stored yes or no answers the question that was really asked.

A section such as "Yes: Global members have voting rights." answers its heading. To "Are foreign
members excluded from voting?" the same yes would say the opposite, and to "How do they vote?"
nothing; the rest of the sentence is true in any case.
"""

import re
from functools import lru_cache

from assistant.answering.expecting import asks_yes_or_no
from assistant.library.lexicon import fold

_AUXILIARY = (
    r"(?:is|are|am|was|were|do|does|did|can|could|will|would|should|must|may|might|has|have|had)"
)
# "Isn't it free?" and "Is it true that it is free?" ask what "Is it free?" asks.
_INTRODUCTION = re.compile(
    rf"\b(?:(?:{_AUXILIARY}|ca|wo)n'?t (?=\w)|{_AUXILIARY} (?:it )?(?:not )?"
    r"(?:true|right|correct|so) that )"
)
_TAG = re.compile(
    rf"[,;:.?!\s]+(?:right|correct|true|ok|okay|no|yes|yes ?/ ?no|or not|is (?:it|that) (?:so|right"
    rf"|true|correct)|{_AUXILIARY}(?:n'?t)? (?:it|they|we|he|she|you|that))[.?!\s]*$"
)
_OPEN = re.compile(r"\b(?:what|when|how|which|where|who|whom|whose|why)\b")
_CONTRARY = re.compile(
    r"\b(?:not|no|cannot|cant|dont|doesnt|isnt|arent|wont|never|none|nobody|without|only|just|merely"
    r"|forb\w+|prohibit\w*|ban|bans|banned|bar|bars|barred|block\w*|exclu\w+|refus\w+|den(?:y|ies|ied)"
    r"|reject\w*|disallow\w*|illegal|against|los(?:e|es|ing|t)|lack\w*|closed|reserved|limited"
    r"|restricted|impossible|unable|exempt\w*|stop\w*|prevent\w*|separate\w*|different\w*|differ"
    r"|instead|false|wrong|mistaken|unlike|free|too (?:small|big|large|late|little|few|young|far"
    r"|old|poor))\b|n't\b"
)
_NEEDED = re.compile(
    r"\b(?:must|ha(?:ve|s) to|need\w*|oblig\w+|requir\w+|mandatory|compulsory|necessar\w+)\b"
)
_ASKS_US = re.compile(
    rf"(?:^|[.?!,;:] ?|\bthat ){_AUXILIARY}?(?:n't)? ?(?:you|your \w+|(?:the )?(?:sci|sister cities"
    r"(?: international)?|association|organi[sz]ation|headquarters|staff|national office))\b"
    r"(?! (?:program|relationship|partnership|agreement|toolkit|day))"
)


@lru_cache(maxsize=256)
def fits(question: str, heading: str) -> bool:
    """Whether the yes or no to a heading is one to the question, as far as the words tell.

    It is not where the question can have no yes or no, where one of the two is turned around by a
    "not", "only" or "forbid", where one asks what must be and the other what may be, and where one
    is about the association's doings and the other about somebody else's.
    """
    asked, answered = _plain(question), _plain(heading)
    statement = _TAG.sub("", asked)
    tagged = statement != asked
    if not (tagged or asks_yes_or_no(question)) or (_OPEN.search(statement) and not tagged):
        return False
    return all(
        bool(sign.search(statement)) == bool(sign.search(answered))
        for sign in (_CONTRARY, _NEEDED, _ASKS_US)
    )


def _plain(text: str) -> str:
    """The text without what leads up to a question, in small letters."""
    return _INTRODUCTION.sub("", fold(text).replace("’", "'").strip())
