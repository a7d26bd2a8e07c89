"""Frames: what MkDocs and the theme put around an article, rendered once per kind of page.

A stub page is rendered by MkDocs' own functions with marks in place of what differs from page to
page; splitting the result at the marks gives the frame. Pages of the navigation get a frame each,
records one per folder. Whether pages without a kicker, a table of contents and so on need another
frame is the theme's affair: they are other kinds.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from profiles.blocks import Page
from profiles.escape import FRONT_MATTER_KEYS, meta

from .writer import Content, Entry

_MARK = re.compile(r"zq0([a-z]+)qz")
_SEARCH_HINT = re.compile(r'\s?data-search-\w+="[^"]+"')


class Unlike(Exception):
    """The theme does not behave as the fast route expects: MkDocs has to build the site."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides which frame a page gets. `path` is that of a stub in the same place."""

    path: str
    template: str
    meta: tuple[str, ...]
    skip: bool
    toc: bool


# What these hold is of one form, so the theme may take it apart.
_PLAIN = {"source": "data/a-1/b.yml", "location": "../a-1/", "updated": "2026-01-02", "data": '{"a": "b & c"}'}


def _mark(slot: str) -> str:
    return f"zq0{slot}qz"


def meta_of(page: Page) -> dict[str, str]:
    """The front matter of a page as MkDocs reads it, without what steers search."""
    own = {"title": page.title, "description": page.description, "kicker": page.kicker, "source": page.source}
    shown = {key: meta(key, text) for key, text in {**own, **page.extra}.items()}
    return {key: shown[key] for key in FRONT_MATTER_KEYS if shown.get(key)}


def kind_of(page: Page, content: Content, meta: Mapping[str, str], in_nav: frozenset[str]) -> Kind:
    """The kind of a page."""
    folder, name = posixpath.split(page.path)
    own_place = page.path in in_nav or name == "index.md"
    path = page.path if own_place else posixpath.join(folder, f"{_mark('name')}.md")
    return Kind(path, meta.get("template", "main.html"), tuple(key for key in meta if key != "template"),
                bool(content.toc), bool(_listed(content.toc)))


def _listed(toc: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that the theme lists: those below the title, where it is among them."""
    return tuple(toc[0].children) if toc and toc[0].level == 1 else toc


class Renders(Protocol):
    """MkDocs, as far as frames need it."""

    def render_stub(self, path: str, meta: dict[str, str], html: str, toc: tuple[Entry, ...]) -> str:
        """The finished page that MkDocs makes of these parts."""


def frame(engine: Renders, kind: Kind) -> list[str]:
    """The frame of a kind: literal text at even places, slots at odd ones. Raises `Unlike`.

    Each frame is tried once: a page with hostile words must come out of it as MkDocs renders it.
    """
    below = [Entry(2, _mark("tocid"), _mark("toctitle"))] if kind.toc else []
    toc = (Entry(1, _mark("anchor"), _mark("h"), below),) if kind.skip else ()
    if kind.toc and not kind.skip:
        raise Unlike("a table of contents without a first entry")
    marks = {key: _mark(key) for key in kind.meta} | {"template": kind.template}
    article = f"<h1>{_mark('content')}"
    html = engine.render_stub(kind.path, marks, article, toc).replace(article, _mark("content"))
    parts = _MARK.split(html.replace(_item(below[0]), _mark("toc")) if below else html)
    if set(parts[1::2]) & {"tocid", "toctitle", "h"}:
        raise Unlike("the theme writes tables of contents in another way")
    content = _probe(kind)
    words = {key: _PLAIN.get(key, f"{key} &amp; &lt;b&gt; &quot;x&#x27; é 鴻海") for key in kind.meta}
    path = kind.path.replace(_mark("name"), "a-name")
    if _filled(parts, path, content, words) != engine.render_stub(path, {**words, "template": kind.template},
                                                                 content.html, content.toc):
        raise Unlike(f"the theme renders pages like {path} in a way that frames cannot follow")
    return parts


def _probe(kind: Kind) -> Content:
    """An article with all that a table of contents can hold."""
    deep = Entry(2, "b", "B", [Entry(3, "c", "C &lt;i&gt; &quot;", [Entry(4, "d", "D")]), Entry(3, "e", "E")])
    below = [Entry(2, "a", "A &amp; a"), deep, Entry(2, "f", "F")] if kind.toc else []
    top = Entry(1, "t-1", "T &amp; &lt;b&gt;", below)
    return Content("<h1 id=\"t-1\">T &amp; &lt;b&gt; {{ x }}</h1>\n<p>x</p>", (top,) if kind.skip else ())


@dataclass
class Theme:
    """What of MkDocs and the theme is needed to finish pages; `renders` is asked for frames that are not there yet."""

    in_nav: frozenset[str]
    permalink: str
    renders: Callable[[], Renders]
    frames: dict[Kind, list[str]] = field(default_factory=dict)

    def frame(self, kind: Kind) -> list[str]:
        """The frame of a kind. Raises `Unlike`."""
        if kind not in self.frames:
            self.frames[kind] = frame(self.renders(), kind)
        return self.frames[kind]


def splice(parts: list[str], page: Page, content: Content, meta: Mapping[str, str]) -> str:
    """The finished page."""
    return _filled(parts, page.path, content, meta)


def _filled(parts: list[str], path: str, content: Content, meta: Mapping[str, str]) -> str:
    article = _SEARCH_HINT.sub("", content.html) if "data-search-" in content.html else content.html
    values = {**meta, "name": posixpath.basename(path).removesuffix(".md"), "content": article,
              "anchor": content.toc[0].id if content.toc else "", "toc": _GAP.join(map(_item, _listed(content.toc)))}
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))


# The overrides' partials/toc-item.html, white space included; the gap is the theme's toc.html ---------

_GAP = "\n      \n        "


def _item(entry: Entry) -> str:
    return (f'<li class="md-nav__item">\n  <a href="#{entry.id}" class="md-nav__link">'
            f'<span class="md-ellipsis">{entry.title}</span></a>\n</li>')
