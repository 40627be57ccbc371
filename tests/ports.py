"""Ports for a server that has to be told its own before it starts."""

import random
import socket
from contextlib import ExitStack
from pathlib import Path

GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10_240
"""Above those that browsers refuse."""


def free_port(count: int = 1) -> int:
    """A port that nobody has, UDP or TCP; the first of `count` in a row. It is not among those that the kernel gives to whoever wants
    any port, so nobody gets it before the server has it, or while the server starts anew."""
    given = int(GIVEN.read_text().split()[0]) if GIVEN.exists() else 32_768
    highest = given if given > 2 * LOWEST else 65_536
    while True:
        first = random.SystemRandom().randrange(LOWEST, highest - count)
        try:
            with ExitStack() as probes:
                for port in range(first, first + count):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                        probes.enter_context(socket.socket(socket.AF_INET, kind)).bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
