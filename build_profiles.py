#!/usr/bin/env python3
"""Company Atlas: facts in YAML become a checked, searchable website.

The stages, in order: read and check every file of data/ (profiles.archive), hold the records against
one another (profiles.rules), make pages of them (profiles.pages), write what differs (profiles.output),
let MkDocs build the site (profiles.site). `python build_profiles.py --help` lists the commands.
"""

import sys

from profiles.cli import main

if __name__ == "__main__":
    sys.exit(main())
