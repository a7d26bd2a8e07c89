"""Escaping: the one choke point between text that people wrote and the files we publish.

One function per place a text can stand in. `inline` keeps prose and figures as they are and turns
into character references only what Python-Markdown (with the extensions toc, tables and
fenced_code, and no others) would read as marking; `tests/test_escape.py` and
`tests/test_markdown.py` hold that rule against Python-Markdown itself. References rather than
backslashes: what a backslash may escape depends on the extensions loaded.

Text arrives free of control characters (refused when it was read). ValueError means: our bug.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape as _html_escape
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from profiles.lines import fold


def reference(match: re.Match[str]) -> str:
    """The one character of a match as a numeric reference."""
    return f"&#{ord(match.group())};"


# Markdown ----------------------------------------------------------------------------------------

# `&` only where it would start a reference ("AT&T" stays); `_` only at the edge of a word
# ("snake_case" stays); `>` is harmless once no `<` is left. `|` matters in tables alone, but one
# rule for all places is easier to trust.
MARKING = re.compile(
    r"[\\`*\[\]|]"
    r"|(?<![^\W_])_|_(?![^\W_])"
)
_ENTITY_START = re.compile(r"&(?=#|[A-Za-z0-9][-.A-Za-z0-9]*;)")

# What opens a block when a line or a list item begins with it.
_BLOCK_START = re.compile(
    r"[#>]"  # heading, quotation
    r"|[+-](?= )"  # list item; `*` is a reference already
    r"|-[- ]*$|=+$"  # rule, underline of a heading
    r"|~(?=~~)"  # fence
    r"|:(?= )"  # definition: not loaded, but common elsewhere
)
# Python-Markdown's \d takes the digits of every script.
_NUMBER_START = re.compile(r"(\d+)\.(?= )")


def inline(text: str) -> str:
    """Markdown that shows exactly `text`, anywhere within a line: prose, heading, cell, label."""
    safe = _ENTITY_START.sub("&amp;", fold(text)).replace("<", "&lt;")
    return MARKING.sub(reference, safe)


def line_start(markdown: str) -> str:
    """The same Markdown, made safe to begin a paragraph or a list item with."""
    numbered = _NUMBER_START.match(markdown)
    if numbered:
        return f"{numbered.group(1)}&#46;{markdown[numbered.end():]}"
    if _BLOCK_START.match(markdown):
        return f"&#{ord(markdown[0])};{markdown[1:]}"
    return markdown


def heading_end(markdown: str) -> str:
    """The same Markdown, made safe to end a heading with (a closing `#` would be dropped)."""
    return f"{markdown[:-1]}&#35;" if markdown.endswith("#") else markdown


def before_link(markdown: str) -> str:
    """The same Markdown, made safe to stand before a link ("Yahoo!" would make it an image)."""
    return f"{markdown[:-1]}&#33;" if markdown.endswith("!") else markdown


def destination(address: str) -> str:
    """An address from `url` or a path of ours, as the target of a Markdown link."""
    return re.sub("[()']", reference, _ENTITY_START.sub("&amp;", address))


# HTML and SVG ------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def html_text(text: str) -> str:
    """Text between tags, of HTML and SVG alike. One blank at an end is kept."""
    return _html_escape(fold(text), quote=False)


@lru_cache(maxsize=1 << 14)
def attribute(text: str) -> str:
    """The value of a double-quoted attribute, also as the title of a Markdown link."""
    safe = _html_escape(fold(text).strip(), quote=True).replace("&#x27;", "&#39;")
    # In a title Python-Markdown would look for the end of each bracket: slow, if harmless.
    return re.sub(r"[\\`|\[\]]", reference, safe)


# Front matter ------------------------------------------------------------------------------------

FRONT_MATTER_KEYS = ("title", "description", "kicker", "source", "kind", "template", "location", "updated", "data")
"""The only keys generated pages may carry (besides `search`, written by the Markdown writer)."""

# These are not shown but acted upon, by the theme or by machines: a text must never get there.
_STEERING = {
    "template": re.compile(r"[a-z-]+\.html"),
    "location": re.compile(r"(?:\.\./)*(?:[A-Za-z0-9_-]+/)*"),  # of a redirect: a page of this site
    "updated": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "data": re.compile(r"\{[^<>&]*\}"),  # from json_ld
}

# What YAML does not allow to stand as itself, even between quotes.
_NOT_YAML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def front_matter(values: Mapping[str, str]) -> str:
    """Lines of YAML for the values given, in the order of FRONT_MATTER_KEYS; empty ones left out.

    Values are HTML-escaped first, see `meta`. A template that prints one must not escape it again.
    """
    unknown = sorted(values.keys() - set(FRONT_MATTER_KEYS))
    if unknown:
        raise ValueError(f"front matter keys not allowed: {', '.join(unknown)}")
    for key, form in _STEERING.items():
        if key in values and not form.fullmatch(values[key]):
            raise ValueError(f"not allowed as {key} in front matter: {values[key]!r}")
    lines = []
    for key in FRONT_MATTER_KEYS:
        text = meta(key, values.get(key, ""))
        if text:
            lines.append(f"{key}: {_yaml_string(text)}\n")
    return "".join(lines)


def meta(key: str, text: str) -> str:
    """A value of the front matter as templates print it: as HTML, since Material prints a page's title
    and description as they are; only `data` is JSON, made safe by `json_ld`.
    """
    folded = fold(text).strip()
    return folded if key == "data" else _html_escape(folded, quote=True)


def _yaml_string(text: str) -> str:
    """A double-quoted YAML string: JSON, but for characters that YAML wants written as codes."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found.group()):04x}", _json(text))


# Data in pages -----------------------------------------------------------------------------------


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def json_ld(value: Any) -> str:
    """JSON that may stand inside `<script type="application/ld+json">`."""
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", _json(value))


# Addresses ---------------------------------------------------------------------------------------

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3986: what path, query and fragment may hold as it is. `%` is kept where it already encodes.
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?"


def url(text: str) -> str:
    """The address in its safe form: http or https, host in punycode, the rest percent-encoded.

    Raises ValueError for other schemes, user names, odd hosts and ports. A second call changes
    nothing.
    """
    parts = urlsplit(fold(text).strip())
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"not an http or https address: {text!r}")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise ValueError(f"an address with a user name: {text!r}")
    host = _ascii_host(parts.hostname or "")
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part), safe=safe)
        for part, safe in (
            (parts.path, _PATH_SAFE),
            (parts.query, _QUERY_SAFE),
            (parts.fragment, _QUERY_SAFE),
        )
    )
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _ascii_host(host: str) -> str:
    """The host in punycode; refused where that names another one (`faß.de` is not `fass.de`)."""
    coded = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(coded):
        raise ValueError(f"not a host name: {host!r}")
    if not host.isascii() and coded.encode("ascii").decode("idna") != host:
        raise ValueError(f"a host name that has no exact punycode form: {host!r}")
    return coded
