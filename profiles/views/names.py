"""Names: what people look a record up by, for search and for the index from A to Z."""

from __future__ import annotations

from .. import wording
from ..archive import Archive, words_of
from ..model import Company, Deal, Dispute, Fact, Source
from ..values import Ticker


def names_of(record: Company | Deal | Source) -> tuple[str, ...]:
    """What else people look a record up by: its plain name, names in time and scripts, codes, people, who published it."""
    found = [record.name if isinstance(record, Company) else record.publisher if isinstance(record, Source) else ""]
    for prop in ("names", "tickers", "identifiers", "authors"):
        for entry in getattr(record, prop, ()):
            for fact in entry.versions if isinstance(entry, Dispute) else (entry,):
                if isinstance(fact, Fact):
                    found.append(fact.value.code if isinstance(fact.value, Ticker) else wording.value_words(fact.value))
    found += (entry.key[0] for entry in getattr(record, "people", ()))
    return tuple(name for name in dict.fromkeys(found) if name)


def facts_of(archive: Archive, folder: str, record: str) -> str:
    """The words of everything a record states, all versions where it is disputed."""
    found = []
    for item in archive.by_record.get((folder, record), ()):
        found.append(words_of(item.entry))
        if isinstance(item.entry, Dispute):
            found += (words_of(version) for version in item.entry.versions)
    return " ".join(found)
