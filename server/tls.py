"""https of the server itself: with a certificate that is given, or with one it makes for itself and renews."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.base.addresses import interface_addresses
from server.base.config import Config, WrongSettings

_log = structlog.get_logger("tls")
CERTIFICATE, KEY = "tls-certificate.pem", "tls-key.pem"
VALID = timedelta(days=800)
"""Apple's systems refuse certificates that are valid for more than 825 days (support.apple.com/103769)."""
RENEWED = timedelta(days=30)
"""How long before its end a certificate is made anew."""
LOOKED_AT_S = 6 * 3600.0
"""How often a running server looks whether its certificate has to be renewed, seconds."""


def server_context(config: Config, now: datetime) -> ssl.SSLContext | None:
    """What the server speaks https with, or None. Raises `WrongSettings` where the certificate cannot be used."""
    if config.tls == "self-signed":
        certificate, key = ensured(config, now)
        name = "VESTIBULE_TLS"
    elif config.tls_cert is not None and config.tls_key is not None:
        certificate, key = config.tls_cert, config.tls_key
        name = "VESTIBULE_TLS_CERT, VESTIBULE_TLS_KEY"
    else:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "reason", None) or error.strerror
        raise WrongSettings([f"{name}: {certificate.name} and {key.name} cannot be used: {reason}"]) from None
    return context


async def keep_renewed(config: Config, context: ssl.SSLContext) -> None:
    """For ever: look at the files from time to time, and give new connections what is in them. A certificate that is given
    is renewed by somebody else, who need not start the server again."""
    used = _files(config)[0].read_bytes()
    while True:
        await asyncio.sleep(LOOKED_AT_S)
        try:
            certificate, key = ensured(config, datetime.now(UTC)) if config.tls == "self-signed" else _files(config)
            if certificate.read_bytes() != used:
                context.load_cert_chain(certificate, key)
                used = certificate.read_bytes()
                _log.info("certificate renewed")
        except (OSError, WrongSettings):
            # Also a half-written pair of files: the old certificate goes on, and the next look finds the pair whole.
            _log.warning("the new certificate cannot be used yet")


def expires(path: Path) -> datetime:
    """When the first certificate in a PEM file ends. Raises ValueError or OSError where there is none."""
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def fingerprint(path: Path) -> str:
    """The SHA-256 fingerprint of a certificate as browsers show it."""
    return x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(SHA256()).hex(":").upper()


def names_of(config: Config) -> frozenset[str]:
    """Every name and address by which a browser may call this server."""
    names = {"localhost", socket.gethostname(), *interface_addresses(), *config.public_ip}
    names |= {urlsplit(origin).hostname or "" for origin in config.origins}
    if config.host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        names.add(config.host)
    return frozenset(name.lower() for name in names if name)


def ensured(config: Config, now: datetime) -> tuple[Path, Path]:
    """The home's certificate and key, made where there is none, where it ends soon, or where it lacks a name."""
    certificate, key = _files(config)
    if not _serves(certificate, key, names_of(config), now):
        config.make_home()
        _make(certificate, key, names_of(config), now)
    return certificate, key


def _files(config: Config) -> tuple[Path, Path]:
    if config.tls_cert is not None and config.tls_key is not None:
        return config.tls_cert, config.tls_key
    return config.home / CERTIFICATE, config.home / KEY


def _serves(certificate: Path, key: Path, names: frozenset[str], now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        same = load_pem_private_key(key.read_bytes(), None).public_key() == found.public_key()
        held = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    has = {str(name.value).lower() for name in held}
    return same and names <= has and found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEWED


def _make(certificate: Path, key: Path, names: frozenset[str], now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Vestibule, self-signed")])
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=False, crl_sign=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        # A browser whose clock is a little behind is not turned away.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in sorted(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(usage, critical=True)
        .sign(private, SHA256())
    )
    _write(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(certificate, made.public_bytes(Encoding.PEM))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, content: bytes) -> None:
    """Written aside and moved into place: a crash leaves a whole file, and a pair that does not fit is made anew."""
    aside = path.with_name(f".{path.name}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    aside.replace(path)
