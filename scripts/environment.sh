#!/bin/sh
# Makes .venv hold exactly the locked packages, and does nothing when it already does.
#   sh scripts/environment.sh        what the site needs
#   sh scripts/environment.sh dev    what the tests need as well
# A stamp inside .venv holds the hash of the lock it was made from. It is written
# last, so an installation that was cut short is made anew.
# Where packages come from is this machine's own pip configuration.
set -eu
cd "$(dirname "$0")/.."
want=${1:-runtime}

python_ok() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14 python; do
        if python_ok "$name"; then
            echo "$name"
            return
        fi
    done
    echo "error: Python 3.11 or newer is needed and was not found." >&2
    echo "       Install it (Debian 12, Ubuntu 24.04: sudo apt-get install python3 python3-venv)," >&2
    echo "       or name it: make site PYTHON=/path/to/python3.12" >&2
    exit 1
}

# The hash of the lock files, and of the Python they were installed for.
lock_hash() {
    "$1" - "$2" <<'PY'
import hashlib, sys
names = ["requirements-build.txt", "requirements.txt"]
if sys.argv[1] == "dev":
    names.append("requirements-dev.txt")
digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
for name in names:
    with open(name, "rb") as lock:
        digest.update(lock.read())
print(digest.hexdigest())
PY
}

install() {
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check \
        --require-hashes "$@"
}

make_venv() {
    rm -rf .venv
    if ! "$1" -m venv .venv; then
        rm -rf .venv
        echo "error: '$1 -m venv' failed. On Debian and Ubuntu the module is a package of its own:" >&2
        echo "       sudo apt-get install python3-venv" >&2
        exit 1
    fi
    # First what builds the one source package, then the rest without a build
    # environment: nothing is fetched that the lock does not name with its hash.
    install -r requirements-build.txt
    install --no-build-isolation -r requirements.txt
    lock_hash .venv/bin/python runtime >.venv/.stamp-runtime
}

fresh() {
    [ -f ".venv/.stamp-$1" ] && python_ok .venv/bin/python &&
        [ "$(cat ".venv/.stamp-$1")" = "$(lock_hash .venv/bin/python "$1")" ]
}

if ! fresh runtime; then
    python=$(find_python)
    echo "Installing the locked packages into .venv (a minute or so) ..."
    make_venv "$python"
fi
if [ "$want" = dev ] && ! fresh dev; then
    echo "Installing the locked test packages into .venv ..."
    install --no-build-isolation -r requirements-dev.txt
    lock_hash .venv/bin/python dev >.venv/.stamp-dev
fi
