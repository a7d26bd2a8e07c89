"""Facts: every claim of the data is found on its record's page, at an address of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .expect import Fragment, around, date, place, plain, value
from .pages import Page, Place
from .reading import Cited, Claim, Record

Records = dict[tuple[str, str], Record]


class Facts:
    """Holds the records beside the pages; `faults` tells what is lost."""

    def __init__(self, records: Records, pages: dict[str, Page]) -> None:
        self.records, self.pages = records, pages
        self.names = {name: record.title for (folder, name), record in records.items() if folder == "companies"}
        self.publishers = {name: record.plain.get("publisher", "") for (folder, name), record in records.items()
                           if folder == "sources"}
        texts = [text for record in records.values() for text in (record.title, *record.numbers())]
        self.numbers = frozenset(_NUMBER.findall(" ".join(texts)))
        self.count = 0

    def faults(self) -> Iterator[str]:
        """One line for each claim or value that is not where it belongs."""
        for page in list(self.pages.values()):
            yield from self.of(page)
        yield from self.missing()

    def of(self, page: Page) -> Iterator[str]:
        """What one page has lost. Those of sources are known before: they are to repeat what rests on them."""
        folder, _, name = page.path.removesuffix("/index.html").partition("/")
        record = self.records.get((folder, name))
        if record is None:
            return
        if folder == "sources":
            _ = page.words, page.echoes                    # what others are held against
        lost = self._withdrawn(record, page) if "withdrawn" in record.plain else self._record(record, page)
        yield from (f"{page.path}: lost: {one}" for one in lost)

    def missing(self) -> Iterator[str]:
        """Records without a page."""
        for record in self.records.values():
            path = f"{record.folder}/{record.id}/index.html"
            if path not in self.pages:
                yield f"{path}: the page of data/{record.folder}/{record.id}.yml is missing"

    def _withdrawn(self, record: Record, page: Page) -> Iterator[str]:
        for words in (record.plain["withdrawn"]["why"], date(record.plain["withdrawn"]["date"])):
            if plain(words) not in page.words:
                yield f"withdrawn › {words}"

    def _record(self, record: Record, page: Page) -> Iterator[str]:
        yield from self._plain(record, page)
        places = [one for one in page.places if not one.id.startswith(("e-", "at-", "derived-"))]
        index = {one.id: one for one in page.places}
        for claim in record.claims:
            yield from self._claim(claim, places, page, index)

    # -- plain values -----------------------------------------------------------------------

    def _plain(self, record: Record, page: Page) -> Iterator[str]:
        title, cells = page.words_of("h1"), page.words_of("dd")
        for key, given in record.plain.items():
            where = title if key in ("name", "title") else page.words_of("li, p") if key == "related" else cells
            for text in _shown(key, given):
                self.count += 1
                wanted = {plain(option) for option in (text, date(text), self.names.get(text, text), self._title(key, text))}
                if not any(_stands(option, one) for option in wanted for one in where):
                    yield f"{key} › {text}"
        yield from _strange_numbers(self.numbers, page)

    def _title(self, key: str, text: str) -> str:
        deal = self.records.get(("deals", text))
        return deal.title if key == "related" and deal else text

    # -- claims -----------------------------------------------------------------------------

    def _claim(self, claim: Claim, places: list[Place], page: Page, index: dict[str, Place]) -> Iterator[str]:
        self.count += 1
        if claim.versions:
            yield from self._dispute(claim, places, page, index)
            return
        own = list(_even([*value(claim), *around(claim, self.names, self.publishers)]))
        near = list(_even(place(claim, self.names)))
        places = _addresses_of(claim, places)
        fitting = [one for one in places if _holds(one.words, own) and _holds(f"{one.words} {one.heads}", near)]
        if not fitting:
            yield f"{claim.name} ({_what_is_missing(places, own, near)})"
        else:
            yield from self._cited(claim, fitting, page, index)

    def _dispute(self, claim: Claim, places: list[Place], page: Page, index: dict[str, Place]) -> Iterator[str]:
        at_home = _addresses_of(claim, places)
        shown = [[(plain(claim.words),)], *(list(_even([*value(self._inner(claim, one)), *_absence(one)])) for one in claim.versions)]
        if not any(_holds(one.words, words) for one in at_home for words in shown):
            yield f"{claim.name} (neither the question nor a version stands at its own address)"
        said = [claim.words, *(claim.marks[key] for key in ("why", "settled_by", "note") if key in claim.marks)]
        whole = [one for one in places if all(plain(words) in one.words for words in said)]
        if not whole:
            yield f"{claim.name} (question, reading and remedy stand at no address together)"
            return
        for version in claim.versions:
            inner = self._inner(claim, version)
            own = list(_even([*value(inner), *around(inner, self.names, self.publishers)]))
            own += _even((date(inner.marks[key]),) for key in ("as_of", "period") if key in inner.marks)
            fitting = [one for one in whole if _holds(one.words, own)]
            if fitting:
                yield from self._cited(version, fitting, page, index)
            else:
                yield f"{version.name} ({_what_is_missing(whole, own, [])})"

    @staticmethod
    def _inner(claim: Claim, version: Claim) -> Claim:
        """A version without keys: all stand in one panel, whose heading names the property."""
        kinds = ("value", "metrics", "segments", "owners", "tickers", *_DATES)
        keys = (claim.keys[0],) if claim.keys[0] in kinds else ("version",)
        return Claim(keys, version.words, version.absent, version.marks, version.cited)

    # -- citations --------------------------------------------------------------------------

    def _cited(self, claim: Claim, fitting: list[Place], page: Page, index: dict[str, Place]) -> Iterator[str]:
        """Each citation is linked beside the claim, its passage is named, its printed words are shown."""
        for one in claim.cited if claim.keys[0] not in _ITS_OWN else ():
            self.count += 1
            linked = [link[1:] for spot in fitting for link in spot.links if link.startswith("#e-")]
            passages = [index[link] for link in linked if link in index and _is_of(link, one.source)]
            if not any(_names(passage, one, self._meaning(one)) for passage in passages):
                yield f"{claim.name} (no mark leads to {one.source} {one.at})"
            target = self.pages.get(f"sources/{one.source}/index.html")
            if not self._echoed(claim, one, fitting, page):
                yield f"{claim.name} (sources/{one.source}/ does not repeat it under what rests on it)"
            if one.printed and not (target and plain(one.printed) in target.words):
                yield f"{claim.name} (sources/{one.source}/ does not show the printed “{one.printed}”)"

    def _echoed(self, claim: Claim, cited: Cited, fitting: list[Place], page: Page) -> bool:
        """Whether the source's page repeats the value, with a link to where it stands."""
        home = page.path.removesuffix("index.html")
        target = self.pages.get(f"sources/{cited.source}/index.html")
        if target is None or home == f"sources/{cited.source}/" or home.startswith("sources/"):
            return target is not None
        own = list(_even(value(claim)))
        anchors = {spot.id.removeprefix("versions-") for spot in fitting}
        said = [words for anchor in sorted(anchors) for words in target.echoes.get(f"{home}#{anchor}", ())]
        return any(_holds(words, own) for words in said)

    def _meaning(self, cited: Cited) -> str:
        source = self.records.get(("sources", cited.source))
        return (source.plain.get("locators") or {}).get(cited.at, "") if source else ""


_NUMBER = re.compile(r"\d[\d.,]*\d")
_COUNTED = re.compile(r"[\d,]+ (?:sources?|facts?|deals?|disputes?|compan|primary|secondary|tertiary|non-binding|binding|not )")


def _strange_numbers(known: frozenset[str], page: Page) -> Iterator[str]:
    """Numbers of three digits and more in the answers on top that stand nowhere in the data."""
    for words in page.words_of(".answers dd"):
        for number in _NUMBER.findall(_COUNTED.sub(" ", words)):
            if len(re.sub(r"\D", "", number)) >= 3 and number not in known:
                yield f"answers › {number} stands nowhere in the data"


_ACCESS = {"direct": "at its address", "stored-copy": "stored copy", "mirror": "mirror", "pointer": "pointer"}
# A source's author and photo credit are read off the source itself: no mark leads from them.
_ITS_OWN = ("authors", "photo")
_DATES = ("founded", "announced", "reported", "filed", "signed", "effective")


def _shown(key: str, given: object) -> Iterator[str]:
    """The texts of a plain value that a reader must find."""
    if key == "access":
        yield _ACCESS[str(given)]
    elif key not in ("sources", "formerly", "also_at", "accepts", "withdrawn", "locators"):
        yield from (given if isinstance(given, list) else [str(given)])


def _absence(claim: Claim) -> Iterator[Fragment]:
    if claim.absent:
        yield (claim.absent,)


def _even(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    return (tuple(dict.fromkeys(plain(option) for option in one)) for one in fragments)


def _holds(words: str, fragments: list[Fragment]) -> bool:
    return all(any(_stands(option, words) for option in one) for one in fragments)


def _stands(option: str, words: str) -> bool:
    """Whether the run of characters is there, and not as a part of a longer number."""
    at = words.find(option)
    while at >= 0:
        before, after = words[at - 1: at], words[at + len(option): at + len(option) + 2]
        cut = option[:1].isdigit() and (before.isdigit() or before == "." and words[at - 2: at - 1].isdigit())
        cut = cut or option[-1:].isdigit() and re.match(r"\d|[.,]\d", after) is not None
        if not cut:
            return True
        at = words.find(option, at + 1)
    return False


def _what_is_missing(places: list[Place], own: list[Fragment], near: list[Fragment]) -> str:
    """The fragment that fails at the place that fits best."""
    def misses(one: Place) -> list[str]:
        return ([part[0] for part in own if not _holds(one.words, [part])]
                + [part[0] for part in near if not _holds(f"{one.words} {one.heads}", [part])])
    best = min((misses(one) for one in places), key=len, default=[])
    return f"nowhere: {', '.join(best)}" if best else "no address at all"


def _addresses_of(claim: Claim, places: list[Place]) -> list[Place]:
    """The places that the claim may have: at its own `id`, or at its property's or metric's name."""
    if "id" in claim.marks:
        return [one for one in places if one.id == claim.marks["id"]]
    prop = claim.keys[0].replace("_", "-")
    if prop == "segments":                                 # segment and metric stand in what heads it
        return places
    name = claim.keys[1].replace("_", "-") if prop == "metrics" else prop
    return [one for one in places if one.id.startswith(name) and one.id[len(name):][:1] in ("", "-")]


def _is_of(anchor: str, source: str) -> bool:
    return anchor == f"e-{source}" or anchor.startswith(f"e-{source}-")


def _names(passage: Place, cited: Cited, meaning: str) -> bool:
    """Whether the passage's words name the locator: `p5` is `paragraph 5`."""
    if not cited.at:
        return True
    spelled = re.sub(r"^p(\d+)$", r"paragraph \1", cited.at)
    spelled = re.sub(r"^p(\d+)[–-](\d+)$", r"paragraphs \1-\2", spelled)
    return any(plain(option) in passage.words for option in (cited.at, spelled, meaning) if option)
