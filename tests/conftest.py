"""What all tests share."""

import gc


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of the garbage collector's rounds: it stays to the end, and is most of what they
    would look at."""
    gc.collect()
    gc.freeze()
