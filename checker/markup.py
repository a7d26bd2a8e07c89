"""Markup: elements and attributes that a page may have, by kind of page; everything else is a fault.

Both lists are typed by hand from what the pages and the theme need. Nothing here runs, loads or sends:
no `style`, no `on…`, no frame, object, embed, base, media or form in the article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from .pages import Page
from .tags import Tag, Tags

_EVERYWHERE = {"class", "id", "lang", "dir", "title", "hidden", "role", "tabindex", "translate"}
_OPEN = re.compile(r"aria-[a-z]+|data-(?!md-)[a-z]+(?:-[a-z]+)*")
_PAINT = ("fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity "
          "transform vector-effect marker-end marker-mid marker-start").split()


def _allow(*lines: str) -> dict[str, frozenset[str]]:
    found = {}
    for text in lines:
        tags, _, attributes = text.partition(":")
        for tag in tags.split():
            found[tag] = frozenset(attributes.split())
    return found


_PROSE = _allow(
    "abbr aside article b blockquote br caption cite code dd del dfn div dl dt em figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr i kbd mark nav p pre q s samp section small span strong sub summary sup "
    "table tbody tfoot thead tr u ul var wbr",
    "a:href rel", "details:open", "time:datetime", "data:value", "col colgroup:span", "li:value", "ol:start",
    "td:align colspan rowspan", "th:align colspan rowspan scope abbr")
_DRAWING = _allow(
    "svg:viewBox width height x y xmlns focusable preserveAspectRatio", "g title desc defs", "path:d", "line:x1 x2 y1 y2",
    "polyline polygon:points", "rect:x y width height rx ry", "circle:cx cy r", "ellipse:cx cy rx ry",
    "text tspan:x y dx dy text-anchor dominant-baseline font-size font-weight textLength",
    "pattern:patternUnits patternTransform width height x y",
    "marker:markerWidth markerHeight markerUnits refX refY orient viewBox")
_FRAME = _PROSE | _DRAWING | _allow(
    "html body head main noscript", "meta:charset content name property http-equiv", "link:href rel type", "script:src type defer async",
    "button:type", "form:name", "input:type name placeholder required autocapitalize autocomplete autocorrect spellcheck checked",
    "label:for")
_HAND = _allow("img:src alt width height loading")
_REDIRECT = _allow("html body head title p", "meta:charset content name http-equiv", "link:href rel", "a:href")
_FOREIGN = re.compile(r"\s*([A-Za-z][\w+.-]*:|//|\\)")
_RECORD = re.compile(r"(companies|deals|sources)/[^/]+/index\.html")
# Inline scripts by the SHA-256 of their text; the theme needs none, since ours replaced them by files.
KNOWN_SCRIPTS: frozenset[str] = frozenset()
_POLICY = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "script-src": "'self'", "style-src": "'self'",
           "form-action": "'none'", "frame-src": "'none'"}


_ALLOWED = {"redirect": _REDIRECT, "frame": _FRAME, "article": _PROSE | _DRAWING, "written": _PROSE | _DRAWING | _HAND}
_ALSO_SMALL = {where: {tag: frozenset(map(str.lower, names)) for tag, names in found.items()} for where, found in _ALLOWED.items()}
Attributes = Mapping[str, str | None]


def kind(page: Page) -> str:
    """redirect, record, hand-written (about/) or list."""
    if not page.tags and page.tree.css_first('meta[http-equiv="refresh" i]'):
        return "redirect"
    if _RECORD.fullmatch(page.path):
        return "record"
    return "written" if page.path.startswith("about/") else "list"


def markup_faults(page: Page) -> Iterator[str]:
    """Everything on the page that its kind may not have."""
    what = kind(page)
    faults = _of_tags(page.tags, what) if page.tags else _of_tree(page, what)
    yield from (f"{page.path}: {one}" for one in faults)
    twice = sorted({name for name in page.ids if page.ids.count(name) > 1}) if len(set(page.ids)) < len(page.ids) else []
    yield from (f"{page.path}: id twice: {name}" for name in twice)


def _of_tags(tags: Tags, what: str) -> Iterator[str]:
    """Of a plain page: each different tag is looked at once."""
    for given, where in ((tags.frame, "frame"), (tags.inner, "written" if what == "written" else "article")):
        for tag in set(given):
            known = tag.judged.get(where)
            if known is None:
                known = tag.judged[where] = tuple(_element(tag.name, tag.attributes, where))
            yield from known
    yield from (fault for tag, text in tags.scripts for fault in _script(tag.attributes, text))
    yield from _policy(tags.frame)


def _of_tree(page: Page, what: str) -> Iterator[str]:
    """Of any other page."""
    inside = {node.mem_id for node in page.article.traverse(include_text=False)} if page.article else set()
    article = "written" if what == "written" else "article"
    assert page.tree.root is not None
    for node in page.tree.root.traverse(include_text=False):
        where = "redirect" if what == "redirect" else article if node.mem_id in inside else "frame"
        if node.tag != "-comment":
            yield from _element(node.tag or "?", node.attributes, where)
        if node.tag == "script":
            yield from _script(node.attributes, node.text(deep=True) or "")
    if what == "redirect":
        yield from _redirect(page)
    else:
        yield from _policy(Tag(node.tag or "?", node.attributes) for node in page.tree.css("meta, script, link"))
        if page.article is None:
            yield "no article"


def _element(tag: str, attributes: Attributes, where: str) -> Iterator[str]:
    allowed = _ALLOWED[where]
    if tag not in allowed:
        yield f"element not allowed here: <{tag}>"
        return
    for name, value in attributes.items():
        lower = name.lower()
        fine = lower in _EVERYWHERE or name in allowed[tag] or lower in _ALSO_SMALL[where][tag]
        if tag in _DRAWING and name in _PAINT:
            fine = "url(" not in (value or "") or bool(re.fullmatch(r"url\(#[\w.-]+\)", value or ""))
        if not fine and not _OPEN.fullmatch(lower) and not (where == "frame" and lower.startswith("data-md-")):
            yield f"attribute not allowed here: <{tag} {name}>"
    yield from _address(tag, attributes, where)


def _address(tag: str, attributes: Attributes, where: str) -> Iterator[str]:
    """Links lead to pages, sources are our own."""
    href, src = attributes.get("href"), attributes.get("src")
    if tag == "a" and href is not None:
        scheme = urlsplit(href.strip()).scheme.lower() if not href.startswith("#") else ""
        if scheme not in ("", "http", "https", *(("mailto",) if where == "written" else ())) or href.startswith("//"):
            yield f"link to {href[:80]!r}"
        elif re.search(r"[\x00-\x20\\]", href):
            yield f"link with odd characters: {href[:80]!r}"
    if tag == "link" and _FOREIGN.match(href or "") and attributes.get("rel") not in ("canonical", "license", "alternate"):
        yield f"loads {href!r} from elsewhere"
    if src is not None and _FOREIGN.match(src):
        yield f"<{tag}> loads {src[:80]!r} from elsewhere"


def _script(attributes: Attributes, text: str) -> Iterator[str]:
    if "src" in attributes:
        return
    if attributes.get("type") in ("application/json", "application/ld+json"):
        try:
            strict_json(text)
        except ValueError as error:
            yield f"data in <script> is no JSON: {error}"
    elif hashlib.sha256(text.encode()).hexdigest() not in KNOWN_SCRIPTS:
        yield f"unknown inline script: {text.strip()[:60]!r}"


def _redirect(page: Page) -> Iterator[str]:
    """The target is a page of ours, the same in the refresh and in the link."""
    meta = page.tree.css_first('meta[http-equiv="refresh" i]')
    content = (meta.attributes.get("content") or "") if meta else ""
    match = re.fullmatch(r"0; url=((?:\.\./)*(?:[a-z0-9-]+/)*)", content)
    links = [link.attributes.get("href") for link in page.tree.css("a")]
    if not match or links != [match[1]]:
        yield f"odd redirect: {content[:80]!r} and {links}"


def _policy(tags: Iterable[Tag]) -> Iterator[str]:
    """The content policy says what it must, before anything that it governs; `tags` in order."""
    governed = False
    for tag in tags:
        if tag.name == "script" or tag.name == "link" and tag.attributes.get("rel") == "stylesheet":
            governed = True
        elif tag.name == "meta" and (tag.attributes.get("http-equiv") or "").lower() == "content-security-policy":
            content = tag.attributes.get("content") or ""
            found = {part.split()[0]: " ".join(part.split()[1:]) for part in content.split(";") if part.strip()}
            wrong = sorted(key for key, value in _POLICY.items() if found.get(key) != value)
            if wrong or "unsafe" in content:
                yield f"content policy missing or weak: {', '.join(wrong) or content}"
            if governed:
                yield "the content policy stands behind what it should govern"
            return
    yield "content policy missing or weak: it is missing"


def strict_json(text: str) -> Any:
    """JSON as browsers read it: no NaN, no Infinity, no key twice. Raises ValueError."""
    def constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in found]
        if len(set(keys)) < len(keys):
            raise ValueError("a key stands twice")
        return dict(found)

    return json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
