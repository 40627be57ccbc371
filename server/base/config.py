"""What the person who runs the server may set; docs/configuration.md lists it, `environment.py` reads it."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from server.base.addresses import own_addresses

NO_HTTPS = (
    "NO: browsers give camera and microphone to https pages only. Set VESTIBULE_TLS=self-signed, or _CERT and _KEY."
)
"""What a server says that others than this machine reach by plain http."""

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")


_TURN = re.compile(r"turns?:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?")
"""RFC 7065."""


class WrongSettings(Exception):
    """The server cannot start as configured. `lines` says for each setting what is wrong, without a traceback."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Config(BaseModel):
    """The server's settings. Field names are ours; the aliases are the names in the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, validate_default=True)

    port: int = Field(default=8080, ge=0, le=65535, validation_alias="PORT")
    """TCP port of pages and sockets; 0 takes a free one."""
    host: str = Field(default="127.0.0.1", min_length=1, validation_alias="HOST")
    home: Path = Field(default=Path("var"), validation_alias="VESTIBULE_HOME")
    media_port: int = Field(default=8081, ge=0, le=65535, validation_alias="VESTIBULE_MEDIA_PORT")
    """UDP port of all media; 0 takes a free one."""
    media_workers: int = Field(default=0, ge=0, le=64, validation_alias="VESTIBULE_MEDIA_WORKERS")
    """Processes that carry media, each on a port of its own from `media_port` upwards; 0: the server's own process does."""
    native: bool = Field(default=True, validation_alias="VESTIBULE_NATIVE")
    """Whether media go the compiled way where it has been built."""
    media_load: int = Field(default=80, ge=0, le=400, validation_alias="VESTIBULE_MEDIA_LOAD")
    """Percent of one processor core from which on the next visit gets no media; 0 for never."""
    public_ip: tuple[str, ...] = Field(default=(), validation_alias="VESTIBULE_PUBLIC_IP")
    """Addresses named in SDP answers; empty in the settings means this host's own."""
    database_url: str = Field(default="", validation_alias="VESTIBULE_DATABASE_URL")
    spool_mib: int = Field(default=16, ge=1, le=1024, validation_alias="VESTIBULE_SPOOL_MIB")
    """Disk space kept for evidence while the database is away, MiB. A live visit writes about 1 MiB in an hour."""
    demo: bool | None = Field(default=None, validation_alias="VESTIBULE_DEMO")
    """Whether an empty database gets the demonstration practice; unset, it does on loopback hosts."""
    origins: tuple[str, ...] = Field(default=(), validation_alias="VESTIBULE_ORIGINS")
    """Where browsers reach this server, when it is not simply HOST and PORT; the first is the base of links."""
    trusted_proxies: tuple[str, ...] = Field(default=(), validation_alias="VESTIBULE_TRUSTED_PROXIES")
    """Networks whose `X-Forwarded-For` and `-Proto` are believed."""
    tls: Literal["self-signed"] | None = Field(default=None, validation_alias="VESTIBULE_TLS")
    tls_cert: Path | None = Field(default=None, validation_alias="VESTIBULE_TLS_CERT")
    tls_key: Path | None = Field(default=None, validation_alias="VESTIBULE_TLS_KEY")
    drain_seconds: int = Field(default=0, ge=0, le=86_400, validation_alias="VESTIBULE_DRAIN_SECONDS")
    """How long a server that is told to stop lets the visits that are going on come to their end, seconds."""
    heads: Path | None = Field(default=None, validation_alias="VESTIBULE_HEADS")
    """The file that signed heads of evidence are added to; unset, `heads.jsonl` in the home."""
    turn_urls: tuple[str, ...] = Field(default=(), validation_alias="VESTIBULE_TURN_URLS")
    turn_secret: str = Field(default="", validation_alias="VESTIBULE_TURN_SECRET", repr=False)
    master_key: str = Field(default="", validation_alias="VESTIBULE_MASTER_KEY", repr=False)
    """Master keys of the photos, base64, the current one first, separated by commas."""
    master_key_file: Path | None = Field(default=None, validation_alias="VESTIBULE_MASTER_KEY_FILE")
    master_key_command: str = Field(default="", validation_alias="VESTIBULE_MASTER_KEY_COMMAND")
    breached_passwords: Path | None = Field(default=None, validation_alias="VESTIBULE_BREACHED_PASSWORDS")
    """Passwords that nobody may choose: SHA-1 digests in their order, one a line (server/practice/breached.py)."""
    clamd: str = Field(default="", validation_alias="VESTIBULE_CLAMD")
    """Where ClamAV's daemon listens: `tcp://HOST:PORT` or `unix:/PATH`."""
    photo_retention_days: int | None = Field(default=None, ge=1, validation_alias="VESTIBULE_PHOTO_RETENTION_DAYS")
    metrics_token: str = Field(default="", validation_alias="VESTIBULE_METRICS_TOKEN", repr=False)
    """Who reads /metrics shows it; unset, only this machine reads them."""
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", validation_alias="VESTIBULE_LOG_LEVEL"
    )

    @field_validator("public_ip", "origins", "trusted_proxies", "turn_urls", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("media_port")
    @classmethod
    def _browsers_ignore_low_ports(cls, value: int) -> int:
        if 0 < value < 1024:
            raise ValueError("must be 1024 or above: browsers silently ignore media on low ports of private addresses")
        return value

    @field_validator("public_ip")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            try:
                known = ipaddress.ip_address(address)
            except ValueError:
                raise ValueError(f"{address!r} is not an IPv4 or IPv6 address") from None
            if known.is_unspecified or known.is_multicast:
                raise ValueError(f"{address} is not an address that a browser can send to")
        return value

    @field_validator("origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin like https://visits.example.org (no path, lower case)")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                hint = "an address like 127.0.0.1 or a network like 10.0.0.0/8"
                raise ValueError(f"{network!r} is not {hint} ({error})") from None
        return value

    @field_validator("turn_urls")
    @classmethod
    def _relays(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if not _TURN.fullmatch(url):
                raise ValueError(
                    f"{url!r} is not like turn:relay.example.org:3478 or turns:relay.example.org:443?transport=tcp"
                )
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not re.fullmatch(r"(sqlite|postgresql)(\+\w+)?://.+", value):
            raise ValueError("write it as sqlite+aiosqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("clamd")
    @classmethod
    def _daemon(cls, value: str) -> str:
        if value and not re.fullmatch(r"tcp://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}|unix:/.+", value):
            raise ValueError("write it as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("tls_cert", "tls_key", "breached_passwords")
    @classmethod
    def _readable(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and not (value.is_file() and os.access(value, os.R_OK)):
            raise ValueError(f"there is no readable file at {value}")
        return value

    @model_validator(mode="after")
    def _a_port_for_each_worker(self) -> Self:
        if self.media_ports[-1] > 65535:
            raise ValueError(
                f"VESTIBULE_MEDIA_WORKERS={self.media_workers} from VESTIBULE_MEDIA_PORT={self.media_port} upwards: ports end at 65535"
            )
        return self

    @model_validator(mode="after")
    def _certificate_with_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("VESTIBULE_TLS_CERT and VESTIBULE_TLS_KEY are needed together, only one is set")
        if self.tls and self.tls_cert:
            raise ValueError(
                "VESTIBULE_TLS=self-signed makes a certificate and VESTIBULE_TLS_CERT names one: set one of them"
            )
        return self

    @model_validator(mode="after")
    def _relay_with_secret(self) -> Self:
        if bool(self.turn_urls) != bool(self.turn_secret):
            raise ValueError("VESTIBULE_TURN_URLS and VESTIBULE_TURN_SECRET are needed together, only one is set")
        return self

    @model_validator(mode="after")
    def _one_master_key(self) -> Self:
        if sum(map(bool, (self.master_key, self.master_key_file, self.master_key_command))) > 1:
            raise ValueError(
                "set one of VESTIBULE_MASTER_KEY, VESTIBULE_MASTER_KEY_FILE and VESTIBULE_MASTER_KEY_COMMAND"
            )
        return self

    @property
    def proxies(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ipaddress.ip_network(network) for network in self.trusted_proxies)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server's pages."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def tls_here(self) -> bool:
        """Whether this server itself speaks https."""
        return self.tls is not None or self.tls_cert is not None

    @property
    def secure(self) -> bool:
        """Whether browsers reach the server by https, from here or from a proxy in front (the first origin says so)."""
        return self.tls_here or (bool(self.origins) and self.origins[0].startswith("https://"))

    @property
    def base_url(self) -> str:
        """What links begin with, without a trailing slash."""
        if self.origins:
            return self.origins[0]
        scheme = "https" if self.tls_here else "http"
        if self.loopback:
            name = "localhost" if self.host != "::1" else "[::1]"
        elif self.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            name = _literal(own_addresses()[0])
        else:
            name = _literal(self.host)
        return f"{scheme}://{name}" if self.port == (443 if self.tls_here else 80) else f"{scheme}://{name}:{self.port}"

    @property
    def media_ports(self) -> tuple[int, ...]:
        """The port of each process that carries media; 0 for any free one."""
        return tuple(self.media_port and self.media_port + index for index in range(max(1, self.media_workers)))

    @property
    def media_addresses(self) -> tuple[str, ...]:
        """The addresses that SDP answers name: as set, else loopback on a loopback host, else the machine's own."""
        if self.public_ip:
            return self.public_ip
        return ("127.0.0.1",) if self.loopback else own_addresses()

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home.absolute() / 'vestibule.db'}"

    @property
    def heads_file(self) -> Path:
        """Where signed heads of evidence go."""
        return self.heads or self.home / "heads.jsonl"

    def make_home(self) -> None:
        """Create the home directory, readable by its owner only (mode 0700), and refuse one that others can read."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.home.chmod(0o700)
        except OSError as error:
            raise WrongSettings([f"VESTIBULE_HOME: {self.home} cannot be used: {error.strerror}"]) from None


def _literal(host: str) -> str:
    return f"[{host}]" if ":" in host else host
