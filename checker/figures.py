"""Figures: what no source prints but the page works out or draws, done once more from what the page says.

A derived figure is worked out again, in decimals, from the formula printed beside it; each number of the
formula has to be the fact it links to. An amount, a percentage or a day in a drawing has to stand in the
words of the page as well, and a point of a chart beside its period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .expect import plain
from .pages import Page

_SCALES = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_FIGURE = re.compile(r"(?P<minus>-?)(?:[A-Z]{0,2}[$€£])?(?P<number>-?\d[\d,]*(?:\.\d+)?)"
                     r"(?: (?P<scale>thousand|million|billion|trillion)\b)?(?P<percent>%?)")
_TOKEN = re.compile(rf"{_FIGURE.pattern}|(?P<sign>[÷×+−()])")
# What is looked for in drawings, as `plain` evens it out; bare years and counts are not.
_SCALE = r" (?:thousand|million|billion|trillion)\b"
_DRAWN = re.compile(rf"[a-z]{{0,2}}[$€£]\d[\d,.]*(?:{_SCALE})?|\d[\d,.]*(?:{_SCALE}|%)|\b\d{{1,2}} [a-z]{{3,9}} \d{{4}}\b")


class Unreadable(ValueError):
    """A formula that is none."""


def figure_faults(page: Page) -> Iterator[str]:
    """What is worked out or drawn otherwise than the page's own words say."""
    if page.article is None:
        return
    if b'id="derived-' in page.data:
        yield from (f"{page.path}: worked out otherwise: {fault}" for fault in _derived(page))
    if b"<svg" in page.data:
        yield from (f"{page.path}: drawn and not said: {fault}" for fault in _drawn(page))


# -- derived figures -----------------------------------------------------------------------------


def _derived(page: Page) -> Iterator[str]:
    index = {place.id: place for place in page.places}
    for node in page.article.css('tr [id^="derived-"]') if page.article else ():
        name = node.attributes["id"] or ""
        row = node
        while row.tag != "tr" and row.parent is not None:
            row = row.parent
        cells = [_bare(cell) for cell in row.iter() if cell.tag in ("td", "th")]
        for link in cells[-1].css("a"):
            place = index.get((link.attributes.get("href") or "").removeprefix("#"))
            if place and plain(link.text()) not in place.words:
                yield f"{name}: {link.text()} is not what its link says"
        shown, formula = (_words(cell) for cell in cells[-2:])
        try:
            if not _agree(shown.split("; printed:")[0], name, formula, [link.text() for link in cells[-1].css("a")]):
                yield f"{name}: {shown} is not {formula}"
        except (Unreadable, DivisionByZero, InvalidOperation):
            yield f"{name}: {formula} cannot be worked out"


def _bare(cell: LexborNode) -> LexborHTMLParser:
    """A cell without the marks of its sources and its chips."""
    tree = LexborHTMLParser(cell.html or "")
    for node in tree.css('a[href^="#e-"], .chip'):
        node.decompose()
    return tree


def _words(tree: LexborHTMLParser) -> str:
    return " ".join(tree.body.text().split()) if tree.body else ""


def _agree(shown: str, name: str, formula: str, inputs: list[str]) -> bool:
    """Whether a shown figure is what the formula gives, rounded to the last digit shown."""
    found = _FIGURE.search(shown)
    if not found:
        raise Unreadable(shown)
    if name.startswith("derived-total"):                   # amounts, each with the name of its deal
        value = sum((_number(one) for one in map(_FIGURE.search, inputs) if one), Decimal(0))
    elif name.startswith("derived-exchange"):              # a sum and its conversion
        if not re.search(r" [A-Z]{3} for 1 [A-Z]{3}$", shown):
            return False
        one, other = (_number(match) for match in _FIGURE.finditer(" ".join(inputs)))
        value = one / other
    else:
        value = _Reader(formula).value()
    digits = found["number"].partition(".")[2]
    unit = Decimal(1).scaleb(_SCALES[found["scale"] or ""] - len(digits) - (2 if found["percent"] else 0))
    return abs(value - _number(found)) <= unit / 2


def _number(found: re.Match[str]) -> Decimal:
    """A figure in whole units; percent as a share of one."""
    number = Decimal(found["number"].replace(",", "")).scaleb(_SCALES[found["scale"] or ""])
    return (-number if found["minus"] else number).scaleb(-2 if found["percent"] else 0)


class _Reader:
    """A formula such as `5 − (3 ÷ (1 + 20%))`; words and currencies between its numbers are passed over."""

    def __init__(self, text: str) -> None:
        self.left = [*_TOKEN.finditer(text)]

    def value(self) -> Decimal:
        """What the whole comes to. Raises Unreadable."""
        value = self._sum()
        if self.left:
            raise Unreadable
        return value

    def _sign(self, wanted: str) -> str:
        """The next sign, taken, if it is one of those wanted."""
        sign = self.left[0]["sign"] if self.left else None
        if not sign or sign not in wanted:
            return ""
        self.left.pop(0)
        return sign

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._sign("+−"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._one()
        while sign := self._sign("÷×"):
            other = self._one()
            value = value / other if sign == "÷" else value * other
        return value

    def _one(self) -> Decimal:
        if self._sign("("):
            value = self._sum()
            if not self._sign(")"):
                raise Unreadable
            return value
        if not self.left or self.left[0]["sign"]:
            raise Unreadable
        return _number(self.left.pop(0))


# -- drawings ------------------------------------------------------------------------------------


def _drawn(page: Page) -> Iterator[str]:
    article = page.article
    if article is None:
        return
    drawn = {figure for node in article.css("svg text, svg title, svg desc") for figure in _DRAWN.findall(plain(node.text()))}
    if drawn:
        tree = LexborHTMLParser(article.html or "")
        for svg in tree.css("svg"):
            svg.decompose()
        said = plain(tree.body.text(separator=" ") if tree.body else "")
        yield from sorted(figure for figure in drawn if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d)", said))
    for node in article.css("svg.chart title"):
        period, _, value = plain(node.text()).partition(": ")
        value = value.removesuffix(" (disputed)")          # what the table says by a chip
        if value and not any(value in place.words and period in f"{place.words} {place.heads}" for place in page.places):
            yield f"{period}: {value}"
