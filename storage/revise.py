"""Write the first revision anew from the tables as they are now: ``python -m storage.revise``.

Only until the first release: databases that exist do not follow a revision that is written anew.
"""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

from storage.base import all_tables
from storage.migrate import MIGRATIONS

FIRST = MIGRATIONS / "versions" / "0001_first.py"

_PAGE = '''"""The tables of the first release, and the triggers that keep evidence as it was written."""

# ruff: noqa: PLR0915
import sqlalchemy as sa
from alembic import op

from storage.guards import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}
    for statement in guards(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    # Evidence is never thrown away: the way back is the backup taken before.
    raise NotImplementedError
'''


def first_revision() -> str:
    """Return the text of a revision that makes all tables."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, all_tables())
        code = render_python_code(script.upgrade_ops, render_item=_plain_type)  # type: ignore[arg-type]
    lines = [line for line in code.splitlines() if "# ###" not in line]
    return _PAGE.format(upgrade=textwrap.indent(textwrap.dedent("\n".join(lines)).strip("\n"), " " * 4))


def _plain_type(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Return the database's own type of a decorated one: a revision must not change when a library does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def main() -> None:
    """Write the revision and have it formatted like everything else."""
    FIRST.write_text(first_revision(), encoding="utf-8")
    ruff = shutil.which("ruff", path=f"{Path('.venv/bin')}") or shutil.which("ruff")
    if ruff is not None:
        subprocess.run([ruff, "format", "--quiet", str(FIRST)], check=True)  # noqa: S603 - our own file


if __name__ == "__main__":
    main()
