"""`python -m checker [SITE [DATA]]`: check a built site; exit code 1 if it has faults."""

from __future__ import annotations

import sys
from pathlib import Path

from . import faults_of_site


def main(arguments: list[str]) -> int:
    """Print the faults, one a line."""
    site, data = [*arguments, "site", "data"][:1] + [*arguments[1:2], "data"][:1]
    found = faults_of_site(Path(site), Path(data))
    print("\n".join(found) if found else f"no faults in {site}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
