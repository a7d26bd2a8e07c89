"""Relationship maps: the figure of one company or one deal, wide and narrow, with its table twin."""

from __future__ import annotations

from collections.abc import Iterable

from .. import wording
from ..archive import Archive
from ..blocks import Block, HtmlChild, Lang, Line, Link, Text, line
from . import dealmap, ego
from .relations import (STYLES, Node, Tie, closed_word, deals_with, holders, holdings, node, relations)
from .scene import Scene, figure, key, svg, twin

HEADER = ("From", "Relation", "To", "When")
KINDS = {"owns": "holds", "owns-plan": "is to hold", "relation": "relation"}


def relationship_map(archive: Archive, record: str) -> tuple[Block, ...]:
    """The map of a company or a deal by its id; nothing where it has no relations."""
    if record in archive.companies:
        return _company_map(archive, record)
    return _deal_map(archive, record)


def _company_map(archive: Archive, company: str) -> tuple[Block, ...]:
    ties = company_ties(archive, company)
    if not ties:
        return ()
    nodes = {tie.other(company): node(archive, tie.other(company)) for tie in ties}
    found = ego.arrange(node(archive, company), ties, nodes)
    title = _company_title(archive, company, ties)
    below = "Boxes and labels are links; dotted boxes have no page here."
    if found.left_out:
        below += f" {wording.plural(found.left_out, 'further neighbour')} only in the table."
    return (_figure("company", title, below, ego.wide(found), ego.narrow(found), ties, archive),)


def company_ties(archive: Archive, company: str) -> tuple[Tie, ...]:
    """All ties of a company, the most important first: deals, holders, what it holds, the rest."""
    across = deals_with(archive, company)
    up, down = holders(archive, company), holdings(archive, company)
    near = {tie.other(company) for tie in (*across, *up, *down)}
    others = tuple(tie for tie in relations(archive, company) if tie.other(company) not in near)
    return (*across, *up, *(tie for tie in down if tie not in up), *_first_each(others, company))


def _first_each(ties: Iterable[Tie], company: str) -> tuple[Tie, ...]:
    """One relation a neighbour: the others stand in the section of relations."""
    found: dict[str, Tie] = {}
    for tie in ties:
        found.setdefault(tie.other(company), tie)
    return tuple(found.values())


def _company_title(archive: Archive, company: str, ties: tuple[Tie, ...]) -> str:
    """The finding: how many deals, with how many, how many bind; else how many it holds."""
    name = archive.companies[company].name
    deals = {tie.target.path: tie for tie in ties if tie.target.path.startswith("deals/")}
    partners = {tie.other(company) for tie in ties if tie.target.path.startswith("deals/")}
    if deals:
        binding = sum(_binds(archive, path) for path in deals)
        bound = "none of them is recorded as binding" if not binding else \
            f"{binding} of them {'binds' if binding == 1 else 'bind'} at least in part"
        return (f"{wording.plural(len(deals), 'deal')} {'ties' if len(deals) == 1 else 'tie'} {name} to "
                f"{wording.plural(len(partners), 'party')}; {bound}")
    held = sum(tie.first == company for tie in ties if tie.style.startswith("owns"))
    own = [tie for tie in ties if tie.second == company and tie.style.startswith("owns")]
    parts = [f"{wording.plural(len(own), 'holder')}"] if own else []
    parts += [f"{wording.plural(held, 'holding')}"] if held else []
    rest = len(ties) - len(own) - held
    parts += [f"{wording.plural(rest, 'other relation')}"] if rest else []
    return f"{name} has {wording.listing(parts)} in this archive, and no deal"


def _binds(archive: Archive, path: str) -> bool:
    deal = archive.deals[path.removeprefix("deals/").removesuffix(".md")]
    return closed_word(deal.binding) in ("binding", "partly binding")


def _deal_map(archive: Archive, deal_id: str) -> tuple[Block, ...]:
    found = dealmap.arrange(archive, archive.deals[deal_id])
    title = dealmap.title(archive, archive.deals[deal_id], found)
    below = "Boxes are links; dotted boxes have no page here."
    if found.left_out:
        below += f" {wording.plural(found.left_out, 'further party')} only in the table."
    return (_figure("deal", title, below, dealmap.wide(found), dealmap.narrow(found), found.ties, archive),)


def _figure(kind: str, title: str, below: str, wide: Scene, narrow: Scene, ties: tuple[Tie, ...],
            archive: Archive) -> Block:
    styles = {stroke.style for scene in (wide, narrow) for stroke in scene.strokes}
    keys = [(style, words) for style, words in STYLES.items() if style in styles]
    return figure(kind, title, below, svg(wide, "wide", title), svg(narrow, "narrow", title), key(keys),
                  twin("The same as a table", HEADER, table_rows(archive, ties)))


def table_rows(archive: Archive, ties: Iterable[Tie]) -> list[tuple[HtmlChild, ...]]:
    """One row a tie: from, the relation as a link to its deal or fact, to, when."""
    return [(named(node(archive, tie.first)), _relation(tie), named(node(archive, tie.second)),
             tie.time or "not stated") for tie in ties]


def _relation(tie: Tie) -> Line:
    kind = KINDS.get(tie.style)
    lead = f"{kind}: " if kind else ""
    style = "" if kind else f" ({STYLES[tie.style].lower()})"
    return line(lead, Link((Text(tie.words),), tie.target), style)


def named(found: Node) -> Line:
    """A company by name: a link where it has a page."""
    words = Lang(found.language, found.name) if found.language else Text(found.name)
    return (Link((words,), found.target),) if found.target else (words,)
