"""Invented archives of any size, laid out as ours, with the skew of real ones.

A few companies have hundreds of deals, most one or two; some sources carry many facts; names come in
several scripts. Nothing in them is true. The same size and seed give the same bytes.
"""

from __future__ import annotations

import random
from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate

_SYLLABLES = "al an ar bel cor dan el fa gra hal in ka lan lor ma mer nor pa per qui ra sol sta ter tor va ver wes yo za".split()
_ENDINGS = ("Group", "Holdings", "Industries", "Systems", "Energy", "Capital", "Logistics", "Foods", "Networks", "Robotics")
_HAN = "東海華信達立新光中興國泰豐和盛安平遠大正"
_OTHER = ("Ωμέγα", "Тихоокеанская", "شركة", "日本電機", "한빛", "भारत", "Łódź", "Ñandú")
_WORDS = ("the of and a to in for by with from group business revenue market services products operations customers unit stake shares "
          "cash closed announced approval board annual report office industrial software energy logistics retail bank plants regional "
          "segment growth debt fund platform data payments supply chain chemicals mining transport construction network").split()
_DAY = date(2025, 11, 1)


class _Invented:
    """One archive in the making."""

    def __init__(self, size: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self._names: set[str] = set()
        self.words = _WORDS + sorted({self.word() for _ in range(3000)})
        self._heavy_words = list(accumulate(1 / (rank + 8) ** 0.95 for rank in range(len(self.words))))
        deals, companies = size * 45 // 100, max(size * 3 // 10, 3)
        self.companies = [self.company_name(number) for number in range(companies)]
        self._heavy = list(accumulate(1 / (rank + 2) ** 0.85 for rank in range(companies)))
        self.sources = [f"source-{number:05d}" for number in range(max(size - deals - companies, 4))]
        self.deals = [f"deal-{number:05d}" for number in range(deals)]

    def word(self) -> str:
        return "".join(self.chance.choice(_SYLLABLES) for _ in range(self.chance.choice((2, 2, 3, 3, 4))))

    def company_name(self, number: int) -> tuple[str, str, str]:
        """Id, name, and a name in another script for some."""
        name = f"{self.word().capitalize()} {self.word().capitalize()} {self.chance.choice(_ENDINGS)}"
        while name in self._names:
            name = f"{self.word().capitalize()} {name}"
        self._names.add(name)
        other = "".join(self.chance.choices(_HAN, k=4)) if number % 5 == 0 else _OTHER[number % 8] if number % 11 == 0 else ""
        return f"{name.lower().replace(' ', '-')}-{number:05d}", name, other

    def some_company(self) -> str:
        """A company's id; early ones come often."""
        return self.companies[bisect(self._heavy, self.chance.random() * self._heavy[-1])][0]

    def text(self, least: int = 4, most: int = 10) -> str:
        """A few words, common ones more often."""
        total = self._heavy_words[-1]
        words = (self.words[bisect(self._heavy_words, self.chance.random() * total)]
                 for _ in range(self.chance.randint(least, most)))
        return " ".join(words)

    def day(self) -> date:
        return _DAY - timedelta(days=self.chance.randrange(7000))

    def cited(self, letters: str) -> str:
        return f"[{self.chance.choice(letters)} p{self.chance.randint(1, 9)}]"

    def all_of(self, letters: str) -> str:
        return f"[{', '.join(f'{letter} p{place}' for place, letter in enumerate(letters, start=1))}]"

    def letters(self) -> tuple[str, str]:
        """The letters of a record's sources, and the line that names them."""
        ids = self.chance.sample(self.sources, self.chance.randint(2, 4))
        pairs = dict(zip("ABCDE", ids, strict=False))
        return "".join(pairs), f"sources: {{{', '.join(f'{key}: {value}' for key, value in pairs.items())}}}"

    def company(self, number: int) -> str:
        own, name, other = self.companies[number]
        letters, line = self.letters()
        lines = [f"name: {name}", line, f"does: {self.text(5, 12)} {self.all_of(letters)}"]
        lines += [f"names:\n  legal: {name} Ltd {self.cited(letters)}"]
        lines += [f"  other: {other} {self.cited(letters)}"] * bool(other)
        lines += [f"founded: {self.chance.randint(1880, 2000)} {self.cited(letters)}", "people:"]
        for person in {f"{self.word().capitalize()} {self.word().capitalize()}" for _ in range(self.chance.randint(1, 3))}:
            lines.append(f"  {person}: chief executive (as of {self.day()}) {self.cited(letters)}")
        lines += ["metrics:", "  revenue:"]
        lines += [f"    {year}: {self.chance.randint(10, 90000)} million USD {self.cited(letters)}"
                  for year in range(2025 - self.chance.randint(2, 5), 2025)]
        lines += ["products:", *(f"  - {text} {self.cited(letters)}" for text in dict.fromkeys(self.text() for _ in range(3)))]
        partner = self.some_company()
        if partner != own:
            lines.append(f"relations:\n  {partner}: {self.text(2, 4)} (as of {self.day()}) {self.cited(letters)}")
        return "\n".join(lines) + "\n"

    def deal(self, number: int) -> str:
        spare = (self.companies[(number + step) % len(self.companies)][0] for step in (0, 1))
        parties = list(dict.fromkeys((self.some_company(), self.some_company(), *spare)))[:2]
        letters, line = self.letters()
        day = self.day()
        lines = [f"title: {self.text(4, 8).capitalize()}", f"parties: [{', '.join(parties)}]", line,
                 f"stage: definitive agreement {self.all_of(letters)}", f"announced: {day} {self.cited(letters)}",
                 f"value: headline about {self.chance.randint(1, 30000)} million USD {self.cited(letters)}", "scope:",
                 *(f"  - {text} {self.cited(letters)}" for text in dict.fromkeys(self.text(5, 14) for _ in range(3))), "gives:"]
        lines += [f"  {party}:\n    - {self.text(5, 12)} {self.cited(letters)}" for party in parties]
        lines += [f"steps:\n  - {day} announced: {self.text(4, 8)} {self.cited(letters)}"]
        if number % 20 == 0:
            lines += ["disputes:", "  - disputed: Which stake was it?", "    versions:",
                      f"      - 10 percent [{letters[0]} p1]", f"      - 12 percent [{letters[-1]} p2]",
                      f"    shown: {letters[0]}", "    why: it is the earlier one", "    settled_by: the contract"]
        return "\n".join(lines) + "\n"

    def source(self, number: int) -> str:
        return (f"publisher: {self.word().capitalize()} Press\ntitle: {self.text(4, 9).capitalize()}\ndate: {self.day()}\nlanguage: en\n"
                f"kind: {self.chance.choice(('primary', 'secondary', 'secondary', 'tertiary'))}\nform: article\n"
                f"url: https://{self.word()}.example/{number}\naccessed: 2025-11-20\n")


def records(size: int, seed: int = 7) -> dict[str, str]:
    """The files of an archive of about `size` records: paths below data/, and their texts."""
    made = _Invented(size, seed)
    found = {f"companies/{made.companies[number][0]}.yml": made.company(number) for number in range(len(made.companies))}
    found |= {f"deals/{name}.yml": made.deal(number) for number, name in enumerate(made.deals)}
    return found | {f"sources/{name}.yml": made.source(number) for number, name in enumerate(made.sources)}
