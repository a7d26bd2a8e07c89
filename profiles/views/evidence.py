"""Evidence: which source says a thing, how sure that is, and the numbered list at a page's end.

A mark such as `1b` means source 1 of this page, passage b. Its anchor is made of source id and
locator, so that it keeps its meaning when the marks are numbered anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..archive import Archive, slug
from ..blocks import Block, Bullets, Heading, Item, Lang, Line, Link, Mark, PageLink, Ref, Text, line
from ..model import AnyEntry, Citation, Dispute, Fact, Source
from ..values import Dates
from ..wording import dates

_ORDER = ("filed", "announced", "stated", "reported", "estimated")


class Evidence:
    """Collects the citations of one page in order of appearance. Belongs to one view, then is spent."""

    def __init__(self, archive: Archive, page: str) -> None:
        self.archive, self.page = archive, page
        self._passages: dict[str, dict[str, tuple[str, str]]] = {}

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources cited so far, in order."""
        return tuple(self._passages)

    def refs(self, citations: Iterable[Citation]) -> Line:
        """The marks of some citations, each after a space; one passage is marked once."""
        marks: dict[str, Ref] = {}
        for cited in citations:
            if cited.source in self.archive.sources:
                ref = self._ref(cited)
                marks.setdefault(ref.id, ref)
        return tuple(part for ref in marks.values() for part in (Text(" "), ref))

    def _ref(self, cited: Citation) -> Ref:
        passages = self._passages.setdefault(cited.source, {})
        anchor = passage_anchor(cited)
        if anchor not in passages:
            passages[anchor] = (cited.at, cited.printed)
        elif cited.printed and cited.printed not in passages[anchor][1]:
            words = passages[anchor][1]
            passages[anchor] = (cited.at, f"{words}” … “{cited.printed}" if words else cited.printed)
        number = list(self._passages).index(cited.source) + 1
        label = f"{number}{_letter(list(passages).index(anchor))}"
        return Ref(label, anchor)

    def blocks(self) -> tuple[Block, ...]:
        """The list of all sources and passages that the page cited."""
        if not self._passages:
            return ()
        items = tuple(
            Item(source_line(self.archive.sources[source_id]),
                 tuple(self._passage(source_id, index, anchor, *passage)
                       for index, (anchor, passage) in enumerate(passages.items())))
            for source_id, passages in self._passages.items())
        return (Heading(2, line("Evidence"), "evidence"), Bullets(items, ordered=True))

    def _passage(self, source_id: str, index: int, anchor: str, at: str, printed: str) -> Line:
        number = list(self._passages).index(source_id) + 1
        where = locator_words(self.archive.sources[source_id], at) or "the whole text"
        words = line(": “", quoted(self.archive.sources[source_id], printed), "”") if printed else ()
        return line(Mark(anchor), f"{number}{_letter(index)} ", where, *words)


def quoted(source: Source, printed: str) -> Text | Lang:
    """A source's own words, marked with its language where that is not English."""
    return Text(printed) if source.language.startswith("en") or printed.isascii() else Lang(source.language, printed)


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


def source_line(source: Source) -> Line:
    """A source in one line: publisher, title, date, and what one must know about it."""
    remarks = [source.kind] if source.kind != "secondary" else []
    remarks += {"mirror": ["read on a mirror"], "pointer": ["only a pointer to it was seen"]}.get(source.access, [])
    title = Lang(source.language, source.title) if not source.language.startswith("en") else Text(source.title)
    return line(f"{source.publisher}, ", Link((title,), PageLink(f"sources/{source.id}.md")),
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
    return min(best, key=_ORDER.index, default="reported")


def tertiary_only(archive: Archive, entry: AnyEntry) -> bool:
    """Whether a fact rests on tertiary sources alone. Computed, never typed."""
    cited = entry.source if not isinstance(entry, Dispute) else tuple(
        one for version in entry.versions for one in version.source)
    kinds = {archive.sources[one.source].kind for one in cited if one.source in archive.sources}
    return kinds == {"tertiary"}


