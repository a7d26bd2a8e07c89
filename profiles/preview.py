"""Preview: the site on a local port while somebody writes; an edit shows within a second or two.

The first build is MkDocs' own, whole. After that only pages whose Markdown changed are rendered,
by MkDocs itself, into a folder of the preview's own: the published site is never touched. Search
follows at the next start. A fault in the data is printed and the last good pages stay.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .output import Written
from .site import load_config, run_mkdocs

Compile = Callable[[], Written | None]
Quick = Callable[[argparse.Namespace, Path], Any]


def run(options: argparse.Namespace, compile_pages: Compile, quick: Quick | None = None) -> int:
    """Serve until interrupted. Exit code 1 if the data has errors at the start.

    `quick` makes another kind of preview in the folder it gets, or None where it cannot.
    """
    from mkdocs.livereload import LiveReloadServer

    os.environ["ATLAS_PREVIEW"] = "true"
    folder = Path(tempfile.mkdtemp(prefix="atlas-preview-"))
    host, _, port = options.address.rpartition(":")
    try:
        preview = quick(options, folder) if quick else None
        if preview is None:
            if compile_pages() is None:
                return 1
            preview = Preview(options, folder, compile_pages)
            preview.whole()
        server = LiveReloadServer(builder=preview.refresh, host=host, port=int(port), root=str(folder), mount_path="/")
        for watched in (options.data, options.config, *preview.written_by_hand()):
            if watched.exists():
                server.watch(str(watched))
        print(f"http://{options.address}/ shows the preview; stop with Ctrl+C", flush=True)
        try:
            server.serve()
        except KeyboardInterrupt:
            print("stopped", flush=True)
        finally:
            server.shutdown()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


class Preview:
    """Holds MkDocs' configuration and renders what changed."""

    def __init__(self, options: argparse.Namespace, folder: Path, compile_pages: Compile) -> None:
        self.options, self.folder, self.compile_pages = options, folder, compile_pages
        self.stamps: dict[Path, float] = {}

    def written_by_hand(self) -> tuple[Path, ...]:
        """Folders whose change asks for a whole build."""
        docs = self.options.docs
        return (docs / "about", docs / "assets", self.options.config.parent / "overrides")

    def config(self) -> Any:
        """MkDocs' settings for the preview's own folder."""
        return load_config(self.options.config, self.options.docs, self.folder, self.options.today,
                           site_url="", strict=False)

    def whole(self) -> None:
        """One whole build by MkDocs."""
        self.stamps = self._stamps()
        run_mkdocs(self.config())

    def refresh(self) -> None:
        """After an edit: compile, then render the changed pages, or everything if more than pages changed."""
        done = self.compile_pages()
        if done is None:
            print("the last good pages stay", flush=True)
            return
        if done.deleted or self._stamps() != self.stamps or any(not self._built(path) for path in done.changed):
            self.whole()
        elif done.changed:
            self.pages(done.changed)
        print(f"{len(done.changed)} pages changed, {len(done.deleted)} deleted", flush=True)

    def pages(self, paths: tuple[str, ...]) -> None:
        """Render these pages alone, with MkDocs' own functions."""
        from mkdocs.commands import build as mkdocs_build
        from mkdocs.structure.files import get_files
        from mkdocs.structure.nav import get_navigation

        config = self.config()
        config.plugins.on_startup(command="serve", dirty=False)
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.plugins.on_env(config.theme.get_env(), config=config, files=files)
        files.add_files_from_theme(env, config)
        files = config.plugins.on_files(files, config=config)
        nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        chosen = [file for file in files.documentation_pages() if file.src_uri in paths]
        for file in chosen:
            assert file.page is not None
            mkdocs_build._populate_page(file.page, config, files)
        for file in chosen:
            assert file.page is not None
            mkdocs_build._build_page(file.page, config, list(files.documentation_pages()), nav, env)
        config.plugins.on_shutdown()

    def _built(self, path: str) -> bool:
        name = path.removesuffix(".md")
        page = self.folder / name.removesuffix("index") / "index.html"
        return page.exists()

    def _stamps(self) -> dict[Path, float]:
        """When the hand-written files changed last."""
        found = {}
        for folder in self.written_by_hand():
            for path in sorted(folder.rglob("*")) if folder.exists() else ():
                if path.is_file() and path.name != "format-reference.md":
                    found[path] = path.stat().st_mtime
        found[self.options.config] = self.options.config.stat().st_mtime
        return found
