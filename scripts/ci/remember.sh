#!/bin/sh
# Adds the addresses that were just published to data/addresses.txt on main: the only hand that writes there.
#   sh scripts/ci/remember.sh FOUND            FOUND holds addresses.txt
#   GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SERVER_URL   from the job
# The list only grows. What the building job hands over is judged like anything else that comes from outside:
# lines that are addresses, and nothing else, are added to those that main has by now. Only git is run.
set -eu
LC_ALL=C
export LC_ALL
found=$(cd "$1" && pwd)/addresses.txt
list=data/addresses.txt
cd "$(dirname "$0")/../.."
remote=${LEDGER_REMOTE:-https://x-access-token:${GH_TOKEN}@${GITHUB_SERVER_URL#https://}/${GITHUB_REPOSITORY}.git}

refuse() {
    echo "$1; nothing was added."
    exit 1
}
[ -f "$found" ] && [ ! -L "$found" ] || refuse "There is no list"
[ "$(wc -c <"$found")" -le 20000000 ] || refuse "The list is too long to be one"
if grep -Evxq '([a-z0-9]+(-[a-z0-9]+)*/)+' "$found"; then refuse "The list holds what is no address"; fi

scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
for _ in 1 2 3 4 5; do                                     # again, where main has moved on meanwhile
    git fetch --quiet "$remote" main
    git checkout --quiet --force --detach FETCH_HEAD
    [ ! -L "$list" ] && { [ -f "$list" ] || [ ! -e "$list" ]; } || refuse "$list is no file on main"
    [ -f "$list" ] || : >"$list"
    before=$(wc -l <"$list")
    sort -u "$found" "$list" >"$scratch"
    new=$(($(wc -l <"$scratch") - before))
    if [ "$new" -eq 0 ]; then
        echo "No new address."
        exit 0
    fi
    cat "$scratch" >"$list"
    git add "$list"
    git -c user.name="publishing" -c user.email="publishing@users.noreply.invalid" commit --quiet -m "Remember $new published addresses"
    if git push --quiet "$remote" HEAD:refs/heads/main; then
        echo "$new new addresses."
        exit 0
    fi
done
refuse "Main did not take the list"
