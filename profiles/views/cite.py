"""Cite: 'Use this page' as a sentence, as BibTeX and as CSL-JSON, made of the page's own values.

The address a page is served at is not known here: the script puts it in where `data-address` says,
and adds the buttons that copy.
"""

from __future__ import annotations

import json
from datetime import date

from .. import wording
from ..blocks import Block, Component, Heading, Html, el, line

SITE = "Company Atlas"
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}&%$#_"}


def use_this_page(path: str, title: str, read: date | None) -> tuple[Block, ...]:
    """The section. `read` is the day on which the page's newest source was read, or None."""
    key = path.removesuffix(".md").replace("/", "-")
    until = f" Sources read up to {wording.day(read)}." if read else ""
    sentence = el("p", {"class": "cite", "id": "cite-text"}, f"{SITE}: “{title}”.{until} Record {key}. ",
                  _address("@"))
    formats = el("details", {"class": "more"}, el("summary", {}, "BibTeX and CSL-JSON"),
                 el("p", {"class": "cite", "id": "cite-bibtex"}, *_bibtex(key, title, read)),
                 el("p", {"class": "cite", "id": "cite-csl"}, *_csl(key, title, read)))
    licence = el("p", {"class": "small"}, "Facts may be used under CC BY 4.0. To cite a single fact, open "
                 "one of its marks, or add the address of its place on this page.")
    return (Heading(2, line("Use this page"), "use-this-page"),
            Component(el("section", {"class": "use", "aria-label": "Citation", "data-search-exclude": ""},
                         sentence, formats, licence)))


def _address(form: str) -> Html:
    """A place for the page's address; `@` stands for it."""
    return el("span", {"data-address": form}, "")


def _bibtex(key: str, title: str, read: date | None) -> tuple[Html | str, ...]:
    safe = "".join(_TEX.get(sign, sign) for sign in title)
    note = f", note = {{Sources read up to {read}}}" if read else ""
    return (f"@misc{{{key}, title = {{{{{safe}}}}}, author = {{{{{SITE}}}}}{note}", _address(", url = {@}"), "}")


def _csl(key: str, title: str, read: date | None) -> tuple[Html | str, ...]:
    data: dict[str, object] = {"id": key, "type": "webpage", "title": title, "container-title": SITE}
    if read:
        data["note"] = f"Sources read up to {read}"
    return (json.dumps(data, ensure_ascii=False)[:-1], _address(', "URL": "@"'), "}")
