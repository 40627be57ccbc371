"""Whom a chain of proxies says it stands for, and who is believed."""

import ipaddress

import pytest

from server.api.forwarded import parsed, sender

PROXIES = [ipaddress.ip_network(text) for text in ("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48")]


@pytest.mark.parametrize(
    ("remote", "forwarded", "who"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # a stranger's note about itself
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what the sender itself wrote in front
        ("127.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),  # the same in two lines
        ("127.0.0.1", ["198.51.100.1, 10.3.2.1"], "198.51.100.1"),  # two proxies
        ("127.0.0.1", ["198.51.100.1, 10.3.2.1, 203.0.113.5"], "203.0.113.5"),  # one of them not named
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1, _hidden, 10.3.2.1"], "10.3.2.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["10.0.0.7"], "10.0.0.7"),  # a chain that is proxies only
        ("::ffff:127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1::2", ["[2001:db8:2::9]:4711"], "2001:db8:2::9"),
        ("127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        (None, ["198.51.100.1"], None),
        ("", ["198.51.100.1"], None),
    ],
)
def test_only_named_proxies_are_believed(remote: str | None, forwarded: list[str], who: str | None) -> None:
    found = sender(remote, forwarded, PROXIES)
    assert (None if found is None else str(found)) == who


def test_without_proxies_no_note_is_believed() -> None:
    assert str(sender("127.0.0.1", ["198.51.100.1"], [])) == "127.0.0.1"


@pytest.mark.parametrize("text", ["", "a", "1.2.3", "1.2.3.4:x", "[1.2.3.4", "fe80::1%eth0:80", "1.2.3.4, 5.6.7.8"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert parsed(text) is None
