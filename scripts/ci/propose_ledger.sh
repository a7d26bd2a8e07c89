#!/bin/sh
# Opens a pull request with the new ledger of links. The only step of the project with rights to write, and
# it runs nothing but git, the host's own client and a strict reader of the ledger.
#   sh scripts/ci/propose_ledger.sh FOUND      FOUND holds ledger.json
#   GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SERVER_URL   from the job
set -eu
found=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
branch=links/weekly
python=${ATLAS_PYTHON:-python3}

# What the fetching job hands over is judged like anything else that comes from outside; what changed is
# worked out here, from both ledgers.
"$python" - "$found/ledger.json" "$found/body.md" <<'PY'
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("links", "profiles/contribute/links.py")
links = importlib.util.module_from_spec(spec)
sys.modules["links"] = links
spec.loader.exec_module(links)
text = pathlib.Path(sys.argv[1]).read_text("utf-8")
after = links.parsed(text)
if links.written(after) != text:
    sys.exit("not a ledger as the check writes it")
news = links.news(links.ledger(), after) or "No source changed its state.\n"
pathlib.Path(sys.argv[2]).write_text("What the weekly check of the sources' addresses found. Only "
                                     f"`links/ledger.json` changes.\n\n{links.summary(after)}\n\n{news}", "utf-8")
PY

mkdir -p links
cp "$found/ledger.json" links/ledger.json
if git ls-files --error-unmatch links/ledger.json >/dev/null 2>&1 && git diff --quiet -- links/ledger.json; then
    echo "Nothing changed: no pull request."
    exit 0
fi
git switch --quiet -C "$branch"
git add links/ledger.json
git -c user.name="link check" -c user.email="link-check@users.noreply.invalid" commit --quiet -m "Record what the weekly link check found"
git push --quiet --force "${LEDGER_REMOTE:-https://x-access-token:${GH_TOKEN}@${GITHUB_SERVER_URL#https://}/${GITHUB_REPOSITORY}.git}" "HEAD:refs/heads/$branch"
body=$found/body.md
if [ -n "$(gh pr list --head "$branch" --state open --json number --jq '.[].number')" ]; then
    gh pr edit "$branch" --body-file "$body"
else
    gh pr create --head "$branch" --title "Weekly link check" --body-file "$body"
fi
