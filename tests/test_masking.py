"""What a visitor types is kept without card numbers, addresses and telephone numbers."""

import pytest

from assistant.conversations.masking import CARD, EMAIL, TELEPHONE, mask_private

CARDS = (
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111111111111111",
    "5500 0000 0000 0004",
    "3782 822463 10005",
    "6011000990139424",
)
EMAILS = ("ana@example.org", "a.b+city@mail.ci.boise.id.us", "clerk_2@ex-ample.com")
TELEPHONES = (
    "(202) 347-8630",
    "202-347-8630",
    "202.347.8630",
    "1 202 347 8630",
    "+1 202 347 8630",
    "+34 912 34 56 78",
    "+49 30 1234567",
    "+52 (55) 1234 5678",
)
KEPT = (
    "We are 48,210 people, 48.210 or 48 210.",
    "Population 1 234 567 890 123 456.",  # no check digit
    "between 250,000 and 300,000 in 2026-2027",
    "USD 1,200.50 for 500,000-999,999 people",
    "membership no. 2023-0001-4455",
    "$1,500 on 2026-11-29 at 10:30",
    "Member 12345-67890",
    "ZIP 83702-1234",
    "4111 1111 1111 1112",  # a card's digits with a wrong check digit
    "0000 0000 0000 0000",
    "see example.org/page@home",
    "@mayor said so",
)


@pytest.mark.parametrize("number", CARDS)
def test_card_numbers_are_taken_out(number: str) -> None:
    assert mask_private(f"Take {number}, please.") == f"Take {CARD}, please."


@pytest.mark.parametrize("address", EMAILS)
def test_addresses_are_taken_out(address: str) -> None:
    assert mask_private(f"Write to {address}.") == f"Write to {EMAIL}."


@pytest.mark.parametrize("number", TELEPHONES)
def test_telephone_numbers_are_taken_out(number: str) -> None:
    assert mask_private(f"Call {number} today.") == f"Call {TELEPHONE} today."


@pytest.mark.parametrize("text", KEPT)
def test_everything_else_stays(text: str) -> None:
    assert mask_private(text) == text


def test_a_long_text_takes_no_long_time() -> None:
    for text in ("1 " * 20_000, "a" * 40_000 + "@", "a.b@" * 10_000, "+1 " * 10_000):
        mask_private(text)  # would not end within the time of a test
