"""The media server is what rooms ask for. The type checker proves it here; running it proves the names."""

from __future__ import annotations

import select
import socket

from server.base.addresses import interface_addresses
from server.base.config import Config
from server.media.config import MediaConfig
from server.media.here import Here
from server.media.server import MediaServer
from server.media.session import Session
from server.media.udp import open_sockets
from server.media.workers.pool import Workers
from server.media.workers.remote import RemoteConnection
from server.media_settings import media_config
from server.rooms.ports import Media, MediaConnection


def as_port(media: Here | Workers) -> Media:
    return media


def as_connection(connection: Session | RemoteConnection) -> MediaConnection:
    return connection


def test_a_media_server_has_everything_a_room_asks_for() -> None:
    config = MediaConfig(port=0)
    for media in (as_port(Here(MediaServer(config))), as_port(Workers((config,)))):
        for name in ("connect", "take_counts", "up_to_date", "loop"):
            assert callable(getattr(media, name))
        assert media.take_counts() == {}


def test_an_answer_comes_from_the_address_that_was_asked() -> None:
    asked = open_sockets(("127.0.0.1", "127.0.0.2"), 0)
    try:
        for ours, host in zip(asked, ("127.0.0.1", "127.0.0.2"), strict=True):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browser:
                browser.settimeout(5)
                browser.bind(("127.0.0.3", 0))
                browser.sendto(b"a check", (host, ours.port))
                select.select([ours], [], [], 5)
                assert ours.receive() == 1
                ours.queue(b"its answer", bytes(ours.rx.names[: ours.rx.name_size]))
                ours.flush()
                assert browser.recvfrom(100) == (b"its answer", (host, ours.port))
    finally:
        for one in asked:
            one.close()


def test_each_own_address_that_is_announced_has_a_socket_and_a_routers_address_has_them_all() -> None:
    assert media_config(Config(host="127.0.0.1")).bind == ("127.0.0.1",)
    both = media_config(Config(host="0.0.0.0", public_ip=("127.0.0.1", "127.0.0.2")))
    assert both.bind == both.announce == ("127.0.0.1", "127.0.0.2")
    behind = media_config(Config(host="0.0.0.0", public_ip=("192.0.2.77",)))
    assert behind.announce == ("192.0.2.77",)
    assert "0.0.0.0" not in behind.bind
    assert {address for address in interface_addresses() if "." in address} == set(behind.bind)
