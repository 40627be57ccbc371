"""From the settings to what the media server is started with: which addresses it binds, which it tells browsers."""

from __future__ import annotations

import ipaddress

from server.base.addresses import interface_addresses, is_own_address
from server.base.config import Config
from server.media.config import MediaConfig


def media_configs(config: Config) -> tuple[MediaConfig, ...]:
    """One for each worker."""
    return tuple(media_config(config, port) for port in config.media_ports)


def media_config(config: Config, port: int | None = None) -> MediaConfig:
    """Bind what is announced. An address that is none of ours is translated to one of ours, to whichever: then all of the
    family are bound. Each has a socket of its own, since a browser drops an answer from another address than it asked."""
    announced = config.media_addresses
    bind = [address for address in announced if is_own_address(address)]
    for version in {ipaddress.ip_address(address).version for address in announced if address not in bind}:
        all_own = [one for one in interface_addresses() if ipaddress.ip_address(one).version == version]
        bind += all_own or [("0.0.0.0", "::")[version == 6]]  # noqa: S104
    # The pages' own port listens for something else; there the media go by UDP alone.
    port = config.media_port if port is None else port
    own = port == 0 or port != config.port
    hosts = tuple(dict.fromkeys(bind))
    return MediaConfig(
        port=port,
        bind=hosts,
        announce=announced,
        tcp=own,
        load_limit=config.media_load / 100,
        native=config.native,
    )
