"""Checker: what MkDocs built, held against the data by a program that shares no code with the builder.

It reads the YAML files and the HTML anew. A site is published only when it finds nothing: no element or
attribute that a page may not have, no dead link, no foreign source, no broken file for machines, and
every value of the data in the visible text, at an address of its own.
"""

from __future__ import annotations

from pathlib import Path

from .facts import Facts
from .figures import figure_faults
from .links import Links
from .markup import markup_faults
from .pages import Page, paths_of
from .pairs import Pairs
from .part import faults_of_part
from .reading import records

__all__ = ["faults_of_part", "faults_of_site"]


def faults_of_site(site: Path, data: Path) -> list[str]:
    """Everything that is wrong with a built site, sorted; empty where nothing is.

    One page is held in memory at a time; of those of sources, which come first, what others are held against.
    """
    found = records(data)
    pages: dict[str, Page] = {}
    links, facts, pairs = Links(site), Facts(found, pages), Pairs(site, found)
    faults: list[str] = []
    for path in sorted(paths_of(site), key=lambda path: (not path.startswith("sources/"), path)):
        page = pages[path] = Page(path, (site / path).read_bytes())
        faults += markup_faults(page)
        links.take(page)
        faults += facts.of(page)
        faults += pairs.of(page)
        faults += figure_faults(page)
        page.forget()
    faults += links.faults()
    faults += links.sitemap_faults()
    faults += links.search_faults(found)
    faults += facts.missing()
    faults += pairs.missing()
    return sorted(set(faults))
