"""Slowing guesses down without locking the real person out.

Three counts, each with its own pause that doubles: one for an account as tried from one source, one for a source over
all accounts, and one for an account over all sources that have never signed in to it. A stranger who hammers an
account therefore pauses strangers; the person whose browser signed in from its own address before is not among them.
The counts live in memory: they are hints against guessing, and a restart only forgets them.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_S = 1_000_000_000
_KEPT = 20_000
"""Entries of each table. The oldest is forgotten first, so that an attack cannot fill memory."""


@dataclass(slots=True)
class _Count:
    failures: int
    last_ns: int
    until_ns: int


class _Table:
    def __init__(self, free: int, longest_s: int) -> None:
        self._free, self._longest_s = free, longest_s
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()

    def wait_s(self, key: tuple[str, ...], now_ns: int) -> int:
        count = self._counts.get(key)
        if count is None or count.until_ns <= now_ns:
            return 0
        return -(-(count.until_ns - now_ns) // _S)

    def failed(self, key: tuple[str, ...], now_ns: int) -> None:
        count = self._counts.get(key)
        # A quarter of an hour of peace forgives: a person who mistypes each morning is not an attack.
        if count is None or now_ns - max(count.last_ns, count.until_ns) > 900 * _S:
            count = self._counts[key] = _Count(0, now_ns, 0)
        count.failures += 1
        count.last_ns = now_ns
        over = count.failures - self._free
        if over >= 0:
            count.until_ns = now_ns + min(1 << min(over, 20), self._longest_s) * _S
        self._counts.move_to_end(key)
        while len(self._counts) > _KEPT:
            self._counts.popitem(last=False)

    def taken_back(self, key: tuple[str, ...]) -> None:
        count = self._counts.get(key)
        if count is not None:
            count.failures -= 1
            count.until_ns = 0
            if count.failures <= 0:
                del self._counts[key]

    def forgive(self, key: tuple[str, ...]) -> None:
        self._counts.pop(key, None)


class Backoff:
    """Counts failed sign-ins. `account` is any stable name of the account tried, whether it exists or not."""

    def __init__(self) -> None:
        self._pairs = _Table(free=5, longest_s=300)
        self._sources = _Table(free=30, longest_s=60)
        self._accounts = _Table(free=50, longest_s=300)
        self._familiar: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait_s(self, account: str, source: str, now_ns: int) -> int:
        """Whole seconds until this source may try this account again; 0 when it may now."""
        waits = [self._pairs.wait_s((account, source), now_ns)]
        if (account, source) not in self._familiar:
            waits.append(self._sources.wait_s((source,), now_ns))
            waits.append(self._accounts.wait_s((account,), now_ns))
        return max(waits)

    def tried(self, account: str, source: str, now_ns: int) -> None:
        """One more try. It is counted before it is looked at, so that a hundred at once are a hundred."""
        self._pairs.failed((account, source), now_ns)
        self._sources.failed((source,), now_ns)
        self._accounts.failed((account,), now_ns)

    def taken_back(self, account: str, source: str) -> None:
        """The newest try was no guess: the password was right, and only the code is still to come."""
        self._pairs.taken_back((account, source))
        self._sources.taken_back((source,))
        self._accounts.taken_back((account,))

    def succeeded(self, account: str, source: str) -> None:
        """The person is who they say: this source is familiar to the account from now on."""
        self.taken_back(account, source)
        self._pairs.forgive((account, source))
        self._familiar[(account, source)] = None
        self._familiar.move_to_end((account, source))
        while len(self._familiar) > _KEPT:
            self._familiar.popitem(last=False)


class LinkGuesses:
    """Counts links that open nothing, by where they were tried from. 256 random bits are not guessed; this keeps the trying
    from being free, and a source that tried too often gets one and the same answer for every link."""

    def __init__(self) -> None:
        self._sources = _Table(free=20, longest_s=60)

    def wait_s(self, source: str, now_ns: int) -> int:
        """Whole seconds until this source may open links again; 0 when it may now."""
        return self._sources.wait_s((source,), now_ns)

    def missed(self, source: str, now_ns: int) -> None:
        """A link from there opened nothing."""
        self._sources.failed((source,), now_ns)
