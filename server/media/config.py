"""What a media server is told at its start."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaConfig:
    """One media server's settings.

    `port` is the one UDP port (0 takes a free one, for tests), `bind` the local addresses it is opened on and `announce` the
    addresses written into answers, IPv4 or IPv6 texts. A connection that is not up `connect_deadline_s` seconds after
    its offer is closed, and so is one whose peer sent no valid check for `silence_limit_s` seconds. With `tcp` the same
    port number is also listened on for connections of peers that no UDP reaches.
    """

    port: int = 8081
    bind: tuple[str, ...] = ("127.0.0.1",)
    announce: tuple[str, ...] = ("127.0.0.1",)
    connect_deadline_s: float = 15.0
    silence_limit_s: float = 90.0
    max_connections: int = 2500
    tcp: bool = True
    load_limit: float = 0.0
    """The share of one processor core at which the next visit is refused; 0 for never."""
    native: bool = True
    """Whether the compiled module forwards, where there is one."""

    def __post_init__(self) -> None:
        if self.port != 0 and not 1024 <= self.port <= 65535:
            raise ValueError(
                f"media port {self.port}: choose one from 1024 to 65535, browsers silently ignore candidates on lower ports"
            )
        if not self.bind or not self.announce:
            raise ValueError("the media server needs at least one address to bind and one to announce")
        for address in (*self.bind, *self.announce):
            ipaddress.ip_address(address)
        if self.connect_deadline_s <= 0 or self.silence_limit_s <= 0 or self.max_connections < 1:
            raise ValueError("the media server's deadlines and its number of connections must be above zero")
