"""Tags: those of a page as they stand in its text, without a tree; where that text is as plain as ours is.

Plain means: every `<` opens a tag in small letters whose values stand in double quotes, scripts hold no `<`, the
article closes what it opens, and nothing leads away by itself. No browser reads the tags of such a text otherwise, so one regular expression may.
A page in any other form has no `Tags`: it is judged by the tree that a browser's parser makes of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

_DOCTYPE = re.compile(r"\s*<!doctype html>", re.ASCII | re.IGNORECASE)
_START, _END = re.compile(r"<([a-z][^<>]*)>"), re.compile(r"</([a-z][a-z0-9]*)>")
_SCRIPT = re.compile(r"<(script[^<>]*)>([^<]*)</script>")
_TAG = re.compile(r'([a-z][a-z0-9]*)((?:[ \t\n]+[A-Za-z][\w:-]*(?:="[^"]*")?)*)[ \t\n]*(/?)', re.ASCII)
_ATTRIBUTE = re.compile(r'([A-Za-z][\w:-]*)(?:="([^"]*)")?', re.ASCII)
_ODD_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);)")
# What these hold is not read as other elements are. None of them is allowed: the parser shall say so.
_ODD = frozenset("base embed frame iframe listing math noembed noframes object plaintext style template textarea xmp".split())
_VOID = frozenset("br col hr img input link meta wbr".split())
_SHAPES = frozenset("path line polyline polygon rect circle ellipse".split())
_MANY = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """A start tag. `alone`: nothing closes it; `leads` are the addresses it leads to or loads; `judged` holds what
    is wrong with it, by where it stands."""

    name: str
    attributes: Mapping[str, str | None]
    alone: bool = False
    leads: tuple[str, ...] = ()
    judged: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Known(dict[str, Tag]):
    """Tags by what stands between `<` and `>`; most stand on many pages. Raises ValueError for what is not plain."""

    def __missing__(self, text: str) -> Tag:
        found = _TAG.fullmatch(text)
        if found is None or found[1] in _ODD or "&" in text and _ODD_REFERENCE.search(text):
            raise ValueError(text)
        name, pairs = found[1], _ATTRIBUTE.findall(found[2])
        attributes = {key: unescape(value) if "&" in value else value for key, value in pairs}
        alone = name in _VOID or name in _SHAPES and bool(found[3])
        refreshes = attributes.get("http-equiv", "").lower() == "refresh"
        if len({key.lower() for key in attributes}) < len(pairs) or found[3] and not alone or refreshes:
            raise ValueError(text)
        leads = [attributes[key] for key in ("href", "src") if key in attributes and (key == "src" or name in ("a", "link"))]
        if len(self) > _MANY:
            self.clear()
        self[text] = tag = Tag(name, attributes, alone, tuple(leads))
        return tag


_KNOWN = _Known()


@dataclass(frozen=True, slots=True)
class Tags:
    """The start tags of a page in order: of its frame and of its article; its inline scripts; the article's HTML."""

    frame: tuple[Tag, ...]
    inner: tuple[Tag, ...]
    scripts: tuple[tuple[Tag, str], ...]
    article: str

    @property
    def all(self) -> tuple[Tag, ...]:
        """Those of the frame, then those of the article."""
        return (*self.frame, *self.inner)


def tags_of(text: str) -> Tags | None:
    """The tags of a page, or None where it is not plain."""
    head, start, end = _DOCTYPE.match(text), text.find("<article"), text.find("</article>")
    if head is None or start < 0 or end < start or "\0" in text:
        return None
    parts = (text[head.end():start], text[start:end], text[end:])
    try:
        before, inner, after = ([*map(_KNOWN.__getitem__, _START.findall(part))] for part in parts)
    except ValueError:
        return None
    frame = [*before, *after]
    ends = [_END.findall(part) for part in parts]
    names, opened = Counter(tag.name for tag in frame), Counter(tag.name for tag in inner[1:] if not tag.alone)
    if text.count("<") != 1 + len(frame) + len(inner) + sum(map(len, ends)) or opened != Counter(ends[1]):
        return None
    scripts = [(_KNOWN[tag], words) for part in (parts[0], parts[2]) for tag, words in _SCRIPT.findall(part)]
    if len(scripts) != names["script"] or names["article"] or "script" in opened or "article" in opened:
        return None
    return Tags(tuple(frame), tuple(inner), tuple(scripts), f"{parts[1]}</article>")
