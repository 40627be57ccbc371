"""What all tests share."""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
"""The same examples with every run, however slow the machine is. Others are tried by `--hypothesis-profile=default`."""


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of the garbage collector's rounds: it stays to the end, and is most of what they
    would look at."""
    gc.collect()
    gc.freeze()
