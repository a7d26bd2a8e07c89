#!/bin/sh
# Asks a public database whether a locked version has a hole that became known. It cannot say no without that
# database, so it runs in the hosted workflow "Audit" alone; elsewhere it says that nothing was checked.
set -eu
cd "$(dirname "$0")/../.."
if [ "${GITHUB_ACTIONS:-}" != true ]; then
    echo "Known holes of the locked packages: not checked on this machine; the hosted workflow \"Audit\" asks for them."
    exit 0
fi
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${ATLAS_PYTHON:-python3}" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
verdict=0
for lock in requirements*.txt; do
    echo "$lock"
    "$tools/bin/python" -m pip_audit --strict --require-hashes --disable-pip --progress-spinner off -r "$lock" || verdict=1
done
exit "$verdict"
