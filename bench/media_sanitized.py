"""The media tests on the compiled path, with the module built to find what it should not do in memory.

python -m bench.media_sanitized [TEST…]     AddressSanitizer and UndefinedBehaviorSanitizer; any report ends the run
"""

import os
import subprocess
import sys

from server.media.native.build import build

TESTS = [
    f"tests/media/test_{name}.py"
    for name in (
        "native",
        "native_checks",
        "native_sending",
        "forwarding_loop",
        "redundancy",
        "slots",
        "strangers",
        "life",
        "layers",
        "scope",
        "restart",
    )
]


def main(tests: list[str]) -> None:
    """Build with the sanitizers, run, and build again without them. Raises SystemExit when a test fails or a sanitizer reports."""
    runtime = subprocess.run(["cc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)
    # Python itself leaves memory behind at its end; and what the runtime must come before, it has to be loaded before.
    # With Python's own allocator the sanitizer would not see where one of its objects ends.
    around = {
        "LD_PRELOAD": runtime.stdout.strip(),
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1",
        "PYTHONMALLOC": "malloc",
    }
    build(sanitize=True)
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-k", "not chromium and not without_a_warning", *tests]
        subprocess.run(command, env={**os.environ, **around}, check=True)
    except subprocess.CalledProcessError:
        raise SystemExit("the compiled media path does not bear the sanitizers") from None
    finally:
        build()


if __name__ == "__main__":
    main(sys.argv[1:] or TESTS)
