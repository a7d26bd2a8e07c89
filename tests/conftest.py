"""What all tests share: the built site, a server for it, a browser, and counts that hold.

`make test` and `make deep` run the same code; ATLAS_EXAMPLES says how many
examples each property test tries. Nothing is skipped: a skip is a failure, so a
missing tool cannot turn a red test green.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

EXAMPLES = int(os.environ.get("ATLAS_EXAMPLES", "100"))
settings.register_profile(
    "atlas",
    max_examples=EXAMPLES,
    derandomize=True,  # the same examples in every run and on every machine
    database=None,
    deadline=None,  # shared machines are noisy; time is measured elsewhere
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("atlas")

# What a checkout may hold besides its own files; none of it belongs in a copy.
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", "site", ".site.*", ".cache", "node_modules", "__pycache__", ".pytest_cache",
    ".hypothesis", "*.egg-info",
)  # fmt: skip


def pytest_report_header() -> str:
    """Say how thorough this run is."""
    return f"examples per property: {EXAMPLES} (ATLAS_EXAMPLES)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn every skip into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be: {call.excinfo}"
    return report


def copy_of_project(target: Path) -> Path:
    """Copy the project without what git ignores at large; returns `target`."""
    shutil.copytree(ROOT, target, ignore=NOT_COPIED, dirs_exist_ok=True)
    return target


def plain_environment(**more: str) -> dict[str, str]:
    """The environment of a reader's machine: no settings of ours but those given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ATLAS_")}
    return {**kept, **more}


def compile_site(project: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `build_profiles.py site` in a copy of the project."""
    return subprocess.run(
        [sys.executable, "build_profiles.py", "site", *options],
        cwd=project, env=plain_environment(**variables), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the real site has been built once, without any settings."""
    copy = copy_of_project(tmp_path_factory.mktemp("built") / "project")
    done = compile_site(copy)
    assert done.returncode == 0, f"build_profiles.py site failed:\n{done.stdout}"
    return copy


@pytest.fixture(scope="session")
def site(project: Path) -> Path:
    """The folder of the built real site."""
    return project / "site"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site as it would be published: with an address and a repository."""
    copy = copy_of_project(tmp_path_factory.mktemp("published") / "project")
    addresses = {"ATLAS_SITE_URL": "https://atlas.example/repo/", "ATLAS_REPOSITORY": "https://git.example/o/r"}
    done = compile_site(copy, **addresses)
    assert done.returncode == 0, f"build_profiles.py site failed:\n{done.stdout}"
    return copy / "site"


class SubPathHandler(SimpleHTTPRequestHandler):
    """Serves a folder under a sub-path, as project pages have it; anything else is 404."""

    def __init__(self, *args: Any, root: Path, prefix: str, asked: list[str], **more: Any) -> None:
        self.prefix = prefix
        self.asked = asked
        super().__init__(*args, directory=str(root), **more)

    def translate_path(self, path: str) -> str:
        """The file for an address; outside the sub-path there is none."""
        self.asked.append(path)
        plain = urlsplit(path).path
        if not plain.startswith(self.prefix):
            return str(Path(self.directory) / "no-such-file")
        return super().translate_path("/" + plain[len(self.prefix) :])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A missing page is answered with the site's own 404 page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay quiet; `asked` holds what was asked for."""


class Served:
    """A folder on a local server: `url` ends in the sub-path, `asked` lists every request."""

    def __init__(self, root: Path, prefix: str = "/repo/") -> None:
        self.asked: list[str] = []
        handler = partial(SubPathHandler, root=root, prefix=prefix, asked=self.asked)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}{prefix}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop the server."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], Served]]:
    """Puts folders on local servers under /repo/ and stops them at the end."""
    running: list[Served] = []

    def start(root: Path) -> Served:
        running.append(Served(root))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture(scope="session")
def served(site: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """The real site under /repo/."""
    return serve_folder(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; where there is none, the test fails and says what to install."""
    from playwright.sync_api import sync_playwright

    from scripts.browser import find_browser, install_command, launch_arguments

    path = find_browser()
    if path is None:
        pytest.fail(f"no Chromium found; as an administrator: {install_command()}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        yield running
        running.close()
