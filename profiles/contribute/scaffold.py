"""Scaffold: the first text of a new record, with comments that teach and blanks that are named.

A blank reads `BLANK(what is wanted)`; `check` lists each until it is filled. What the address of a
source tells (host, date, language) is filled in, offline and marked as a guess to be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import get_args
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from ..archive import ID, RESERVED, Archive
from .emit import scalar
from ..model import SourceKind
from ..values import Url

FOLDERS = {"company": "companies", "deal": "deals", "source": "sources"}

COMPANY = """\
# A company, unit or venture. Every key and its form: docs/about/data-format.md
# Fill each BLANK(…); `python build_profiles.py check` lists those that are left.
name: BLANK(what its page is headed)
# Letters for the sources you cite; a source needs a record of its own first:
# python build_profiles.py new source ID --url ADDRESS
sources: {J: BLANK(the id of a source)}
# A fact is words, then its footnote: [letter place]. p2 is paragraph 2; "…" are a few of the source's own words.
does: BLANK(one sentence on what it makes or does) [J p1]
# More keys, each with a footnote; take the # away from those you know.
# names:
#   legal: Example Industries Co., Ltd. [J p1]
#   short: 例子 (zh-Hans) [J p1]
# seat: Taipei, Taiwan [J p1]
# founded: 1974-02-20 [J p1]
# owners:
#   foxconn: 84% (as of 2025-10-22) [J p3]
# metrics:
#   revenue:
#     2025-Q3: 243.17 billion CNY [J p6 "243.17 billion yuan"]
"""
DEAL = """\
# An agreement, planned agreement or joint project. Every key and its form: docs/about/data-format.md
# Fill each BLANK(…); `python build_profiles.py check` lists those that are left.
title: BLANK(who does what with whom)
# Ids of companies in data/companies/, or names in plain words.
parties: [BLANK(the first party), BLANK(the second party)]
# Letters for the sources you cite; a source needs a record of its own first:
# python build_profiles.py new source ID --url ADDRESS
sources: {J: BLANK(the id of a source)}
# talks, letter of intent, preliminary agreement, definitive agreement, closed, performing, amended, ended
stage: BLANK(how far they are committed now) [J p1]
# Or `reported:` or `filed:`, where the parties themselves said nothing.
announced: BLANK(the date) [J p1]
# More keys, each with a footnote; take the # away from those you know.
# value: headline 30 billion USD [J p2]        or: value: not disclosed [J]
# binding: non-binding [J p2]
# scope: what they agreed to do [J p3]
# gives:
#   foxconn: what it brings in [J p3]
# steps:
#   - 2025-11-20 announced: both published it [J p1]
"""
SOURCE = """\
# A document that facts rest on. It is its own evidence: values need no footnote.
# Fill each BLANK(…); `python build_profiles.py check` lists those that are left.
publisher: {publisher}
title: {title}
# As exactly as known: 2025-11-20, 2025-11, 2025, about 2025, or not disclosed.
date: {date}
# en, ja, zh-Hant (traditional), zh-Hans (simplified) …
language: {language}
# primary: by those concerned or an authority; secondary: reports; tertiary: collections and copies
kind: BLANK({kinds})
url: {url}
# When you read it.
accessed: {accessed}
# authors: Jane Doe
# form: article                                  or filing, release, data page, transcript, post, other
# locators: {{h: headline, s: standfirst}}         short names for places; p1, p2 … need none
"""


class Refused(Exception):
    """A record that cannot be made: why, and what to type instead."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What an address tells about its document; empty where it tells nothing."""

    publisher: str = ""
    date: str = ""
    language: str = ""


def scaffold(archive: Archive, kind: str, record_id: str, url: str, today: date) -> str:
    """The text of a new record. Raises `Refused`."""
    _refuse(archive, kind, record_id, url)
    if kind != "source":
        return {"company": COMPANY, "deal": DEAL}[kind]
    guess = guessed(archive, url, today) if url else Guess()

    def filled(value: str, wanted: str) -> str:
        return scalar(value, "value") if value else f"BLANK({wanted})"

    note = "  # a guess from the address: compare it with the page"
    return SOURCE.format(
        publisher=filled(guess.publisher, "who published it") + (note if guess.publisher else ""),
        title="BLANK(its own title)", date=filled(guess.date, "when it was published") + (note if guess.date else ""),
        language=filled(guess.language, "its language") + (note if guess.language else ""),
        kinds=" or ".join(get_args(SourceKind)), url=filled(url, "its address"), accessed=today.isoformat())


def _refuse(archive: Archive, kind: str, record_id: str, url: str) -> None:
    """Raise `Refused` for an id or an address that cannot be used."""
    folder = FOLDERS[kind]
    if not ID.fullmatch(record_id) or len(record_id) > 64 or record_id in RESERVED:
        better = re.sub(r"-+", "-", re.sub(r"[^a-z0-9]+", "-", record_id.lower())).strip("-")[:64]
        better = f"{better}-1" if better in RESERVED else better
        raise Refused(f"`{record_id}` cannot be an id: lower-case letters, digits and single hyphens, 64 at most"
                      + (f"; write {better}" if better else ""))
    taken = archive.of(folder).get(record_id)
    if taken is not None and taken.withdrawn:
        raise Refused(f"{folder}/{record_id} was withdrawn; an id is never used again, choose another")
    if record_id in archive.known(folder):
        raise Refused(f"{folder}/{record_id} exists already: edit data/{folder}/{record_id}.yml")
    for other_folder in FOLDERS.values():
        for other in archive.of(other_folder).values():
            former = record_id in other.formerly and other_folder == folder
            if former or f"{folder}/{record_id}" in other.also_at:
                raise Refused(f"/{folder}/{record_id}/ leads to {other_folder}/{other.id}; an address is never used "
                              "again, choose another id")
    if url:
        _refuse_url(archive, url)


def _refuse_url(archive: Archive, url: str) -> None:
    try:
        Url.parse(url)
    except PydanticCustomError as error:
        context = error.context or {}
        raise Refused(f"{context['message']}; {context['remedy']}") from None
    for source in archive.sources.values():
        if source.url and source.url.text == url:
            raise Refused(f"sources/{source.id} has this address already: cite `{source.id}`")


# -- what an address tells ------------------------------------------------------------------

_DAY = re.compile(r"(?<!\d)(20\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-/](0[1-9]|1[0-2])(?!\d)")
_TAGS = {"en": "en", "zh-tw": "zh-Hant", "zh-hant": "zh-Hant", "tc": "zh-Hant", "zh-hk": "zh-Hant", "zh-cn": "zh-Hans",
         "zh-hans": "zh-Hans", "sc": "zh-Hans", "ja": "ja", "jp": "ja", "de": "de", "fr": "fr", "ko": "ko", "es": "es"}
_COUNTRIES = {"tw": "zh-Hant", "hk": "zh-Hant", "cn": "zh-Hans", "jp": "ja", "kr": "ko", "de": "de", "at": "de",
              "fr": "fr", "es": "es", "mx": "es", "uk": "en", "au": "en"}


def guessed(archive: Archive, url: str, today: date) -> Guess:
    """Publisher, date and language as far as the address and the archive's own sources tell them."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    known = [source for source in archive.sources.values()
             if source.url and (urlsplit(source.url.text).hostname or "").removeprefix("www.") == host]
    publishers, languages = {source.publisher for source in known}, {source.language for source in known}
    return Guess(publishers.pop() if len(publishers) == 1 else host, _date(parts.path, today),
                 _language(host, parts.path) or (languages.pop() if len(languages) == 1 else _COUNTRIES.get(
                     host.rsplit(".", 1)[-1], "")))


def _date(path: str, today: date) -> str:
    """The day or month in a path; nothing where it does not exist or lies in the future."""
    for match in _DAY.finditer(path):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        if day <= today:
            return day.isoformat()
    match = _MONTH.search(path)
    return f"{match[1]}-{match[2]}" if match and (int(match[1]), int(match[2])) <= (today.year, today.month) else ""


def _language(host: str, path: str) -> str:
    """The language that the first part of the host or a folder at the start of the path names."""
    first = host.split(".")[0] if host.count(".") > 1 else ""
    folders = [part.lower().replace("_", "-") for part in path.split("/")[1:3]]
    return next((_TAGS[part] for part in (first, *folders) if part in _TAGS), "")
