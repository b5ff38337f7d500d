"""Numbers in English and Spanish words, made apart from the grammar that reads them."""

ENGLISH = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
ENGLISH_TENS = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
SPANISH = (
    *("", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    *("once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho"),
    *("diecinueve", "veinte", "veintiún", "veintidós", "veintitrés", "veinticuatro"),
    *("veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
SPANISH_TENS = (
    *("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
)
SPANISH_HUNDREDS = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos"),
    *("setecientos", "ochocientos", "novecientos"),
)


def in_english(number: int) -> str:
    """The words of a number under a thousand."""
    hundreds, rest = divmod(number, 100)
    low = ENGLISH[rest] if rest < 20 else "-".join(filter(None, _english_tens(rest)))
    return " ".join(filter(None, (f"{ENGLISH[hundreds]} hundred" if hundreds else "", low)))


def _english_tens(number: int) -> tuple[str, str]:
    return ENGLISH_TENS[number // 10], ENGLISH[number % 10]


def in_spanish(number: int) -> str:
    """The words of a number under a thousand, as they stand before "mil" or a noun."""
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    low = SPANISH[rest] if rest < 30 else _spanish_tens(rest)
    return " ".join(filter(None, (SPANISH_HUNDREDS[hundreds], low)))


def _spanish_tens(number: int) -> str:
    return " y ".join(filter(None, (SPANISH_TENS[number // 10], SPANISH[number % 10])))


def spanish_thousands(thousands: int) -> str:
    return "mil" if thousands == 1 else f"{in_spanish(thousands)} mil"


def whole_in_english(number: int, *, joint: str = "") -> str:
    """The words of a number from one to a thousand million; `joint` is "and" in Britain."""
    millions, rest = divmod(number, 10**6)
    thousands, units = divmod(rest, 1_000)
    parts = [
        f"{in_english(millions)} million" if millions else "",
        f"{in_english(thousands)} thousand" if thousands else "",
        joint if joint and 0 < units < 100 < number else "",
        in_english(units),
    ]
    return " ".join(filter(None, parts))


def whole_in_spanish(number: int) -> str:
    """The words of a number from one to a thousand million, as they stand before a noun."""
    millions, rest = divmod(number, 10**6)
    thousands, units = divmod(rest, 1_000)
    parts = [
        f"{in_spanish(millions)} {'millón' if millions == 1 else 'millones'}" if millions else "",
        spanish_thousands(thousands) if thousands else "",
        in_spanish(units),
    ]
    return " ".join(filter(None, parts))
