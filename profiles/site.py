"""Site: MkDocs turns the Markdown under docs/ into a folder, which is checked and then published whole."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from .publish import NotPublished, alone, publish

Check = Callable[[Path], Sequence[str]]


class SiteFailed(Exception):
    """MkDocs did not build, warned where nothing may be warned of, or what it built has faults."""


def build(config: Path, docs: Path, site: Path, today: date, check: Check, keep: Sequence[Path] = (),
          make: Callable[[Path], object] | None = None) -> int:
    """Build strictly beside `site`, check, exchange. Returns the number of files. Raises `SiteFailed`.

    `check` gets the staged folder and returns its faults. `keep` are folders that `site` may neither
    be nor hold; `docs` is always one of them. `make` fills the staged folder, if not MkDocs does.
    """
    _refuse_overlap(site, (docs, config, *keep))
    files = 0

    def fill(stage: Path) -> None:
        nonlocal files
        if make is None:
            run_mkdocs(load_config(config, docs, stage, today))
        else:
            make(stage)
        files = sum(path.is_file() for path in stage.rglob("*"))

    parent = Path(os.path.realpath(site)).parent
    parent.mkdir(parents=True, exist_ok=True)
    try:
        with (alone(parent, lambda: _say("another build publishes here; waiting for it to end")),
              alone(docs, lambda: _say("another build writes the pages; waiting for it to end"))):
            publish(site, fill, check)
    except NotPublished as error:
        raise SiteFailed(str(error)) from error
    return files


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _refuse_overlap(site: Path, keep: Sequence[Path]) -> None:
    """Publishing replaces the whole folder: it must not hold what people wrote."""
    target = Path(os.path.realpath(site))
    if target.is_relative_to(os.path.realpath(keep[0])):
        raise SiteFailed(f"{site} lies within the Markdown folder; give another --site")
    for kept in (Path.cwd(), *(Path(os.path.realpath(path)) for path in keep)):
        if kept == target or kept.is_relative_to(target):
            raise SiteFailed(f"publishing to {site} would replace {kept}; give another --site")


def load_config(config: Path, docs: Path, site: Path, today: date, **more: Any) -> Any:
    """MkDocs' configuration for these folders; the build date is `today`, so equal input gives equal bytes."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp()))
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.config import load_config as load
    from mkdocs.exceptions import MkDocsException

    start_jieba()
    try:
        return load(config_file=str(config), docs_dir=str(docs.resolve()), site_dir=str(site.resolve()),
                    **{"strict": True} | more)
    except MkDocsException as error:
        raise SiteFailed(str(error)) from error


def start_jieba() -> None:
    """Let the search's segmenter of Chinese read its dictionary, and nothing else.

    Its own start reads a cache that any user of the machine may have put into the folder for temporary
    files, or that a crash has damaged: other words would then be found.
    """
    import jieba

    jieba.setLogLevel(logging.ERROR)                       # it chats about its dictionary
    if not jieba.dt.initialized:
        jieba.dt.FREQ, jieba.dt.total = jieba.dt.gen_pfdict(jieba.dt.get_dict_file())
        jieba.dt.initialized = True


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
