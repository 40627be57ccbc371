"""Guessing gets slower; the person whose account it is does not."""

from server.practice.backoff import Backoff

S = 1_000_000_000


def guess(backoff: Backoff, account: str, source: str, times: int, now_ns: int = 0) -> int:
    """Guess as fast as is allowed; returns the time afterwards."""
    for _ in range(times):
        now_ns += backoff.wait_s(account, source, now_ns) * S
        backoff.tried(account, source, now_ns)
    return now_ns


def test_a_few_mistakes_cost_nothing() -> None:
    backoff = Backoff()
    guess(backoff, "a", "home", 4)
    assert backoff.wait_s("a", "home", 0) == 0


def test_each_further_guess_waits_twice_as_long_up_to_five_minutes() -> None:
    backoff, now_ns, waits = Backoff(), 0, []
    for _ in range(16):
        waits.append(backoff.wait_s("a", "home", now_ns))
        now_ns = guess(backoff, "a", "home", 1, now_ns)
    assert waits[5:13] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert waits[-1] == 300


def test_a_success_forgets_the_mistakes() -> None:
    backoff = Backoff()
    now_ns = guess(backoff, "a", "home", 8)
    backoff.succeeded("a", "home")
    assert backoff.wait_s("a", "home", now_ns) == 0


def test_an_account_under_attack_stays_open_to_where_its_owner_signed_in_from() -> None:
    backoff = Backoff()
    backoff.succeeded("a", "home")
    for attacker in range(400):
        backoff.tried("a", f"bot {attacker}", 0)
    assert backoff.wait_s("a", "home", 0) == 0
    assert backoff.wait_s("a", "a new bot", 0) > 0


def test_one_source_that_tries_many_accounts_waits() -> None:
    backoff = Backoff()
    for account in range(40):
        backoff.tried(f"account {account}", "bot", 0)
    assert backoff.wait_s("yet another", "bot", 0) > 0
    assert backoff.wait_s("yet another", "home", 0) == 0


def test_a_quarter_of_an_hour_of_peace_forgives() -> None:
    backoff = Backoff()
    now_ns = guess(backoff, "a", "home", 9)
    later_ns = now_ns + backoff.wait_s("a", "home", now_ns) * S + 901 * S
    backoff.tried("a", "home", later_ns)
    assert backoff.wait_s("a", "home", later_ns) == 0


def test_an_attack_cannot_fill_memory() -> None:
    backoff = Backoff()
    for number in range(30_000):
        backoff.tried(f"{number}", f"{number}", 0)
    assert all(len(table._counts) <= 20_000 for table in (backoff._pairs, backoff._sources, backoff._accounts))
