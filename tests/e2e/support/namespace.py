"""A network of its own for the end-to-end run: loopback and nothing else.

The Slack emulator listens on every interface; in here that is loopback only, and nothing in the run can
reach the outside.  Run as a module it raises loopback and becomes the command that follows.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP: linux/sockios.h


def prefix() -> tuple[str, ...]:
    """Return the words to put before a command so that it runs in a network of its own."""
    enter = (sys.executable, "-m", "tests.e2e.support.namespace")
    if os.geteuid() == 0:
        return ("unshare", "--net", *enter)
    # Without root rights only a user namespace may have a network of its own, and one is root in there.
    # PostgreSQL refuses root, so a second user namespace gives the old name back once loopback is up.
    back = ("unshare", "--user", f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}")
    return ("unshare", "--net", "--map-root-user", *enter, *back)


def works() -> bool:
    """Return True when this machine allows it."""
    try:
        return subprocess.run([*prefix(), "true"], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def raise_loopback() -> None:
    """Bring ``lo`` up, without ``ip``, which small machines have not got."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(control, _GET_FLAGS, request))
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


if __name__ == "__main__":
    raise_loopback()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - becoming the command is the purpose
