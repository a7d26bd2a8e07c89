"""The Chromium that the browser tests drive: found, or installed, or a clear failure.

`python scripts/browser.py` makes sure that there is one and prints its path;
the tests call :func:`find_browser` and :func:`launch_arguments`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The browser must reach our own server and nobody else: no updates, no field
# trials, no safe-browsing lists, no guessing of addresses.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


def is_root() -> bool:
    """Whether this process is root; never so where the system knows no root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def launch_arguments() -> list[str]:
    """Arguments for Chromium; its sandbox is given up only where it cannot work, as root."""
    return [*QUIET, *(["--no-sandbox"] if is_root() else [])]


def playwrights_own() -> str | None:
    """The browser that `playwright install` downloads, if it is there."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def find_browser() -> str | None:
    """Path of a Chromium: the variable CHROMIUM, then PATH, then Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return playwrights_own()


def install_command() -> str:
    """What a person types to get a browser on this machine."""
    if shutil.which("apt-get"):
        return "apt-get update && apt-get install -y --no-install-recommends chromium"
    return f"{sys.executable} -m playwright install chromium"


def run(*command: str) -> bool:
    """Run a command with its output on stderr; whether it ended well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, env=environment).returncode == 0


def install_with_apt() -> bool:
    """Debian's package; once again if the first attempt met a busy mirror or a lock."""
    for _attempt in range(2):
        if run("apt-get", "-qq", "update") and run(
            "apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"
        ):
            return True
    return False


def install_browser() -> None:
    """Try what this machine offers; the caller looks whether it helped."""
    print("No Chromium found; installing one ...", file=sys.stderr)
    if is_root() and shutil.which("apt-get") and install_with_apt():
        return
    run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> int:
    """Print the path of a browser, or say on stderr how to get one and return 1."""
    named = os.environ.get("CHROMIUM")
    if named and not find_browser():
        print(f"error: CHROMIUM is set to {named!r}, which cannot be run.", file=sys.stderr)
        return 1
    if not find_browser():
        install_browser()
    path = find_browser()
    if path is None:
        print("error: the browser tests need Chromium, and it could not be installed.", file=sys.stderr)
        print(f"       As an administrator: {install_command()}", file=sys.stderr)
        print("       or name one: CHROMIUM=/path/to/chromium make test", file=sys.stderr)
        return 1
    print(f"browser: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
