"""An amount is heard as much as it is: cents as cents, and what could be two amounts as it is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings


def ask(arguments: dict[str, Any], tool: str = "send_payment") -> str:
    return phrase(freeze("bank", tool, "d", {"to": "Ann", **arguments}), Settings(), True).text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"amount_cents": 1500, "currency": "usd"}, "of 15 US dollars to Ann"),
        ({"amount_cents": 1550, "currency": "EUR"}, "of 15 euros and 50 cents to Ann"),
        ({"amount_cents": "1550", "currency": "EUR"}, "of 15 euros and 50 cents to Ann"),
        ({"amount_minor": 1500, "currency": "CHF"}, "of 15 Swiss francs to Ann"),
        ({"amount_pence": 1, "currency": "GBP"}, "of 0 pounds and 1 pence to Ann"),
        ({"amountInCents": 1500}, "of 1500 cents to Ann"),
        ({"amount_minor": 1500}, "of 1500 minor units to Ann"),
        ({"amount_micros": 1500}, "of 1500 micros to Ann"),
        ({"amount_eur": 1500}, "of 1500 euros to Ann"),
        ({"amount_usd": 15, "currency": "usd"}, "of 15 US dollars to Ann"),
    ],
)
def test_small_units_are_never_spoken_as_whole_ones(arguments: dict[str, Any], said: str) -> None:
    assert ask(arguments) == f"Shall I send a payment {said}?"


@pytest.mark.parametrize(
    "arguments",
    [
        {"amount_cents": 1500, "currency": "JPY"},
        {"amount_cents": "1500", "currency": "XYZ"},
        {"amount_pence": 1500, "currency": "EUR"},
        {"amount": {"amount_cents": 1500, "currency": "JPY"}},
        {"amount": 1500, "unit": "cents", "currency": "USD"},
    ],
)
def test_where_it_is_not_sure_what_a_small_unit_is_of_both_are_said(arguments: dict[str, Any]) -> None:
    text = ask(arguments)
    assert "1500" in text
    assert "cents" in text or "pence" in text
    assert arguments.get("currency", "JPY") in text


def test_a_name_and_a_currency_that_contradict_are_both_said() -> None:
    text = ask({"amount_usd": 15, "currency": "EUR"})
    assert "15 US dollars" in text
    assert "currency EUR" in text


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_two_amounts_in_cents_or_in_whole_units_never_sound_the_same(one: int, other: int) -> None:
    assume(one != 0 or other != 0)
    whole = ask({"amount": one, "currency": "EUR"})
    small = ask({"amount_cents": other, "currency": "EUR"})
    assert (whole == small) == (one * 100 == other)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1.500", "1 point 5 0 0 euros"),
        ("1,500", "1 comma 5 0 0 euros"),
        ("-1,500", "minus 1 comma 5 0 0 euros"),
        ("0,500", "0 comma 5 0 0 euros"),
        ("1,234,500", "1234500 euros"),
        ("1,500.50", "1500 euros and 50 cents"),
        ("15.50", "15 euros and 50 cents"),
        ("0.500", "0 euros and 50 cents"),
    ],
)
def test_an_amount_that_two_readers_read_differently_is_spoken_as_it_is_written(amount: str, said: str) -> None:
    assert ask({"amount": amount, "currency": "EUR"}, "transfer_money") == f"Shall I transfer {said} to Ann?"
    assert ask({"amount": f"{amount} EUR"}, "transfer_money") == f"Shall I transfer {said} to Ann?"
