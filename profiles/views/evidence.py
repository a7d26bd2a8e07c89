"""Evidence: which source says a thing, how sure that is, and the numbered list at a page's end.

A mark such as `1b` means source 1 of this page, passage b. Its anchor is made of source id and
locator, so that it keeps its meaning when the marks are numbered anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..archive import Archive, Item, slug
from ..blocks import Block, Component, Heading, Html, Lang, Line, Link, PageLink, Ref, Text, el, line
from ..model import AnyEntry, Citation, Dispute, Fact, Source
from ..values import Dates
from ..wording import dates, metric, partial, period

_ORDER = ("filed", "announced", "stated", "reported", "estimated")
_USES_SHOWN = 1


@dataclass(slots=True)
class Passage:
    """A place in a source that a page cites: its words with the facts that name them, all facts that rest on it."""

    at: str
    printed: dict[str, dict[str, None]] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)


class Evidence:
    """Collects the citations of one page in order of appearance. Belongs to one view, then is spent."""

    def __init__(self, archive: Archive, page: str) -> None:
        self.archive, self.page = archive, page
        self._passages: dict[str, dict[str, Passage]] = {}
        self._use: tuple[str, str] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources cited so far, in order."""
        return tuple(self._passages)

    @contextmanager
    def used_by(self, found: Item, anchor: str = "") -> Iterator[None]:
        """The marks made inside belong to this fact: passages will link back to it.

        `anchor` is where it stands on this page, if not at its own.
        """
        self._use = (anchor or found.anchor, use_label(self.archive, found))
        yield
        self._use = None

    def refs(self, citations: Iterable[Citation], most: int = 0) -> Line:
        """The marks of some citations, each after a space; one passage is marked once.

        With `most`, only so many marks: for answers, whose fact shows all of them further down.
        """
        marks: dict[str, Ref] = {}
        for cited in citations:
            if cited.source in self.archive.sources and not (most and len(marks) == most):
                ref = self._ref(cited)
                marks.setdefault(ref.id, ref)
        return tuple(part for ref in marks.values() for part in (Text(" "), ref))

    def _ref(self, cited: Citation) -> Ref:
        passages = self._passages.setdefault(cited.source, {})
        anchor = passage_anchor(cited)
        passage = passages.setdefault(anchor, Passage(cited.at))
        if self._use:
            passage.uses.setdefault(*self._use)
        if cited.printed:
            known = next((words for words in passage.printed if cited.printed in words), cited.printed)
            users = passage.printed.setdefault(known, {})
            if self._use:
                users[self._use[0]] = None
        return Ref(self._label(cited.source, anchor), anchor)

    def _label(self, source_id: str, anchor: str) -> str:
        number = list(self._passages).index(source_id) + 1
        return f"{number}{_letter(list(self._passages[source_id]).index(anchor))}"

    def blocks(self) -> tuple[Block, ...]:
        """The list of all sources and passages that the page cited. Search leaves it out."""
        if not self._passages:
            return ()
        sources = (self._source(number, source_id) for number, source_id in enumerate(self._passages, start=1))
        return (Heading(2, line("Evidence"), "evidence"),
                Component(el("div", {"class": "evidence", "data-search-exclude": ""}, *sources)))

    def _source(self, number: int, source_id: str) -> Html:
        source = self.archive.sources[source_id]
        passages = (self._passage(source, anchor, passage) for anchor, passage in self._passages[source_id].items())
        return el("section", {"class": "cited"},
                  el("p", {"class": "cited-source"}, el("strong", {}, str(number)), " ", source_line(source)),
                  el("ul", {"class": "passages"}, *passages))

    def _passage(self, source: Source, anchor: str, passage: Passage) -> Html:
        where = locator_words(source, passage.at) or "the whole text"
        words: list[Html | str] = []
        for printed, users in passage.printed.items():
            # Where several facts rest on a passage, the script shows with each only the words it names.
            own = {"data-for": " ".join(users)} if len(passage.uses) > 1 else {}
            words += [" … " if words else ": ", el("q", _language(source, printed) | own, printed)]
        return el("li", {"id": anchor},
                  el("strong", {}, self._label(source.id, anchor)), " ",
                  el("span", {"class": "passage"}, where, *words), *_back_links(self.page, passage.uses))


def _back_links(page: str, uses: dict[str, str]) -> Iterator[Html | str]:
    """Links to the facts that rest on a passage, by their names."""
    if not uses:
        return
    parts: list[Html | str] = []
    for anchor, label in list(uses.items())[:_USES_SHOWN]:
        parts += [", "] if parts else ["Back to "]
        parts.append(el("a", {"href": PageLink(page, anchor)}, label))
    if len(uses) > _USES_SHOWN:
        parts.append(f" and {len(uses) - _USES_SHOWN} more")
    yield " "
    yield el("span", {"class": "uses"}, *parts)


def use_label(archive: Archive, found: Item) -> str:
    """What a fact is called in a list of uses: `Revenue, Q3 2025`, `Owners: Terry Gou`, `Scope 2`."""
    key = found.entry.key
    if found.prop in ("metrics", "segments") and found.entry.period:
        return ", ".join((*key[:-1], metric(key[-1]), period(found.entry.period)))
    if found.prop in ("steps", "history") and found.entry.date:
        return f"{found.title}: {partial(found.entry.date)}"
    if key:
        company = archive.companies.get(key[0])
        return f"{found.title}: {company.name if company else key[0]}"
    return f"{found.title} {found.index + 1}" if found.index else found.title


def _language(source: Source, printed: str) -> dict[str, str]:
    plain = source.language.startswith("en") or printed.isascii()
    return {} if plain else {"lang": source.language}


def quoted(source: Source, printed: str) -> Text | Lang:
    """A source's own words, marked with its language where that is not English."""
    language = _language(source, printed)
    return Lang(language["lang"], printed) if language else Text(printed)


def passage_anchor(cited: Citation) -> str:
    """The anchor of a passage on any page: source id and locator."""
    return f"e-{cited.source}" + (f"-{slug(cited.at, 10)}" if cited.at else "")


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(97 + rest) + letters
    return letters


def locator_words(source: Source, at: str) -> str:
    """A locator in words: p6 is paragraph 6, and a source may name its own."""
    if at in source.locators:
        return source.locators[at]
    return f"paragraph {at[1:]}" if at[:1] == "p" and at[1:].isdigit() else at


def published(source: Source) -> str:
    """When a source was published, in words."""
    return dates(source.date) if isinstance(source.date, Dates) else "date not disclosed"


def titled(source: Source) -> Text | Lang:
    """A source's title, marked with its language where that is not English."""
    return Text(source.title) if source.language.startswith("en") else Lang(source.language, source.title)


def source_line(source: Source) -> Line:
    """A source in one line: publisher, title, date, and what one must know about it."""
    remarks = ["withdrawn"] if source.withdrawn else []
    remarks += [source.kind] if source.kind != "secondary" else []
    remarks += {"mirror": ["read on a mirror"], "pointer": ["only a pointer to it was seen"]}.get(source.access, [])
    return line(f"{source.publisher}, ", Link((titled(source),), PageLink(f"sources/{source.id}.md")),
                f", {published(source)}", f" ({', '.join(remarks)})" if remarks else "")


def certainty(archive: Archive, entry: AnyEntry) -> str:
    """How sure a fact is: as typed, else by its best source (filing, other primary, the rest)."""
    if isinstance(entry, Dispute):
        return "disputed"
    if not isinstance(entry, Fact):
        return entry.absent
    if entry.certainty:
        return entry.certainty
    found = [archive.sources[cited.source] for cited in entry.source if cited.source in archive.sources]
    best = ["filed" if source.form == "filing" and source.kind == "primary" else
            "stated" if source.kind == "primary" else "reported" for source in found]
    return surest(best) or "reported"


def surest(words: Iterable[str]) -> str:
    """The most certain of some words, or nothing where there are none."""
    return min(words, key=_ORDER.index, default="")


def withdrawn_only(archive: Archive, entry: AnyEntry) -> bool:
    """Whether every source of a fact was taken back. Computed, never typed."""
    cited = [archive.sources[one.source] for one in entry.source if one.source in archive.sources]
    return bool(cited) and all(source.withdrawn for source in cited)


def tertiary_only(archive: Archive, entry: AnyEntry) -> bool:
    """Whether a fact rests on tertiary sources alone. Computed, never typed."""
    cited = entry.source if not isinstance(entry, Dispute) else tuple(
        one for version in entry.versions for one in version.source)
    kinds = {archive.sources[one.source].kind for one in cited if one.source in archive.sources}
    return kinds == {"tertiary"}
