"""Numbers and money as one says them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from sayso.consent.spoken.spelling import one_by_one

_CURRENCIES = {
    "EUR": ("euro", "euros", "cents"), "USD": ("US dollar", "US dollars", "cents"), "GBP": ("pound", "pounds", "pence"),
    "CHF": ("Swiss franc", "Swiss francs", "rappen"), "JPY": ("yen", "yen", ""), "CNY": ("yuan", "yuan", "fen"),
    "AUD": ("Australian dollar", "Australian dollars", "cents"), "INR": ("rupee", "rupees", "paise"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cents"), "SEK": ("Swedish krona", "Swedish kronor", "ore"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "ore"), "DKK": ("Danish krone", "Danish kroner", "ore"),
    "PLN": ("zloty", "zlotys", "groszy"), "CZK": ("Czech koruna", "Czech koruna", "haleru"),
    "BRL": ("real", "reais", "centavos"), "MXN": ("Mexican peso", "Mexican pesos", "centavos"),
    "KRW": ("won", "won", ""), "TRY": ("lira", "lira", "kurus"), "ZAR": ("rand", "rand", "cents"),
    "NZD": ("New Zealand dollar", "New Zealand dollars", "cents"),
    "SGD": ("Singapore dollar", "Singapore dollars", "cents"),
    "HKD": ("Hong Kong dollar", "Hong Kong dollars", "cents"), "ILS": ("shekel", "shekels", "agorot"),
    "BTC": ("bitcoin", "bitcoins", ""), "ETH": ("ether", "ether", ""),
}  # fmt: skip
_SIGNS = {
    "\u20ac": "EUR", "$": "USD", "\u00a3": "GBP", "\u00a5": "JPY", "EURO": "EUR", "EUROS": "EUR", "DOLLAR": "USD",
    "DOLLARS": "USD", "POUND": "GBP", "POUNDS": "GBP", "US$": "USD",
}  # fmt: skip
_WRITTEN = re.compile(
    r"(?P<before>[A-Za-z\u20ac$\u00a3\u00a5]{1,7})? ?(?P<sum>-?\d+(?:\.\d+)?|-?\d{1,3}(?:,\d{3})+(?:\.\d+)?) ?"
    r"(?P<after>[A-Za-z\u20ac$\u00a3\u00a5]{1,7})?",
    re.ASCII,
)
_AMBIGUOUS = re.compile(
    r"(?P<before>[A-Za-z\u20ac$\u00a3\u00a5]{1,7})? ?(?P<minus>-)?(?P<units>[1-9]\d{0,2}|0(?=,))(?P<sign>[.,])"
    r"(?P<rest>\d{3}) ?"
    r"(?P<after>[A-Za-z\u20ac$\u00a3\u00a5]{1,7})?",
    re.ASCII,
)
_SEPARATORS = {".": "point", ",": "comma"}
_MINOR = {
    "cents": "cents",
    "cent": "cents",
    "pence": "pence",
    "minor": "minor units",
    "micros": "micros",
    "satoshis": "satoshis",
    "wei": "wei",
    "subunits": "subunits",
    "micro": "micros",
}
_MOST_DIGITS = 15
"""Beyond this a number is spelt by its ends: nobody can hear more digits."""


def say_number(value: int | float) -> tuple[str, bool]:
    """The number as one says it, and whether that is all of it."""
    if isinstance(value, int):
        if -(10**_MOST_DIGITS) < value < 10**_MOST_DIGITS:
            return (str(value) if value >= 0 else f"minus {-value}"), True
        return _say_digits(value), False
    return _say_decimal(Decimal(repr(value)))


def say_money(value: int | float | str | Decimal, currency: str) -> tuple[str, bool] | None:
    """An amount with its currency, and whether that is all of it. None where the value is no amount."""
    try:
        amount = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError):
        return None
    if not amount.is_finite():
        return None
    one, many, cents = currency_words(currency) if currency else ("", "", "")
    if abs(amount) >= 10**_MOST_DIGITS:
        said, whole = say_number(value if isinstance(value, (int, float)) else int(amount))
        return f"{said} {many}".rstrip(), whole and amount == int(amount)
    units, rest = divmod(abs(amount), 1)
    minus = "minus " if amount < 0 else ""
    hundredths = rest * 100
    if cents and rest and hundredths == int(hundredths):
        return f"{minus}{units} {one if units == 1 else many} and {int(hundredths)} {cents}", True
    number, whole = _say_decimal(amount)
    return f"{number} {one if abs(amount) == 1 else many}".rstrip(), whole


def minor_unit(words: tuple[str, ...]) -> str:
    """The small unit that an amount's name speaks of: "cents" of `amount_cents`. Empty where it speaks of none."""
    return next((_MINOR[word] for word in words if word in _MINOR), "")


def named_currency(words: tuple[str, ...]) -> str:
    """The currency in an amount's name: "EUR" of `amount_eur`."""
    return next((_code(word) for word in words if _code(word) in _CURRENCIES and word != "try"), "")


def of_minor(value: int | float | str, unit: str, currency: str) -> Decimal | None:
    """The amount in whole units, where it is sure how many small ones make one."""
    if isinstance(value, bool) or not isinstance(value, int) or unit not in ("cents", "pence", "minor units"):
        return None
    hundredths = currency_words(currency)[2] if is_currency(currency) else ""
    fits = hundredths and unit in ("minor units", hundredths)
    return Decimal(value) / 100 if fits and abs(value) < 10**_MOST_DIGITS else None


def written_money(text: str) -> tuple[str, str] | None:
    """The amount and the currency of a text such as "15 EUR" or "$15.50"; the currency may be empty."""
    found = _WRITTEN.fullmatch(text)
    if not found or (found["before"] and found["after"]):
        return None
    currency = found["before"] or found["after"] or ""
    if currency and _code(currency) not in _CURRENCIES:
        return None
    return found["sum"].replace(",", ""), currency


def ambiguous_money(text: str) -> str | None:
    """An amount that one reader takes for thousands and another for a fraction ("1.500"), said as it is written."""
    found = _AMBIGUOUS.fullmatch(text)
    if not found or (found["sign"] == "," and found["before"] and _code(found["before"]) in ("USD", "GBP")):
        return None
    currency = found["before"] or found["after"] or ""
    if (found["before"] and found["after"]) or (currency and _code(currency) not in _CURRENCIES):
        return None
    many = currency_words(currency)[1] if currency else ""
    minus = "minus " if found["minus"] else ""
    return f"{minus}{found['units']} {_SEPARATORS[found['sign']]} {one_by_one(found['rest'])} {many}".rstrip()


def currency_words(currency: str) -> tuple[str, str, str]:
    """One, many and the hundredths: "euro", "euros", "cents". A currency that isn't known is spelt."""
    code = _code(currency)
    if code in _CURRENCIES:
        return _CURRENCIES[code]
    spelt = one_by_one(code[:8])
    return spelt, spelt, ""


def is_currency(value: object) -> bool:
    """Whether a value names a currency: a known one, or a code of three letters."""
    if not isinstance(value, str) or not 1 <= len(value) <= 8:
        return False
    return _code(value) in _CURRENCIES or (len(value) == 3 and value.isascii() and value.isalpha())


def _code(currency: str) -> str:
    name = currency.upper()
    return _SIGNS.get(name, name)


def _say_decimal(number: Decimal) -> tuple[str, bool]:
    sign = "minus " if number < 0 or (number == 0 and number.is_signed()) else ""
    number = abs(number)
    if number and not -9 <= number.adjusted() < _MOST_DIGITS:
        mantissa, _ = _say_decimal(number.scaleb(-number.adjusted()).normalize())
        power = number.adjusted()
        return f"{sign}{mantissa} times 10 to the power of {'minus ' if power < 0 else ''}{abs(power)}", True
    whole, _, rest = f"{number:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{sign}{whole} point {rest}" if rest else f"{sign}{whole}", True


def _say_digits(value: int) -> str:
    # Python writes out no more than some thousands of digits; JSON that it has read has no more.
    digits = str(abs(value))
    minus = "minus " if value < 0 else ""
    ends = f"that begins {one_by_one(digits[:4])} and ends {one_by_one(digits[-2:])}"
    return f"{minus}a number of {len(digits)} digits {ends}"
