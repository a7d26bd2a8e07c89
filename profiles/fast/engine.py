"""MkDocs, held open: it renders hand-written pages and stubs, copies assets, writes 404 and sitemap.

It sees only what people wrote, and of the generated pages those that the navigation or a
hand-written page names. It runs with the same strictness as `profiles.site`.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from profiles import output
from profiles.site import SiteFailed

from .writer import Entry

_PAGE_NAME = re.compile(r"[A-Za-z0-9_./-]+\.md")
_PAGE_LINK = re.compile(r"\]\(<?([A-Za-z0-9_./-]+\.md)")


class Engine:
    """One configuration of MkDocs with its files, navigation and templates."""

    def __init__(self, config: Any, docs: Path, generated: frozenset[str]) -> None:
        from mkdocs.commands import build as mkdocs_build
        from mkdocs.structure.files import File, InclusionLevel, get_files, set_exclusions
        from mkdocs.structure.nav import get_navigation
        from mkdocs.utils import CountHandler

        self.warnings = CountHandler()
        self.warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self.warnings)
        config.plugins.on_startup(command="build", dirty=False)
        self.config = config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        for file in list(files):
            if file.src_uri in generated or _ours(docs / file.src_uri):
                files.remove(file)
        self.by_hand = tuple(file.src_uri for file in files.documentation_pages())
        self.named = frozenset(self._named(files))
        for path in sorted(self.named):
            files.append(File.generated(config, path, content="", inclusion=InclusionLevel.UNDEFINED))
        env = config.theme.get_env()
        files.add_files_from_theme(env, config)
        self.files = config.plugins.on_files(files, config=config)
        set_exclusions(self.files, config)
        self.nav = config.plugins.on_nav(get_navigation(self.files, config), config=config, files=self.files)
        self.env = config.plugins.on_env(env, config=config, files=self.files)
        self.permalink = str(config.mdx_configs["toc"]["permalink_title"])
        self.in_nav = frozenset(page.file.src_uri for page in self.nav.pages)
        for path in self.by_hand:                          # titles of theirs may stand on other pages
            mkdocs_build._populate_page(self._page(path), config, self.files)
        self.strict()

    def _named(self, files: Any) -> Iterator[str]:
        """Pages that hand-written ones or the navigation name, and that nobody wrote by hand: ours to make."""
        found = {("", name) for name in _PAGE_NAME.findall(str(self.config.nav))}
        for file in files.documentation_pages():
            folder = file.src_uri.rpartition("/")[0]
            found |= {(folder, name) for name in _PAGE_LINK.findall(file.content_string)}
        for folder, name in found:
            path = posixpath.normpath(posixpath.join(folder, name))
            if not path.startswith("..") and files.get_file_from_path(path) is None:
                yield path

    def strict(self) -> None:
        """Raise `SiteFailed` if MkDocs has warned of anything, as a strict build would."""
        counts = self.warnings.get_counts()
        if counts:
            raise SiteFailed("MkDocs warned (" + ", ".join(f"{count} {kind.lower()}" for kind, count in counts) + ")")

    def close(self) -> None:
        """Let the plugins and the log go."""
        logging.getLogger("mkdocs").removeHandler(self.warnings)
        self.config.plugins.on_shutdown()

    # -- stubs ---------------------------------------------------------------------------------

    def render_stub(self, path: str, meta: dict[str, str], html: str, toc: tuple[Entry, ...]) -> str:
        """The finished page that MkDocs makes of these parts; nothing is written."""
        from mkdocs.commands.build import get_context
        from mkdocs.structure.files import File
        from mkdocs.structure.pages import Page

        file = self.files.get_file_from_path(path)
        page = file.page if file else None
        if page is None:
            page = Page(None, file or File.generated(self.config, path, content=""), self.config)
        own = page.meta, page.markdown, page.content, page.toc
        page.meta, page.markdown, page.content, page.toc = dict(meta), "", html, toc
        page.active = True
        try:
            template = self.env.get_template(meta.get("template", "main.html"))
            return template.render(get_context(self.nav, [], self.config, page))
        finally:
            page.active = False
            page.meta, page.markdown, page.content, page.toc = own

    def name(self, titles: Mapping[str, str]) -> None:
        """Tell the titles of generated pages in the navigation, which their neighbours print."""
        for path, title in titles.items():
            page = self._page(path)
            page.meta, page.markdown = {"title": title}, ""

    # -- what people wrote ---------------------------------------------------------------------

    def hand_written(self) -> tuple[dict[str, list[dict[str, Any]]], list[tuple[str, str, str]]]:
        """Build the hand-written pages and copy all assets. Returns entries of search by page, and the
        links that lead to anchors elsewhere: (from, to, anchor)."""
        from mkdocs.commands import build as mkdocs_build

        chosen = [self._page(path) for path in self.by_hand]
        self.files.copy_static_files(dirty=False)
        index = self.config.plugins["material/search"].search_index
        entries, links = {}, []
        for page in chosen:
            index.entries = []
            mkdocs_build._build_page(page, self.config, [], self.nav, self.env)
            entries[page.file.src_uri] = index.entries
            for target, anchors in (page.links_to_anchors or {}).items():
                links += [(page.file.src_uri, target.src_uri, anchor) for anchor in anchors]
        self.strict()
        return entries, links

    def anchors(self) -> dict[str, frozenset[str]]:
        """The anchors of the hand-written pages."""
        return {path: frozenset(self._page(path).present_anchor_ids or ()) for path in self.by_hand}

    def _page(self, path: str) -> Any:
        from mkdocs.structure.pages import Page

        file = self.files.get_file_from_path(path)
        assert file is not None
        return file.page or Page(None, file, self.config)

    # -- the whole ----------------------------------------------------------------------------

    def site_templates(self, paths: Iterable[str], dated: Mapping[str, str]) -> None:
        """Write 404.html, sitemap.xml and whatever else the theme makes once for the whole site."""
        from mkdocs.commands.build import _build_theme_template

        listed = _Listed([SimpleNamespace(page=self._sitemap_page(path, dated.get(path, ""))) for path in paths])
        for name in self.config.theme.static_templates:
            _build_theme_template(name, self.env, listed, self.config, self.nav)  # type: ignore[arg-type]
        self.strict()

    def _sitemap_page(self, path: str, dated: str) -> Any:
        """A page as far as the sitemap's template looks at it."""
        from urllib.parse import urljoin, urlsplit

        from mkdocs.utils import get_build_date

        base = self.config.site_url
        whole = urljoin(base if base.endswith("/") else f"{base}/", url_of(path)) if base else None
        meta = {"location": path} if dated == "-" else {"updated": dated}
        if path in self.by_hand:
            meta = self._page(path).meta
        return SimpleNamespace(is_link=False, canonical_url=whole, abs_url=urlsplit(whole).path if whole else None,
                               update_date=get_build_date(), meta=meta)

    def search_frame(self) -> tuple[str, str]:
        """What stands before and after the documents in the file search_index.json."""
        index = self.config.plugins["material/search"].search_index
        index.entries = []
        head, empty, tail = index.generate_search_index(None).rpartition('"docs":[]')
        assert empty
        return f'{head}"docs":[', f"]{tail}"


def _ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(200).startswith((output.MARK, output.SCHEMA_MARK))


class _Listed(list):  # type: ignore[type-arg]
    """A list of files as MkDocs' templates take it."""

    def documentation_pages(self) -> _Listed:
        """All of them."""
        return self


def url_of(path: str) -> str:
    """The address of a page below the site: `companies/fii.md` is served as `companies/fii/`."""
    stem = path.removesuffix(".md")
    return f"{stem}/" if stem.rpartition("/")[2] != "index" else stem.removesuffix("index")


def order(path: str) -> tuple[object, ...]:
    """Sort key: the order in which MkDocs walks its pages."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    return (*((1, False, folder) for folder in folders), (0, stem not in ("index", "README"), name))
