"""Receipt numbers: short enough to read aloud, the same for the same duty however often it is pressed."""

from __future__ import annotations

import hashlib

ALPHABET = "234679ACDEFGHJKMNPQRTUVWXYZ"


def receipt(prefix: str, duty: str, round_: int) -> str:
    """Return a number such as AU3-7M2Q-19: prefix, four letters and two digits from the duty and its round."""
    digest = hashlib.sha256(f"{duty}:{round_}".encode()).digest()
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:4])
    return f"{prefix}-{letters}-{int.from_bytes(digest[4:8]) % 100:02}"


def policy_prefix(policy: str, version: str) -> str:
    """Return the prefix of a policy's receipts: two letters of its id and the major version."""
    letters = "".join(one for one in policy.upper() if one.isascii() and one.isalnum())[:2] or "PO"
    major = "".join(one for one in version.partition(".")[0] if one.isdigit())[:2] or "0"
    return f"{letters}{major}"
