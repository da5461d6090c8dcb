"""Write the sample company into content/demo, from its seed: ``.venv/bin/python scripts/make_company.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.demo.company import company

FOLDER = Path(__file__).parents[1] / "content" / "demo"


def main() -> None:
    """Write every file of the company; what a change of the cast or the seed has changed shows in git."""
    for name, data in company().files().items():
        (FOLDER / name).write_bytes(data)
        sys.stdout.write(f"content/demo/{name}: {len(data.splitlines()) - 1} rows\n")


if __name__ == "__main__":
    main()
