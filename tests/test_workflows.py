"""Workflows: what they may do, what they run, and their steps' scripts on real repositories."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from profiles.contribute import links

from .conftest import copy_of_project, plain_environment
from .test_factdiff import git

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github/workflows"
NAMES = ("audit", "deploy", "links", "pull-request", "tests")
# The commits that the tags of these actions point at, read from their repositories and typed here by hand.
PINNED = {
    "actions/checkout": ("v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
    "actions/setup-python": ("v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97"),
    "actions/setup-node": ("v7.0.0", "820762786026740c76f36085b0efc47a31fe5020"),
    "actions/upload-artifact": ("v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"),
    "actions/configure-pages": ("v5.0.0", "983d7736d9b0ae728b81ab479565c72886d7745b"),
    "actions/upload-pages-artifact": ("v5.0.0", "fc324d3547104276b827a68afc52ff2a11cc49c9"),
    "actions/deploy-pages": ("v5.0.0", "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128"),
}  # fmt: skip
MAY_WRITE = {("links", "propose"): {"contents", "pull-requests"}, ("deploy", "publish"): {"pages", "id-token"},
             ("deploy", "remember"): {"contents"}}


def workflow(name: str) -> dict[str, Any]:
    """A workflow as data; its `on` is what YAML 1.1 takes for true."""
    found = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    found["on"] = found.pop(True)
    return found


def faults_of(name: str, found: dict[str, Any], text: str) -> Iterator[str]:
    """What breaks the rules of this project in a workflow."""
    if set(found["on"]) - {"pull_request", "push", "schedule", "workflow_dispatch"}:
        yield "runs on another event"
    if found.get("permissions") != {}:
        yield "has permissions at the top"
    if not found.get("concurrency", {}).get("group"):
        yield "has no concurrency"
    for job, body in found["jobs"].items():
        writes = {scope for scope, right in body.get("permissions", {}).items() if right == "write"}
        if "permissions" not in body or writes - MAY_WRITE.get((name, job), set()):
            yield f"{job} may write {sorted(writes)}"
        if "timeout-minutes" not in body:
            yield f"{job} has no end"
        for step in body["steps"]:
            if "${{" in str(step.get("run", "")):
                yield f"{job} puts an expression into a command"
            if str(step.get("uses", "")).startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
                yield f"{job} keeps credentials"
    for action, commit, tag in re.findall(r"uses: ([\w./-]+)@(\S+)(?: # (\S+))?", text):
        if PINNED.get(action) != (tag, commit):
            yield f"{action} is not pinned as agreed"


def test_there_are_these_workflows() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_rules_hold(name: str) -> None:
    assert list(faults_of(name, workflow(name), (FOLDER / f"{name}.yml").read_text("utf-8"))) == []


def test_planted_faults_are_noticed() -> None:
    planted = {"on": {"pull_request_target": None}, "permissions": {"contents": "write"}, "jobs": {"x": {
        "permissions": {"contents": "write"}, "steps": [
            {"uses": "actions/checkout@v7"}, {"run": "echo ${{ github.event.pull_request.title }}"}]}}}
    assert list(faults_of("tests", planted, "uses: actions/checkout@v7\n")) == [
        "runs on another event", "has permissions at the top", "has no concurrency", "x may write ['contents']", "x has no end",
        "x keeps credentials", "x puts an expression into a command", "actions/checkout is not pinned as agreed"]


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    """Every audit, pedantic, offline."""
    program = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert program, "zizmor is missing; `sh scripts/environment.sh dev` installs it"
    return subprocess.run([program, "--offline", "--pedantic", "--strict-collection", "--collect=all", "--no-progress", "--format=plain",
                           str(folder)], text=True, encoding="utf-8", capture_output=True, check=False)  # fmt: skip


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    done = zizmor(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    bad = tmp_path / ".github/workflows/tests.yml"
    bad.write_text(bad.read_text("utf-8").replace("run: .ci/run", "run: echo ${{ github.head_ref }}"), "utf-8")
    done = zizmor(tmp_path)
    assert done.returncode != 0 and "template-injection" in done.stdout


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.stem)
def test_everything_is_yaml_and_names_no_account(path: Path) -> None:
    text = path.read_text("utf-8")
    assert yaml.safe_load(text)
    assert "${{ github.event" not in text and "secrets." not in text


def test_nobody_is_invented() -> None:
    lines = [line for line in (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines == []
    named = re.findall(r"^#   (/\S*|/requirements\S*) ", (ROOT / ".github/CODEOWNERS").read_text("utf-8"), re.MULTILINE)
    assert named and all(list(ROOT.glob(name.strip("/") or "x")) or name in ("/links/",) for name in named)


def test_data_and_ledger_alone_start_no_tests() -> None:
    for event in ("pull_request", "push"):
        assert workflow("tests")["on"][event]["paths-ignore"] == ["data/**", "links/**"]
    assert workflow("pull-request")["on"] == {"pull_request": None}
    assert workflow("deploy")["on"]["push"] == {"branches": ["main"]}


@pytest.mark.parametrize("path", sorted((ROOT / "scripts/ci").glob("*.sh")), ids=lambda path: path.stem)
def test_scripts_are_plain_shell(path: Path) -> None:
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(path)], check=True)
    used = "".join(file.read_text("utf-8") for file in FOLDER.iterdir())
    assert f"scripts/ci/{path.name}" in used


def test_pre_commit_runs_nothing_from_elsewhere() -> None:
    found = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repository["repo"] for repository in found["repos"]] == ["local"]
    assert [hook["entry"].split()[-1] for hook in found["repos"][0]["hooks"]] == ["check", "fmt"]


# -- the verdict, on a real repository -------------------------------------------------------

# A record of the tests' own beside the real ones: corrections of those must not meet a test.
RECORD_FILE, OLD_FIGURE = "data/companies/test-works.yml", "2025-Q2: 200.34 billion CNY"
RECORD = f"""\
name: Fii Test
sources: {{S: {{publisher: Test Press, title: A test, date: 2025-08-01, language: en, kind: secondary, url: 'https://example.com/test',
  accessed: 2025-08-02}}}}
does: makes tests [S p1]
metrics:
  revenue:
    {OLD_FIGURE} [S p2]
"""


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a repository with one commit on main."""
    folder = copy_of_project(tmp_path_factory.mktemp("upstream") / "project")
    shutil.rmtree(folder / "docs/sources", ignore_errors=True)
    (folder / RECORD_FILE).write_text(RECORD, "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "base")
    return folder


class Proposal:
    """A pull request as the host checks it out: the merge of a branch, beside a worktree of its base."""

    def __init__(self, upstream: Path, folder: Path) -> None:
        self.head, self.base = folder / "head", folder / "base"
        subprocess.run(["git", "clone", "--quiet", str(upstream), str(self.head)], check=True)
        git(self.head, "switch", "--quiet", "-c", "change")
        self.summary = folder / "summary.md"

    def propose(self) -> None:
        """Commit what was changed and merge it, as the host does."""
        git(self.head, "add", "--all")
        git(self.head, "commit", "--quiet", "-m", "change")
        git(self.head, "switch", "--quiet", "--detach", "main")
        git(self.head, "merge", "--quiet", "--no-ff", "--no-edit", "change")
        git(self.head, "worktree", "add", "--quiet", "--detach", str(self.base), "HEAD^1")

    def edit(self, path: str, before: str, after: str) -> None:
        """Exchange words of a file."""
        text = (self.head / path).read_text("utf-8")
        assert before in text
        (self.head / path).write_text(text.replace(before, after, 1), "utf-8")

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A job's script, from the base, as the workflow calls it."""
        environment = plain_environment(**{"ATLAS_PYTHON": sys.executable, "GITHUB_STEP_SUMMARY": str(self.summary), **more})
        return subprocess.run(["sh", str(self.base / "scripts/ci" / script), str(self.base), "."], cwd=self.head, env=environment, text=True,
                              encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip


@pytest.fixture
def proposal(upstream: Path, tmp_path: Path) -> Proposal:
    return Proposal(upstream, tmp_path)




def test_a_good_change_passes_within_90_seconds(proposal: Proposal) -> None:
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.35 billion CNY")
    proposal.propose()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = proposal.run("verdict.sh")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime   # of the processor: machines are shared
    summary = proposal.summary.read_text("utf-8")
    assert done.returncode == 0, done.stdout
    assert seconds < 45, seconds                           # half of the 90 are left to install the packages
    assert summary.startswith("# The facts pass\n\n## What changes in facts\n\n1 corrected\n")
    assert "| 200.34 billion yuan | 200.35 billion yuan |" in summary
    assert "::error" not in done.stdout and "the proposed code judges" not in done.stdout


def test_a_bad_change_fails_with_an_annotation_at_its_line(proposal: Proposal) -> None:
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.34 billion YUAN")
    line = (proposal.head / RECORD_FILE).read_text("utf-8").split("billion YUAN")[0].count("\n") + 1
    proposal.propose()
    done = proposal.run("verdict.sh")
    assert done.returncode == 1
    assert re.search(rf"^::error file=data/companies/test-works\.yml,line={line},col=\d+,title=wrong-unit::", done.stdout, re.MULTILINE), done.stdout
    summary = proposal.summary.read_text("utf-8")
    assert summary.startswith("# Not yet") and f"    data/companies/test-works.yml:{line}:" in summary


def test_data_is_judged_by_the_builder_of_the_base(upstream: Path, proposal: Proposal) -> None:
    """The base's builder is broken after the proposal was made: a change of records alone meets it."""
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.35 billion CNY")
    proposal.propose()
    (proposal.base / "build_profiles.py").write_text("print('the builder of the base')\nraise SystemExit(7)\n", "utf-8")
    done = proposal.run("verdict.sh")
    assert done.returncode != 0 and "the builder of the base" in done.stdout


@pytest.mark.parametrize("path", ("profiles/model.py", "data/notes.txt", "data/companies/Fii 2.yml", ".github/workflows/tests.yml", "data/companies/x.py"))
def test_more_than_records_is_said(proposal: Proposal, path: str) -> None:
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.35 billion CNY")
    with (proposal.head / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    proposal.propose()
    assert "the proposed code judges" in proposal.run("verdict.sh", ATLAS_PYTHON="true").stdout


@pytest.mark.parametrize("touch", ("adds a line", "adds the file", "deletes it", "puts a folder there", "makes it a link", "beside a good record"))
def test_the_list_of_addresses_is_nobodys_to_edit(upstream: Path, tmp_path: Path, touch: str) -> None:
    repository = tmp_path / "upstream"
    subprocess.run(["git", "clone", "--quiet", str(upstream), str(repository)], check=True)
    if touch != "adds the file":
        (repository / "data/addresses.txt").write_text("about/\n", "utf-8")
        git(repository, "add", "--all")
        git(repository, "commit", "--quiet", "-m", "published")
    proposal = Proposal(repository, tmp_path)
    file = proposal.head / "data/addresses.txt"
    match touch:
        case "deletes it":
            file.unlink()
        case "puts a folder there":
            file.unlink()
            file.mkdir()
            (file / "x").write_text("about/\n", "utf-8")
        case "makes it a link":
            file.unlink()
            file.symlink_to("../README.md")
        case _:
            with file.open("a", encoding="utf-8") as list_:
                list_.write("companies/other/\n")
    if touch == "beside a good record":
        proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.35 billion CNY")
    proposal.propose()
    done = proposal.run("verdict.sh", ATLAS_PYTHON="true")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=data/addresses.txt,") and proposal.summary.read_text("utf-8").startswith("# Not yet")


@pytest.mark.parametrize("path", ("data/addresses.txt.yml", "data/addresses-txt", "data/companies/addresses.txt"))
def test_names_that_are_only_alike_are_judged_as_ever(proposal: Proposal, path: str) -> None:
    (proposal.head / path).write_text("x\n", "utf-8")
    proposal.propose()
    assert "addresses::" not in proposal.run("verdict.sh", ATLAS_PYTHON="true").stdout


def test_texts_of_records_are_no_commands_of_the_host(proposal: Proposal) -> None:
    proposal.edit(RECORD_FILE, "name: Fii Test\n", "name: '::set-env name=PATH::x'\n")
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: '::add-mask::x'")
    proposal.propose()
    lines = proposal.run("verdict.sh").stdout.splitlines()
    assert [line for line in lines if line.strip().startswith("::") and not line.startswith(("::error file=", "::warning file="))] == []


def test_the_preview_is_the_proposed_data_built_by_the_base(proposal: Proposal) -> None:
    proposal.edit(RECORD_FILE, OLD_FIGURE, "2025-Q2: 200.35 billion CNY")
    proposal.propose()
    done = proposal.run("preview.sh")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^The preview has \d+ files and \d+ bytes\.$", done.stdout, re.MULTILINE)
    page = (proposal.head / "site/companies/test-works/index.html").read_text("utf-8")
    assert "200.35 billion" in page and "200.34 billion" not in page


def test_deploy_takes_the_addresses_from_the_host(upstream: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    subprocess.run(["git", "clone", "--quiet", str(upstream), str(folder)], check=True)
    (folder / "build_profiles.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.environ.get('ATLAS_SITE_URL'), os.environ.get('ATLAS_REPOSITORY'))\n", "utf-8")
    for variables, expected in (
        ({"SITE_ADDRESS": "https://o.host.example/r", "GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "o/r"},
         "['site'] https://o.host.example/r/ https://git.example/o/r"), ({}, "['site'] None None"),
    ):  # fmt: skip
        kept = {key: value for key, value in plain_environment().items() if not key.startswith("GITHUB_")}
        done = subprocess.run(["sh", "scripts/ci/deploy.sh"], cwd=folder, env={**kept, "ATLAS_PYTHON": sys.executable, **variables},
                              text=True, stdout=subprocess.PIPE, check=True)  # fmt: skip
        assert done.stdout.splitlines() == [expected, "0 new addresses"]


# -- the ledger's pull request ---------------------------------------------------------------


@pytest.fixture
def propose(upstream: Path, tmp_path: Path) -> Any:
    """Runs propose_ledger.sh in a clone, with a client of the host that only writes down what it was asked."""
    remote, folder, tools = tmp_path / "remote.git", tmp_path / "clone", tmp_path / "tools"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(upstream), str(remote)], check=True)
    subprocess.run(["git", "clone", "--quiet", str(remote), str(folder)], check=True)
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\nfor word in "$@"; do echo "$word"; done >>"{tmp_path}/asked"\n', "utf-8")
    (tools / "gh").chmod(0o755)
    (tmp_path / "found").mkdir()

    def run(ledger: str) -> tuple[subprocess.CompletedProcess[str], list[str], Path]:
        (tmp_path / "found/ledger.json").write_text(ledger, "utf-8")
        environment = plain_environment(PATH=f"{tools}{os.pathsep}{os.environ['PATH']}", LEDGER_REMOTE=str(remote), ATLAS_PYTHON=sys.executable)
        done = subprocess.run(["sh", "scripts/ci/propose_ledger.sh", str(tmp_path / "found")], cwd=folder, env=environment, text=True,
                              encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
        asked = (tmp_path / "asked").read_text("utf-8").splitlines() if (tmp_path / "asked").exists() else []
        return done, asked, remote

    return run


def test_the_ledger_is_proposed_alone(propose: Any, tmp_path: Path) -> None:
    ledger = links.written({"some-source": links.Link("https://example.com/x", "gone", "2026-01-12", "2026-01-05", 404)})
    done, asked, remote = propose(ledger)
    assert done.returncode == 0, done.stdout
    assert asked[:2] == ["pr", "list"] and "create" in asked
    assert git(remote, "diff", "--name-only", "main", "links/weekly") == "links/ledger.json"
    assert git(remote, "show", "links/weekly:links/ledger.json") + "\n" == ledger
    assert "`some-source`: new → **gone**" in (tmp_path / "found/body.md").read_text("utf-8")


@pytest.mark.parametrize("ledger", ("{}", "nonsense", '{"../../x": {}}', '{\n"a": {"url": "https://x.example", "state": "ok", "since": "x"}\n}\n'))
def test_what_is_no_ledger_is_not_proposed(propose: Any, ledger: str) -> None:
    done, asked, remote = propose(ledger)
    assert done.returncode != 0 and asked == []
    assert "links/weekly" not in git(remote, "branch", "--list")


# -- the audit -------------------------------------------------------------------------------


@pytest.mark.parametrize(("finds", "code"), (("nothing", 0), ("requirements.txt", 1), ("requirements-audit.txt", 1)))
def test_the_audit_asks_for_every_lock_where_it_is_hosted(tmp_path: Path, finds: str, code: int) -> None:
    """With a stand-in for Python that writes down what it is asked and finds a hole in one lock."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$*" >>"{tmp_path}/asked"\n'
                      f'[ "$2" != venv ] || {{ mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; }}\n'
                      f'case "$*" in *"-r {finds}") [ "$2" = pip ];; esac\n', "utf-8")
    python.chmod(0o755)
    done = subprocess.run(["sh", "scripts/ci/audit.sh"], cwd=ROOT, env=plain_environment(GITHUB_ACTIONS="true", ATLAS_PYTHON=str(python)),
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == code, done.stdout
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked[1].endswith("--require-hashes -r requirements-audit.txt")
    assert [line.split()[-1] for line in asked[2:]] == sorted(path.name for path in ROOT.glob("requirements*.txt"))


def test_elsewhere_the_audit_says_that_nothing_was_checked() -> None:
    environment = {key: value for key, value in plain_environment().items() if key != "GITHUB_ACTIONS"}
    done = subprocess.run(["sh", "scripts/ci/audit.sh"], cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, check=True)
    assert "not checked on this machine" in done.stdout


# -- the list of published addresses ---------------------------------------------------------


class Ledger:
    """A repository on a host, a job's checkout of it, and the script that adds addresses to main."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.job, self.other, self.found = (folder / name for name in ("remote.git", "job", "other", "found"))
        start = folder / "start"
        (start / "data").mkdir(parents=True)
        (start / "scripts/ci").mkdir(parents=True)
        shutil.copy(ROOT / "scripts/ci/remember.sh", start / "scripts/ci")
        (start / "data/README").write_text("x\n", "utf-8")
        git(start, "init", "--quiet", "--initial-branch=main")
        git(start, "add", "--all")
        git(start, "commit", "--quiet", "-m", "start")
        for source, target in ((start, self.remote), (self.remote, self.job), (self.remote, self.other)):
            subprocess.run(["git", "clone", "--quiet", *(["--bare"] if target == self.remote else []), str(source), str(target)], check=True)
        self.found.mkdir()

    def remember(self, text: str) -> subprocess.CompletedProcess[str]:
        (self.found / "addresses.txt").write_text(text, "utf-8")
        return subprocess.run(["sh", "scripts/ci/remember.sh", str(self.found)], cwd=self.job, text=True, encoding="utf-8", check=False,
                              env=plain_environment(LEDGER_REMOTE=str(self.remote)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip

    def commit(self, path: str, text: str) -> None:
        """Somebody else's commit on main."""
        git(self.other, "pull", "--quiet", "--rebase", "origin", "main")
        (self.other / path).write_text(text, "utf-8")
        git(self.other, "add", "--all")
        git(self.other, "commit", "--quiet", "-m", f"change {path}")
        git(self.other, "push", "--quiet", "origin", "HEAD:main")

    def list(self) -> list[str]:
        return git(self.remote, "show", "main:data/addresses.txt").split("\n")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_published_addresses_are_added_to_main_and_none_is_lost(ledger: Ledger) -> None:
    done = ledger.remember("about/\ncompanies/acme/\n")
    assert (done.returncode, done.stdout) == (0, "2 new addresses.\n")
    assert ledger.list() == ["about/", "companies/acme/"]
    assert git(ledger.remote, "diff", "--name-only", "main~1", "main") == "data/addresses.txt"
    before = git(ledger.remote, "rev-parse", "main")
    assert ledger.remember("about/\n").stdout == "No new address.\n"
    assert git(ledger.remote, "rev-parse", "main") == before, "an older site takes nothing away"
    assert ledger.remember("deals/z/\ncompanies/acme-2/\n").stdout == "2 new addresses.\n"
    assert ledger.list() == ["about/", "companies/acme-2/", "companies/acme/", "deals/z/"]
    assert ledger.list() == sorted(ledger.list()), "the order in which the program writes it, too"


def test_main_that_has_moved_on_keeps_its_commits(ledger: Ledger) -> None:
    """Both before the job looks, and between its look and its push."""
    ledger.commit("data/new.yml", "x\n")
    hook = ledger.job / ".git/hooks/pre-push"
    hook.write_text("#!/bin/sh\n"
                    f"[ -e {ledger.found}/raced ] && exit 0\n: >{ledger.found}/raced\n"
                    "unset GIT_DIR GIT_WORK_TREE\n"
                    f"cd {ledger.other} && git pull --quiet --rebase origin main && echo companies/raced/ >data/addresses.txt && git add --all &&\n"
                    "git -c user.name=x -c user.email=x@x.invalid commit --quiet -m raced && git push --quiet origin HEAD:main\n", "utf-8")
    hook.chmod(0o755)
    done = ledger.remember("companies/acme/\n")
    assert done.returncode == 0, done.stdout
    assert (ledger.found / "raced").exists()
    assert ledger.list() == ["companies/acme/", "companies/raced/"]
    assert git(ledger.remote, "log", "--format=%s", "main").split("\n") == ["Remember 1 published addresses", "raced", "change data/new.yml", "start"]


@pytest.mark.parametrize("text", ("../../etc/\n", "/abs/\n", "about\n", "\n", "Companies/Acme/\n", "about/\ncompanies/$(x)/\n", "about/ \n",
                                  "companies/株式会社/\n", "about//\n", "-about/\n"))
def test_what_is_no_list_of_addresses_is_not_added(ledger: Ledger, text: str) -> None:
    before = git(ledger.remote, "rev-parse", "main")
    done = ledger.remember(text)
    assert done.returncode == 1 and "nothing was added" in done.stdout
    assert git(ledger.remote, "rev-parse", "main") == before


def test_a_link_is_followed_on_neither_side(ledger: Ledger) -> None:
    (ledger.found / "addresses.txt").symlink_to("/etc/hostname")
    done = subprocess.run(["sh", "scripts/ci/remember.sh", str(ledger.found)], cwd=ledger.job, text=True, stdout=subprocess.PIPE, check=False,
                          env=plain_environment(LEDGER_REMOTE=str(ledger.remote)))
    assert (done.returncode, done.stdout) == (1, "There is no list; nothing was added.\n")
    (ledger.found / "addresses.txt").unlink()
    (ledger.other / "data/addresses.txt").symlink_to("../scripts/ci/remember.sh")
    git(ledger.other, "add", "--all")
    git(ledger.other, "commit", "--quiet", "-m", "a link")
    git(ledger.other, "push", "--quiet", "origin", "HEAD:main")
    assert ledger.remember("about/\n").returncode == 1


def test_main_that_takes_nothing_is_a_failure(ledger: Ledger) -> None:
    """A protected branch: the job must be red, or addresses would be forgotten in silence."""
    hook = ledger.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    done = ledger.remember("about/\n")
    assert done.returncode == 1 and "Main did not take the list" in done.stdout
