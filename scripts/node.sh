#!/bin/sh
# Makes node_modules hold exactly what package-lock.json names, for the tests alone; does nothing
# when it already does. Where packages come from is this machine's own npm configuration.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null 2>&1 || {
    echo "error: the tests (editors' schemas, accessibility, HTML) need Node.js 20.19 or newer with npm, and there is none." >&2
    echo "       Install it (Debian, Ubuntu: sudo apt-get install nodejs npm)." >&2
    exit 1
}
if [ ! -f node_modules/.stamp ] || ! cmp -s package-lock.json node_modules/.stamp; then
    echo "Installing the locked npm packages of the tests ..."
    npm ci --silent --no-audit --no-fund
    cp package-lock.json node_modules/.stamp
fi
