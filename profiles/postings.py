"""Postings: the number of each page, and lists of pages as short texts that a browser reads at once.

A page's number follows from its address and hardly from the other pages, so that a new page leaves the
lists of the others as they are. A list runs from the weightiest page to the least.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

# Records above which search comes in pieces: docs/about/performance.md has the measurement.
ABOVE = 600
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_HEAVIEST = 31


def places(urls: Iterable[str]) -> tuple[int, dict[str, int]]:
    """How many numbers there are, and the number of each page: by its address, the next free one where two meet."""
    known = sorted(urls)
    size = max(1024, 4 << max(len(known) - 1, 0).bit_length())
    taken: dict[int, str] = {}
    for url in known:
        number = crc32(url.encode()) % size
        while number in taken:
            number = (number + 1) % size
        taken[number] = url
    return size, {url: number for number, url in taken.items()}


@lru_cache(maxsize=1 << 16)
def hash_of(text: str) -> int:
    """FNV-1a over the characters: the browser computes the same."""
    value = 2166136261
    for char in text:
        value = ((value ^ ord(char)) * 16777619) & 0xFFFFFFFF
    return value


def _number(value: int) -> str:
    """A number in digits of five bits, the least first; the sixth bit says that more follow."""
    text = ""
    while value > 31:
        text += _DIGITS[value & 31 | 32]
        value >>= 5
    return text + _DIGITS[value]


_NUMBERS = [_number(value) for value in range(1 << 12)]


def coded(keys: Iterable[int], size: int) -> str:
    """A list of keys (`key_of`, sorted): for each weight its digit and the steps from number to number."""
    parts: list[str] = []
    weight, last = -1, 0
    for key in keys:
        now, number = divmod(key, size)
        if now != weight:
            parts.append(f"{' ' if parts else ''}{_DIGITS[_HEAVIEST - now]}")
            weight, last = now, 0
        step = number - last
        parts.append(_NUMBERS[step] if step < 4096 else _number(step))
        last = number
    return "".join(parts)


def decoded(text: str, size: int) -> list[int]:
    """The keys of a list that `coded` wrote."""
    keys: list[int] = []
    for group in text.split(" "):
        base, number, value, shift = (_HEAVIEST - _DIGITS.index(group[0])) * size, 0, 0, 0
        for char in group[1:]:
            digit = _DIGITS.index(char)
            value |= (digit & 31) << shift
            shift += 5
            if digit < 32:
                number += value
                keys.append(base + number)
                value = shift = 0
    return keys


def key_of(weight: int, number: int, size: int) -> int:
    """A page in a list, so that sorting puts the weightiest first."""
    return (_HEAVIEST - weight) * size + number
