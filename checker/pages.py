"""Pages: the built HTML as a browser reads it, and the places on a page that have an address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .expect import plain
from .tags import Tags, tags_of

_HOMES = {"li", "dd", "td", "th", "p", "tr", "section"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class Place:
    """A place with an address: its own words, the words that head it, the addresses it links to."""

    def __init__(self, name: str, home: LexborNode, heads: tuple[str, ...]) -> None:
        self.id, self._home, self._heads = name, home, heads

    @cached_property
    def words(self) -> str:
        """Its own words."""
        return plain(_text(self._home))

    @cached_property
    def heads(self) -> str:
        """The words above it, and those before and above its cell."""
        return plain(" ".join([*self._heads, *_cell_heads(self._home)]))

    @cached_property
    def links(self) -> frozenset[str]:
        """The addresses it links to."""
        return frozenset(link.attributes.get("href") or "" for link in self._home.css("a[href]"))


@dataclass
class Page:
    """One HTML file of the site; `path` as `companies/fii/index.html`."""

    path: str
    data: bytes

    def forget(self) -> None:
        """Let go of all but what other pages are held against."""
        self.data = b""
        for name in ("tags", "tree", "article", "places", "ids"):
            self.__dict__.pop(name, None)

    @cached_property
    def tags(self) -> Tags | None:
        """The tags of a plain page; None where only the tree can tell them."""
        try:
            return tags_of(self.data.decode("utf-8"))
        except UnicodeDecodeError:
            return None

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The whole page as a browser reads it."""
        return LexborHTMLParser(self.data)

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order; twice where it stands twice."""
        if self.tags:
            return [tag.attributes["id"] or "" for tag in self.tags.all if "id" in tag.attributes]
        return [node.attributes["id"] or "" for node in self.tree.css("[id]")]

    @property
    def addresses(self) -> set[str]:
        """Every address that the page leads to or loads."""
        if self.tags:
            return {address for tag in set(self.tags.all) for address in tag.leads}
        return {node.attributes.get(name) or "" for selector, name in (("a[href]", "href"), ("link[href]", "href"), ("[src]", "src"))
                for node in self.tree.css(selector)}

    @cached_property
    def article(self) -> LexborNode | None:
        """What the page is about, without the frame around it."""
        tree = LexborHTMLParser(self.tags.article) if self.tags else self.tree
        return tree.css_first("article")

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
        for node in self.article.css(":is([id],h2,h3,h4,dt,caption,summary)") if self.article else ():
            tag = node.tag or ""
            if tag in ("h2", "h3", "h4"):
                heads = {key: words for key, words in heads.items() if key < tag}
            if tag in ("h2", "h3", "h4", "dt", "caption", "summary"):
                heads[tag] = _text(node)
            name = node.attributes.get("id")
            if name and tag not in ("article", "table", "caption"):
                found.append(Place(name, _home(node), tuple(heads.values())))
        return found


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


def paths_of(site: Path) -> list[str]:
    """Every HTML file by its path in the site, sorted."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def read_pages(site: Path) -> dict[str, Page]:
    """All pages at once."""
    return {path: Page(path, (site / path).read_bytes()) for path in paths_of(site)}
