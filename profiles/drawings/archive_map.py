"""The map of the whole archive: groups of companies and what ties them. Table twin: every single relation.

A group is a company with those it controls: by more than half of the shares, by what sources call a
unit or subsidiary, or because it is the only holder of record of a company that signed nothing itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

from .. import wording
from ..archive import Archive, deal_order
from ..blocks import Block, HtmlChild, Inline, Line, Link, PageLink, Text, line
from ..model import Fact
from ..standing import shown
from ..values import Share
from . import bowtie
from .relations import STYLES, Tie, deal_style, deal_time, holders, node, relations
from .relationship_map import HEADER, named, table_rows
from .scene import figure, key, svg, twin

MOST_GROUPS, MOST_PAIRS = 24, 40
_CONTROL = re.compile(r"\b(subsidiary|unit|within the group|company of the group|controls|controlled|parent)\b")


def archive_map(archive: Archive) -> tuple[Block, ...]:
    """The figure of the archive; nothing where no company has a relation."""
    graph = group_graph(archive)
    drawn, panels = capped(graph)
    if not panels:
        return ()
    title = finding(archive, group_of(archive), panels[0])
    below = ("Boxes are companies or groups and lead to their own maps; a number counts the deals on a line. "
             "Parties of one deal are not joined among themselves unless one of the tall boxes is a party.")
    left_out = len({one for bond in graph.bonds for one in bond.pair()}) - len({k for p in panels for k in p.keys})
    if left_out:
        below += f" {wording.plural(left_out, 'smaller group')} only in the table."
    scenes = {form: bowtie.scene(drawn, panels, form) for form in ("wide", "narrow")}
    styles = {stroke.style for scene in scenes.values() for stroke in scene.strokes}
    rows = all_rows(archive)
    return (figure("archive", title, below, *(svg(scene, form, title) for form, scene in scenes.items()),
                   key([(style, words) for style, words in STYLES.items() if style in styles]),
                   twin(f"The same as a table: all {len(rows)} relations", HEADER, rows)),)


# Groups ------------------------------------------------------------------------------------------


def controllers(archive: Archive) -> dict[str, str]:
    """The controlling company of each company that has one. Without circles."""
    found: dict[str, str] = {}
    for company in archive.companies:
        above = [one for one in archive.by_record["companies", company] if one.prop == "owners"]
        known = dict.fromkeys(one.entry.key[0] for one in above if one.entry.key[0] in archive.companies)
        control = [one.entry.key[0] for one in above if one.entry.key[0] in known and _controls(shown(one.entry))]
        alone = len(known) == 1 and company not in archive.deals_of and all(one.entry.key[0] in known for one in above)
        holder = control[0] if control else next(iter(known)) if alone else ""
        if holder and holder != company:
            found[company] = holder
    import networkx                                        # takes longer to import than everything else together

    circles: networkx.DiGraph[str] = networkx.DiGraph(sorted(found.items()))
    for circle in networkx.strongly_connected_components(circles):
        if len(circle) > 1:
            for company in circle:
                del found[company]
    return found


def _controls(fact: Fact | None) -> bool:
    if fact is None or fact.mode != "fact":
        return False
    if isinstance(fact.value, Share):
        return fact.value.value > 50 and not fact.value.qualifier.startswith(("up to", "less"))
    return bool(_CONTROL.search(wording.fact_words(fact)))


def group_graph(archive: Archive) -> bowtie.Graph:
    """All groups and the bonds between them."""
    head = group_of(archive)
    members: dict[str, list[str]] = {}
    for company, name in head.items():
        members.setdefault(name, []).append(company)
    groups = {name: bowtie.Group(node(archive, name), tuple(node(archive, one) for one in sorted(
        companies, key=lambda one: (-_deals(archive, one), one)) if one != name)) for name, companies in members.items()}
    for party in sorted({party for deal in archive.deals.values() for party in deal.parties} - head.keys()):
        groups[party] = bowtie.Group(node(archive, party))
    return bowtie.Graph(groups, _bonds(archive, lambda company: head.get(company, company)))


def group_of(archive: Archive) -> dict[str, str]:
    """The group of each company, named after its member with most deals: OpenAI, not its foundation."""
    above = controllers(archive)

    def top(company: str) -> str:
        while company in above:
            company = above[company]
        return company

    members: dict[str, list[str]] = {}
    for company in archive.companies:
        members.setdefault(top(company), []).append(company)
    found = {}
    for first, companies in members.items():
        name = min(companies, key=lambda one: (-_deals(archive, one), one != first, one))
        found.update(dict.fromkeys(companies, name))
    return found


def _deals(archive: Archive, company: str) -> int:
    return len(archive.deals_of.get(company, ()))


def _bonds(archive: Archive, head: Callable[[str], str]) -> tuple[bowtie.Bond, ...]:
    """Deals between groups counted by style, stakes across groups, and relations where there is nothing else."""
    deals: Counter[tuple[str, str, str]] = Counter()
    for deal in archive.deals.values():
        heads = sorted({head(party) for party in deal.parties})
        if not deal.withdrawn:
            deals.update((*pair, deal_style(deal)) for pair in combinations(heads, 2))
    found = [bowtie.Bond(first, second, style, count) for (first, second, style), count in sorted(deals.items())]
    stakes = {(head(tie.first), head(tie.second), tie.style) for company in archive.companies
              for tie in holders(archive, company) if tie.first in archive.companies}
    found += [bowtie.Bond(*stake) for stake in sorted(stakes) if stake[0] != stake[1]]
    joined = {bond.pair() for bond in found}
    others = {(min(ends), max(ends)) for company in archive.companies
              for tie in relations(archive, company) if tie.second in archive.companies
              for ends in [(head(tie.first), head(tie.second))]}
    found += [bowtie.Bond(first, second, "relation") for first, second in sorted(others)
              if first != second and frozenset((first, second)) not in joined]
    return tuple(found)


def capped(graph: bowtie.Graph) -> tuple[bowtie.Graph, tuple[bowtie.Panel, ...]]:
    """As many groups as a drawing bears, those with most deals first, and their places.

    At most 24 groups and 40 tied pairs are drawn; the others stay in the table.
    """
    weight: Counter[str] = Counter()
    for bond in graph.bonds:
        weight.update({one: 1 + 3 * bond.count for one in bond.pair()})
    ordered = sorted(weight, key=lambda one: (-weight[one], one))[:MOST_GROUPS]
    while ordered:
        kept = set(ordered)
        bonds = tuple(bond for bond in graph.bonds if bond.pair() <= kept)
        panels = bowtie.panels(ordered, list(bonds))
        if sum(len(bowtie.tied(panel, bonds)) for panel in panels) <= MOST_PAIRS:
            return bowtie.Graph({one: graph.groups[one] for one in sorted(kept)}, bonds), panels
        ordered.pop()
    return graph, ()


# Words -------------------------------------------------------------------------------------------


def finding(archive: Archive, groups: dict[str, str], panel: bowtie.Panel) -> str:
    """What the drawing shows first: how many deals name one of the hubs or a company of their groups."""
    deals = [deal for deal in archive.deals.values() if not deal.withdrawn]
    named = sum(any(groups.get(party, party) in panel.hubs for party in deal.parties) for deal in deals)
    names = " or ".join(node(archive, hub).name for hub in panel.hubs)
    whose = "their groups" if len(panel.hubs) > 1 else "its group"
    grouped = any(groups[one] in panel.hubs and one not in panel.hubs for one in groups)
    return f"{named} of {wording.plural(len(deals), 'deal')} {'names' if named == 1 else 'name'} {names}" + (
        f" or a company of {whose}" if grouped else "")


def all_rows(archive: Archive) -> list[tuple[HtmlChild, ...]]:
    """Every relation of the archive: deals newest first, then stakes, then other relations."""
    rows: list[tuple[HtmlChild, ...]] = []
    for deal in sorted(archive.deals.values(), key=deal_order):
        if not deal.withdrawn:
            parties = [named(node(archive, party)) for party in dict.fromkeys(deal.parties)]
            what = line(Link((Text(deal.title),), PageLink(f"deals/{deal.id}.md")), f" ({STYLES[deal_style(deal)].lower()})")
            rows.append((parties[0], what, _listed(parties[1:]), deal_time(deal)))
    stakes = [tie for company in archive.companies for tie in holders(archive, company)]
    others: dict[Tie, None] = {}
    for company in archive.companies:
        others.update(dict.fromkeys(relations(archive, company)))
    return [*rows, *table_rows(archive, _by_name(archive, stakes)), *table_rows(archive, _by_name(archive, others))]


def _by_name(archive: Archive, ties: Iterable[Tie]) -> list[Tie]:
    return sorted(ties, key=lambda tie: (node(archive, tie.first).name.casefold(),
                                         node(archive, tie.second).name.casefold(), tie.target.anchor))


def _listed(parts: list[Line]) -> Line:
    """Lines in a row, with commas."""
    found: list[Inline] = []
    for part in parts:
        found += [Text(", "), *part] if found else part
    return tuple(found)
