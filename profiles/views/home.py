"""Home: what the archive is, a way in by search, what is new, what is open, who is in it."""

from __future__ import annotations

from .. import wording
from ..archive import Archive, Item, deal_order
from ..blocks import Component, Heading, Html, Line, Link, Page, PageLink, Paragraph, Text, el, line
from ..model import Dispute
from .cards import company_cards, deal_cards
from .evidence import tertiary_only
from .facts import named, panel_anchor, stated
from .record import last_read

_DEALS, _OPEN, _COMPANIES = 5, 5, 12


def home_page(archive: Archive) -> Page:
    """The first page."""
    newest = [deal.id for deal in sorted(archive.deals.values(), key=deal_order)][:_DEALS]
    most = sorted(archive.companies.values(), key=lambda one: (
        -len(archive.deals_of.get(one.id, ())), -len(archive.by_record["companies", one.id]), one.id))
    two = el("div", {"class": "two"},
             el("section", {"aria-labelledby": "latest-deals"}, el("h2", {"id": "latest-deals"}, "Latest deals"),
                deal_cards(archive, newest), _more("All deals", "deals/index.md")),
             el("section", {"aria-labelledby": "still-open"}, el("h2", {"id": "still-open"}, "Still open"),
                el("ul", {"class": "open"}, *_open(archive)), _more("All disputes", "disputes.md")))
    blocks = (Paragraph(line("Companies and the deals between them: every fact tied to the passage it comes from, every "
                             "disagreement kept.")),
              Component(el("div", {"class": "find"})), _counts(archive), Component(two),
              Heading(2, line("Companies")), company_cards(archive, most[:_COMPANIES]),
              Component(_more("All companies", "companies/index.md")))
    return Page("index.md", "Who signed what with whom, and who says so",
                "Companies and the deals between them, every fact with its source.", blocks, searchable=False)


def _more(words: str, path: str) -> Html:
    return el("p", {"class": "onward"}, el("a", {"href": PageLink(path)}, words))


def _counts(archive: Archive) -> Component:
    """Counts as links, how many deals bind, and when the newest source was read."""
    binding = sum(stated(deal.binding)[0] in ("binding", "partly binding") for deal in archive.deals.values())
    counts = ((len(archive.companies), "company", "companies/index.md"), (len(archive.deals), "deal", "deals/index.md"),
              (len(archive.items), "fact", ""), (len(archive.sources), "source", "sources/index.md"),
              (len(archive.disputes), "dispute", "disputes.md"))
    cells = [_count(f"{number:,}", wording.plural(number, noun).split(" ")[1], path) for number, noun, path in counts]
    cells.append(_count(str(binding), f"of {wording.plural(len(archive.deals), 'deal')} known to bind, if in part", ""))
    read = last_read(archive, archive.sources)
    if read:
        cells.append(_count(wording.day(read), "last source read", "", "words"))
    return Component(el("dl", {"class": "counts"}, *cells))


def _count(number: str, label: str, path: str, kind: str = "") -> Html:
    shown: Html | str = el("a", {"href": PageLink(path)}, number) if path else number
    return el("div", {"class": kind} if kind else {}, el("dt", {}, label), el("dd", {}, shown))


def _open(archive: Archive) -> tuple[Html, ...]:
    """Disputes that stand without a reading of ours first, then deals', then the facts that rest on little."""
    disputes = sorted((one for one in archive.disputes if one.folder == "deals" or one.prop == "disputes"),
                      key=_urgency)[:_OPEN]
    rows = [el("li", {}, line(_question(one)), " ", el("span", {"class": "small"}, _of(archive, one)))
            for one in disputes]
    weak = sum(tertiary_only(archive, one.entry) for one in archive.items)
    if weak:
        rows.append(el("li", {}, f"{wording.plural(weak, 'fact')} rest on collections and copies alone.", " ",
                       el("span", {"class": "small"}, "Marked “tertiary only”.")))
    return tuple(rows)


def _urgency(one: Item) -> tuple[bool, bool, str, str]:
    assert isinstance(one.entry, Dispute)
    return one.entry.shown is not None, one.folder != "deals", one.record, one.anchor


def _question(one: Item) -> Link:
    assert isinstance(one.entry, Dispute)
    return Link((Text(one.entry.disputed),), PageLink(one.path, panel_anchor(one)))


def _of(archive: Archive, one: Item) -> Line:
    assert isinstance(one.entry, Dispute)
    versions = wording.plural(len(one.entry.versions), "version")
    return line(f"{versions}; ", named(archive.of(one.folder)[one.record]))
