"""Takes out of a visitor's words what must not be kept: card numbers, addresses, telephones.

An address for the reply is asked for in a form of its own, and kept for that alone.
"""

import re

# 13 to 19 digits, in groups or not; whether it is a card's number its check digit says.
_CARD = re.compile(r"(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d-]|[.,]\d)")
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# With a plus or brackets, or written in the groups of North America: "48 210" is no telephone.
_TELEPHONE = re.compile(
    r"(?<![\w.,$€£-])(?:"
    r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}"
    r"|(?:1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}"
    r"|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}"
    r")(?![\w-]|[.,]\d)"
)
CARD, EMAIL, TELEPHONE = "[card number removed]", "[e-mail removed]", "[telephone removed]"
_LEAST_TELEPHONE = 8  # digits of an international number


def mask_private(text: str) -> str:
    """The text without card numbers, e-mail addresses and telephone numbers."""
    text = _CARD.sub(lambda found: CARD if _is_card(found[0]) else found[0], text)
    text = _EMAIL.sub(EMAIL, text)
    return _TELEPHONE.sub(lambda found: TELEPHONE if _is_long(found[0]) else found[0], text)


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdecimal()]


def _is_long(number: str) -> bool:
    return len(_digits(number)) >= _LEAST_TELEPHONE


def _is_card(number: str) -> bool:
    """Whether the check digit is right (ISO/IEC 7812, "Luhn")."""
    digits = _digits(number)[::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0 and any(digits)
