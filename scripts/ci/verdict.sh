#!/bin/sh
# The verdict on a pull request: the data checked, the fact diff as the job's summary.
#   sh BUILDER/scripts/ci/verdict.sh BUILDER PROPOSED
# BUILDER is a checkout of the base branch, PROPOSED the proposed state with the base as first parent.
# Where only records changed, the builder of the base branch judges them: what a stranger sends is data,
# not code. Where code changed, the proposed code judges (the full tests run elsewhere).
# Exit code: 0 the facts pass, 1 they do not.
set -eu
builder=$(cd "$1" && pwd)
proposed=$(cd "$2" && pwd)
summary=${GITHUB_STEP_SUMMARY:-/dev/null}

# The list of published addresses is kept by main's publishing job alone: a line less and an address may die.
if git -C "$proposed" -c core.quotepath=on diff --name-only --no-renames HEAD^1 HEAD | grep -Eq '^data(/addresses\.txt(/.*)?)?$'; then
    echo "# Not yet: data/addresses.txt is kept by the publishing job alone; leave it as main has it" >>"$summary"
    echo "::error file=data/addresses.txt,title=addresses::kept by the publishing job alone; leave it as main has it"
    exit 1
fi

# Records, and the ledger of the weekly link check.
others=$(git -C "$proposed" -c core.quotepath=on diff --name-only --no-renames HEAD^1 HEAD |
    grep -Ev '^(data/(companies|deals|sources)/[a-z0-9-]+\.yml|links/ledger\.json)$' || true)
code=$builder
if [ -n "$others" ]; then
    code=$proposed
    echo "More than records changed: the proposed code judges. The full tests run in their own job."
fi

cd "$code"
if [ -z "${ATLAS_PYTHON:-}" ]; then
    sh scripts/environment.sh
    ATLAS_PYTHON=$code/.venv/bin/python
fi

# Annotations at the lines of the change; then everything else goes to files, since a text of a record
# must never be read as a command by the host.
verdict=0
(cd "$proposed" && "$ATLAS_PYTHON" "$code/build_profiles.py" check --data data --format github) || verdict=$?

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$proposed" && "$ATLAS_PYTHON" "$code/build_profiles.py" diff --data data --format markdown HEAD^1 HEAD) \
    >"$scratch/diff" 2>"$scratch/diff.err" || true
(cd "$proposed" && "$ATLAS_PYTHON" "$code/build_profiles.py" check --data data) >"$scratch/check" 2>&1 || true

{
    if [ "$verdict" -eq 0 ]; then
        echo "# The facts pass"
    else
        echo "# Not yet: the messages below say what to type instead"
        echo
        sed 's/^/    /' "$scratch/check" | head -n 400
    fi
    echo
    cat "$scratch/diff"
} >>"$summary"
echo "$(tail -n 1 "$scratch/check"); the fact diff is in the summary of this job"
[ "$verdict" -eq 0 ]
