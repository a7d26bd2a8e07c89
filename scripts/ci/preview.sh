#!/bin/sh
# Builds the site that a pull request would give, for download; never deployed.
#   sh BUILDER/scripts/ci/preview.sh BUILDER PROPOSED
# Leaves PROPOSED/site. As in the verdict, the builder of the base branch builds what is only data.
set -eu
builder=$(cd "$1" && pwd)
proposed=$(cd "$2" && pwd)
most=209715200

others=$(git -C "$proposed" -c core.quotepath=on diff --name-only --no-renames HEAD^1 HEAD |
    grep -Ev '^(data/(companies|deals|sources)/[a-z0-9-]+\.yml|links/ledger\.json)$' || true)
code=$builder
[ -z "$others" ] || code=$proposed

cd "$code"
if [ -z "${ATLAS_PYTHON:-}" ]; then
    sh scripts/environment.sh
    ATLAS_PYTHON=$code/.venv/bin/python
fi
# Text of a record must never be read as a command by the host: the log is a file.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "$ATLAS_PYTHON" build_profiles.py site --data "$proposed/data" --site "$proposed/site" >"$log" 2>&1; then
    sed 's/^/    | /' "$log" | tail -n 60
    echo "There is no preview: the site was not built."
    exit 1
fi
[ -z "$(find "$proposed/site" -type l)" ] || { echo "The site holds a link; it is not handed out."; exit 1; }
size=$(find "$proposed/site" -type f -exec cat {} + | wc -c)
[ "$size" -le "$most" ] || { echo "The site has $size bytes, more than $most; it is not handed out."; exit 1; }
echo "The preview has $(find "$proposed/site" -type f | wc -l | tr -d ' ') files and $size bytes."
