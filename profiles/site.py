"""Site: MkDocs turns the Markdown under docs/ into a folder, which replaces the old one whole."""

from __future__ import annotations

import logging
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


class SiteFailed(Exception):
    """MkDocs did not build, or warned where nothing may be warned of."""


def build(config: Path, docs: Path, site: Path, today: date) -> int:
    """Build strictly beside `site`, then exchange. Returns the number of files. Raises `SiteFailed`."""
    stage = site.with_name(f".{site.name}.new")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        run_mkdocs(load_config(config, docs, stage, today))
        files = sum(path.is_file() for path in stage.rglob("*"))
        _exchange(stage, site)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return files


def load_config(config: Path, docs: Path, site: Path, today: date, **more: Any) -> Any:
    """MkDocs' configuration for these folders; the build date is `today`, so equal input gives equal bytes."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp()))
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    import jieba
    from mkdocs.config import load_config as load
    from mkdocs.exceptions import MkDocsException

    jieba.setLogLevel(logging.ERROR)                       # it chats about its dictionary
    try:
        return load(config_file=str(config), docs_dir=str(docs.resolve()), site_dir=str(site.resolve()),
                    **{"strict": True} | more)
    except MkDocsException as error:
        raise SiteFailed(str(error)) from error


def run_mkdocs(config: Any) -> None:
    """One strict build. Raises `SiteFailed`; MkDocs prints its own warnings."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException

    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    except (MkDocsException, SystemExit) as error:
        raise SiteFailed(str(error) or "MkDocs stopped") from error
    finally:
        config.plugins.on_shutdown()


def _exchange(stage: Path, site: Path) -> None:
    """Put the new folder in the old one's place; the old one goes only when the new one stands."""
    old = site.with_name(f".{site.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    stage.rename(site)
    shutil.rmtree(old, ignore_errors=True)
