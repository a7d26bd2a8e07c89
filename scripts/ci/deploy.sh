#!/bin/sh
# Builds the site for publishing. The addresses are the host's own variables; where they are missing, links
# are left out rather than invented.
#   SITE_ADDRESS   where the site will be served (from the host's Pages settings)
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${ATLAS_PYTHON:-}" ]; then
    sh scripts/environment.sh
    ATLAS_PYTHON=$PWD/.venv/bin/python
fi
if [ -n "${SITE_ADDRESS:-}" ]; then
    ATLAS_SITE_URL=${SITE_ADDRESS%/}/
    export ATLAS_SITE_URL
fi
if [ -n "${GITHUB_SERVER_URL:-}" ] && [ -n "${GITHUB_REPOSITORY:-}" ]; then
    ATLAS_REPOSITORY=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY
    export ATLAS_REPOSITORY
fi
"$ATLAS_PYTHON" build_profiles.py site
# For the job that adds them to main once the site is published.
"$ATLAS_PYTHON" -m profiles.permanence site data
