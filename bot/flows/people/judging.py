"""Which rows of a file are new, changed, unchanged or not to be taken; nothing is written here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from bot.flows.people.known import Key, Known
from bot.flows.people.result import ImportResult
from bot.rules.people import NEEDED, PersonRow, fingerprint, one_key_each, read_rows
from bot.rules.sheets import Record, Rejected, decode, records


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands: its person and its engagement."""

    person: str
    engagement: str


Places = dict[str, Place]


@dataclass(slots=True)
class Judged:
    """A file against the register."""

    result: ImportResult
    new: list[PersonRow] = field(default_factory=list)
    claimed: list[tuple[PersonRow, Key]] = field(default_factory=list)  # first rows of keys a merge has named
    changed: list[tuple[PersonRow, Key]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    places: Places = field(default_factory=dict)


def judge(data: bytes, known: Known) -> Judged:
    """Return what an import would do.  Raises UnreadableFile when the file can't be read at all."""
    judged = Judged(ImportResult())
    rows = list(read_rows(_noting(records(decode(data), NEEDED), judged.seen), _zones()))
    judged.places = {key: Place(one.person, one.engagement) for key, one in known.keys.items()}
    known_rows: list[tuple[PersonRow, Key]] = []
    cutoff = known.cutoff
    for row in _taken(rows, known, judged.result):
        key = known.keys.get(row.key)
        if key is None or not key.fingerprint:
            judged.result.baseline += row.start < cutoff
        if key is None:
            judged.places[row.key] = Place(known.new_id(), known.new_id())
            judged.new.append(row)
        elif not key.fingerprint:
            judged.places[row.key] = Place(key.person, known.new_id())
            judged.claimed.append((row, key))
        else:
            known_rows.append((row, key))
    judged.changed = [
        (row, key) for row, key in known_rows if print_of(row, judged.places) != key.fingerprint
    ]
    result = judged.result
    result.read, result.updated = len(rows), len(judged.changed)
    result.created = len(judged.new) + len(judged.claimed)
    result.unchanged = len(known_rows) - result.updated
    return judged


def print_of(row: PersonRow, places: Places) -> str:
    """Return the fingerprint of a row and of whom its managers' keys mean.

    A manager who comes into the register later makes a change of it; so does one whose row was lost when an
    import was killed half-way.
    """
    managers = [places.get(key) for key in (row.manager_key, row.secondary_manager_key)]
    meant = "|".join(one.engagement if one is not None else "" for one in managers)
    return fingerprint(row) + hashlib.blake2b(meant.encode(), digest_size=4).hexdigest()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _noting(rows: Iterable[Record | Rejected], seen: set[str]) -> Iterator[Record | Rejected]:
    """Note the key of every row, taken or not: somebody whose row has a fault is not missing."""
    for row in rows:
        if not isinstance(row, Rejected):
            key = row[1]["person_ref"]
            seen.add(key if key.isascii() else unicodedata.normalize("NFC", key))
        yield row


def _taken(rows: Iterable[PersonRow | Rejected], known: Known, result: ImportResult) -> Iterator[PersonRow]:
    """Yield the rows to be taken; the others go into the result, in the file's order."""
    fit = list(rows)
    replaced = {row.key for row in fit if isinstance(row, PersonRow)}
    against = _against_register(fit, known, known.holders(replaced))
    for row in one_key_each(against, known.today, known.is_one_person):
        if isinstance(row, Rejected):
            result.rejected.append(row)
        else:
            yield row


def _against_register(
    rows: Iterable[PersonRow | Rejected], known: Known, holders: dict[str, list[tuple[str, str, str]]]
) -> Iterator[PersonRow | Rejected]:
    """Yield the rows, those rejected whose address belongs to somebody else who is in the register only."""
    for row in rows:
        found = holders.get(row.email) if isinstance(row, PersonRow) else None
        if found and isinstance(row, PersonRow) and row.is_active(known.today):
            mine = known.keys[row.key].person if row.key in known.keys else ""
            other = next(((source, key) for source, key, person in found if person != mine), None)
            if other is not None:
                yield Rejected(row.row, "email", row.email, _shared(other, row.key, known.source))
                continue
        yield row


def _shared(other: tuple[str, str], key: str, source: str) -> str:
    where = "the register" if other[0] == source else f"the register '{other[0]}'"
    return (
        f"{other[1]} in {where} has this address, and {key} here; "
        "if they are one person, say so with steward people merge."
    )
