"""The map page: the whole archive as groups and ties, every relation in the table below the drawing."""

from __future__ import annotations

from ..archive import Archive
from ..blocks import Block, Bullets, Heading, Item, Link, Page, PageLink, Paragraph, Text, line
from ..drawings.archive_map import archive_map
from .compare import SETS, holds
from .facts import company_link


def map_page(archive: Archive) -> Page:
    """The archive in one drawing; from there to the map of each company."""
    drawn = archive_map(archive)
    blocks: list[Block] = [Paragraph(line("Ownership and deals between the companies of this archive. Each company and each "
                                          "deal has a map of its own on its page."))]
    blocks += drawn or (Paragraph(line("No company of this archive has a relation yet.")),)
    busy = [one for one in archive.companies.values() if one.id in archive.deals_of and not one.withdrawn]
    busy.sort(key=lambda one: (-len(archive.deals_of[one.id]), one.name.casefold()))
    if busy:
        blocks += [Heading(2, line("Maps of single companies")),
                   Bullets(tuple(Item(line(*company_link(archive, one.id), ": ", _count(archive, one.id)))
                                 for one in busy[:12]))]
    sets = [one for one in SETS if holds(archive, one)]
    if sets:
        blocks += [Heading(2, line("Side by side")), Bullets(tuple(
            Item(line(Link((Text(one.title),), PageLink(f"compare/{one.slug}.md")))) for one in sets))]
    return Page("map.md", "Map", "Who holds whom and who signed with whom: the whole archive in one drawing.",
                tuple(blocks), searchable=False)


def _count(archive: Archive, company: str) -> str:
    deals = archive.deals_of[company]
    partners = {party for deal in deals for party in archive.deals[deal].parties} - {company}
    return f"{len(deals)} {'deal' if len(deals) == 1 else 'deals'}, {len(partners)} other " \
           f"{'party' if len(partners) == 1 else 'parties'}"
