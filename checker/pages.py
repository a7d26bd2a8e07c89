"""Pages: the built HTML as a browser reads it, and the places on a page that have an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .expect import plain

_HOMES = {"li", "dd", "td", "th", "p", "tr", "section"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass
class Place:
    """A place with an address: its own words, the words that head it, the addresses it links to."""

    id: str
    words: str
    heads: str
    links: frozenset[str]


@dataclass
class Page:
    """One HTML file of the site; `path` as `companies/fii/index.html`."""

    path: str
    data: bytes
    tree: LexborHTMLParser = field(init=False)

    def __post_init__(self) -> None:
        self.tree = LexborHTMLParser(self.data)

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order; twice where it stands twice."""
        return [node.attributes["id"] or "" for node in self.tree.css("[id]")]

    @cached_property
    def article(self) -> LexborNode | None:
        """What the page is about, without the frame around it."""
        return self.tree.css_first("article")

    @cached_property
    def words(self) -> str:
        """The visible words of the article."""
        return plain(_text(self.article)) if self.article else ""

    def words_of(self, selector: str) -> list[str]:
        """The words of the elements that a selector finds in the article."""
        return [plain(_text(node)) for node in self.article.css(selector)] if self.article else []

    @cached_property
    def echoes(self) -> dict[str, list[str]]:
        """The words of list items that link to a fact elsewhere, by `folder/id/#anchor`."""
        found: dict[str, list[str]] = {}
        for link in self.article.css('li a[href*="/#"]') if self.article else ():
            target = "/".join((link.attributes.get("href") or "").split("/")[-3:])
            found.setdefault(target, []).append(plain(_text(_up(link, {"li"}))))
        return found

    @cached_property
    def places(self) -> list[Place]:
        """Every address within the article."""
        found: list[Place] = []
        heads: dict[str, str] = {}
        nodes = self.article.traverse(include_text=False) if self.article else ()
        for node in nodes:
            tag = node.tag or ""
            if tag in ("h2", "h3", "h4"):
                heads = {key: words for key, words in heads.items() if key < tag}
            if tag in ("h2", "h3", "h4", "dt", "caption", "summary"):
                heads[tag] = _text(node)
            name = node.attributes.get("id")
            if name and tag not in ("article", "table", "caption"):
                home = _home(node)
                found.append(_place(name, home, [*heads.values(), *_cell_heads(home)]))
        return found


def _place(name: str, home: LexborNode, heads: list[str]) -> Place:
    links = frozenset(link.attributes.get("href") or "" for link in home.css("a[href]"))
    return Place(name, plain(_text(home)), plain(" ".join(heads)), links)


def _text(node: LexborNode) -> str:
    """What a reader sees of a node; list items and cells do not run into one another."""
    parts: list[str] = []
    for child in node.traverse(include_text=True):
        if child.tag == "-text":
            parts.append(child.text(deep=False) or "")
        elif child.tag in ("li", "p", "dd", "dt", "td", "th", "tr", "br", "ul", "ol", "div"):
            parts.append(" ")
    return "".join(parts)


def _home(node: LexborNode) -> LexborNode:
    """The list item, cell or paragraph that an address stands for; of a heading, the section it opens."""
    if node.tag not in _HEADINGS and _text(node).strip():
        return node
    spot = _up(node, _HOMES | _HEADINGS | {"article"})
    if spot.tag in _HEADINGS:
        above = spot.parent
        return above if above is not None and above.tag in ("section", "li", "figure") else spot
    return node if spot.tag in ("article", "html", None) else spot


def _up(node: LexborNode, tags: set[str]) -> LexborNode:
    while node.tag not in tags and node.parent is not None:
        node = node.parent
    return node


def _cell_heads(home: LexborNode) -> list[str]:
    """What stands before a cell in its row, and the head of its column."""
    if home.tag != "td" or home.parent is None:
        return []
    row = home.parent
    cells = [cell for cell in row.iter(include_text=False) if cell.tag in ("td", "th")]
    table = row.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if table is None:
        return []
    column = next((at for at, cell in enumerate(cells) if cell.mem_id == home.mem_id), 0)
    heads = table.css("thead th")
    found = [_text(cell) for cell in cells[:column]]
    for at in range(min(column, len(heads) - 1), -1, -1):   # `Growth on the year` means that of the column before
        found.append(_text(heads[at]))
        if not found[-1].strip().startswith(("Growth", "Outlook")):
            break
    return found


def read_pages(site: Path) -> dict[str, Page]:
    """Every HTML file by its path in the site, sorted."""
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return {path: Page(path, (site / path).read_bytes()) for path in paths}
