"""Revisions: the records of a git revision, written into a folder that the loader can read.

Only blobs are read, with git's own plumbing: no checkout, no hook, no filter, and nothing of the working
tree changes. What is no plain file in git (a link, a submodule) becomes a folder, which the loader refuses
by name.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoRevision(Exception):
    """git does not know what was asked for; the text says so to the person who asked."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a revision: its mode, the name of its content, its path below the records' folder."""

    mode: str
    name: str
    path: str


def _git(folder: Path, *arguments: str, feed: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["git", "-c", "core.quotepath=off", "-C", str(folder), *arguments], input=feed,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    except FileNotFoundError:
        raise NoRevision("git is not installed; comparing revisions needs it") from None
    if done.returncode:
        raise NoRevision(done.stderr.decode("utf-8", "replace").strip().split("\n")[0] or "git failed")
    return done.stdout


def commit_of(data: Path, revision: str) -> str:
    """The full name of the commit that `revision` means. Raises `NoRevision`."""
    if not re.fullmatch(r"[A-Za-z0-9_@^~./{}+][A-Za-z0-9_@^~./{}+-]*", revision) or ".." in revision:
        raise NoRevision(f"`{revision}` is not the name of a revision; write for example main, HEAD~1 or a commit")
    try:
        return _git(data, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except NoRevision as error:
        if "not a git repository" in str(error) or "not installed" in str(error):
            raise
        raise NoRevision(f"there is no revision `{revision}` here; `git fetch` brings what others pushed") from None


def blobs(data: Path, commit: str) -> Iterator[Blob]:
    """The files of a commit that stand where `data` stands now."""
    inside = _git(data, "rev-parse", "--show-prefix").decode("utf-8", "replace").strip().rstrip("/")
    listed = _git(data, "ls-tree", "-r", "-z", "--full-tree", commit, *([f"{inside}/"] if inside else []))
    for row in listed.split(b"\0"):
        if row:
            facts, _, path = row.partition(b"\t")
            mode, _, name = facts.decode().split(" ")
            yield Blob(mode, name, path.decode("utf-8", "replace").removeprefix(f"{inside}/" if inside else ""))


def write_state(data: Path, revision: str, target: Path) -> Path:
    """Write the records of a revision into `target` under the folder's own name; returns that folder."""
    commit = commit_of(data, revision)
    state = target / (data.resolve().name or "data")
    state.mkdir(parents=True)
    found = [blob for blob in blobs(data, commit) if _harmless(blob.path)]
    plain = [blob for blob in found if blob.mode.startswith("100")]
    for blob, content in zip(plain, _contents(data, plain)):
        path = state / blob.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for blob in found:
        if not blob.mode.startswith("100"):
            (state / blob.path).mkdir(parents=True, exist_ok=True)
    return state


def _harmless(path: str) -> bool:
    """Whether a path from git can be written below a folder on every system."""
    parts = path.split("/")
    return all(part not in ("", ".", "..") and not re.search(r'[\\:\x00-\x1f<>"|?*]', part) for part in parts)


def _contents(data: Path, plain: list[Blob]) -> Iterator[bytes]:
    """The bytes of all blobs, in one call."""
    answer = _git(data, "cat-file", "--batch", feed="".join(f"{blob.name}\n" for blob in plain).encode()) if plain else b""
    at = 0
    for blob in plain:
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        if len(head) != 3:
            raise NoRevision(f"the content of {blob.path} is not in this clone; fetch it whole")
        at = end + 1 + int(head[2])
        yield answer[end + 1: at]
        at += 1
