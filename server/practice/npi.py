"""National Provider Identifiers: ten digits of which the last checks the others."""

from __future__ import annotations


def valid(npi: str) -> bool:
    """Whether the check digit fits: Luhn over the number with the prefix 80840 (45 CFR 162.406, ISO/IEC 7812-1)."""
    return len(npi) == 10 and npi.isascii() and npi.isdigit() and _luhn("80840" + npi) == 0


def complete(nine: str) -> str:
    """The identifier whose first nine digits these are."""
    return nine + str((10 - _luhn("80840" + nine + "0")) % 10)


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10
