#!/bin/sh
# Renews the hashed locks for every platform and every Python from 3.11 on.
# One version per package for all of them, so that the same data gives the same
# bytes everywhere. uv is used here and nowhere else; it is told the index that
# pip is configured with, and the lock names none.
set -eu
cd "$(dirname "$0")/.."
sh scripts/environment.sh
[ -x .venv-lock/bin/uv ] || {
    .venv/bin/python -m venv .venv-lock
    .venv-lock/bin/python -m pip install --quiet --quiet --disable-pip-version-check uv
}
index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"

for name in requirements-build requirements requirements-dev requirements-audit; do
    .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
        --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header \
        --output-file "$name.txt" "$name.in"
    echo "$name.txt: $(grep -c '==' "$name.txt") packages"
done
