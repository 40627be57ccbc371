"""The machine's own addresses and names."""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
from pathlib import Path

_SIOCGIFADDR = 0x8915


def own_addresses() -> tuple[str, ...]:
    """The addresses this machine would use towards others, found by routing alone: a UDP connect sends nothing."""
    found = []
    for family, towards in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((towards, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return tuple(found) or ("127.0.0.1",)


def interface_addresses() -> tuple[str, ...]:
    """Every address of every interface, loopback included, link-local IPv6 left out (a browser cannot name its scope).

    IPv4 by netdevice(7): the first address of an interface; IPv6 from /proc.
    """
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    try:
        lines = Path("/proc/net/if_inet6").read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        address = ipaddress.IPv6Address(int(line.split()[0], 16))
        if not address.is_link_local:
            found.append(str(address))
    return tuple(dict.fromkeys([*found, *own_addresses()]))


def is_own_address(address: str) -> bool:
    """Whether a socket of this machine can be bound to the address; False for one that a router translates to ours."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True
