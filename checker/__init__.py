"""Checker: what MkDocs built, held against the data by a program that shares no code with the builder.

It reads the YAML files and the HTML anew. A site is published only when it finds nothing: no element or
attribute that a page may not have, no dead link, no foreign source, no broken file for machines, and
every value of the data in the visible text, at an address of its own.
"""

from __future__ import annotations

from pathlib import Path

from .facts import Facts
from .links import Links
from .markup import markup_faults
from .pages import read_pages
from .reading import records


def faults_of_site(site: Path, data: Path) -> list[str]:
    """Everything that is wrong with a built site, sorted; empty where nothing is."""
    found, pages = records(data), read_pages(site)
    links = Links(site, pages)
    faults = [fault for page in pages.values() for fault in markup_faults(page)]
    faults += links.faults()
    faults += links.sitemap_faults()
    faults += links.search_faults(found)
    faults += Facts(found, pages).faults()
    return sorted(set(faults))
