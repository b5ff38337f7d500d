"""Names of places as they are compared: one key for "City of St. Louis" and "saint louis"."""

import re
import unicodedata
from functools import lru_cache

# Ways of writing one letter that no normal form joins. Chinese characters are not transliterated:
# only the one pair that people mix within a name (臺北, 台北) is joined, others are aliases.
_SAME = str.maketrans(
    dict.fromkeys("’‘ʻʼ`´′", "'")  # noqa: RUF001 - what keyboards and GeoNames have as apostrophes
    | {"臺": "台", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D"}
    | {
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "þ": "th",
        "Þ": "Th",
        "\u0131": "i",
        "&": " and ",
    }
)
_SHORT = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "mountain": "mtn",
    "heights": "hts",
    "township": "twp",
}
# Short forms of the mails, which no name is compiled with.
_MAILED = {"pk": "park", "bch": "beach", "spgs": "springs", "vly": "valley", "hbr": "harbor"}
_LONG = {short: word for word, short in _SHORT.items()} | _MAILED
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W_])")
_KIND_BEFORE = re.compile(
    r"^(?:the )?(?:city and county|town and county|metropolitan government|city|town|twp|village"
    r"|borough|municipality|county|parish|state|commonwealth|province|ciudad|pueblo|villa"
    r"|municipio|ayuntamiento|alcaldia|condado|estado|provincia)"
    r" (?:of|de|del) (?:the |la |el |los |las )?"
)


@lru_cache(maxsize=16_384)  # the words and places of messages come again and again
def fold_name(name: str) -> str:
    """The key under which a name is compared.

    Case, accents and punctuation are gone, Saint, Fort and Mount are as short as people write
    them, apostrophes join ("Coeur d'Alene" is "coeur dalene") and so do the dots of initials
    ("D.C." is "dc"). A letter that has no plain form stays as it is, so that Chinese names keep
    their characters.
    """
    plain = unicodedata.normalize("NFKD", name.translate(_SAME)).casefold()
    if not plain.isascii():
        bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
        plain = unicodedata.normalize("NFC", bare)
    if "." in plain:
        plain = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), plain)
    words = _WORD.findall(plain.replace("'", ""))
    return " ".join(_SHORT.get(word, word) for word in words)


def spelled_out(key: str) -> str:
    """A folded name with Saint and Fort in full, as somebody may misspell them."""
    return " ".join(_LONG.get(word, word) for word in key.split())


def without_kind(key: str) -> str:
    """A folded name without "city of" and its like in front; the name itself if nothing is left.

    It is for a name that was not found as it stands: "ciudad de mexico" is a name of its own.
    """
    return _KIND_BEFORE.sub("", key) or key
