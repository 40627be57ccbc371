"""Compile the C sources of this folder: `python -m server.media.native.build`. Nothing is lost without: the server then
forwards in Python. Needs a C compiler and Python's headers; cffi is there already, for cryptography.

With `--sanitize` the module is built with AddressSanitizer and UndefinedBehaviorSanitizer, for `make soak`.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.machinery
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
MODULE = "server.media.native._media"
SOURCES = (
    "socket.c",
    "addresses.c",
    "payload.c",
    "stream.c",
    "arrivals.c",
    "hmac.c",
    "checks.c",
    "forward.c",
    "waiting.c",
)
FLAGS = (
    "-std=gnu11",
    "-O2",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fstack-protector-strong",
    "-U_FORTIFY_SOURCE",
    "-D_FORTIFY_SOURCE=2",
    "-D_GNU_SOURCE",
    "-fPIC",
    "-shared",
)
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g")


def fingerprint() -> str:
    """Of everything that the compiled module is made from: one that was made from something else is not loaded."""
    digest = hashlib.sha256()
    for name in ("media.h", "internal.h", *SOURCES):
        digest.update((FOLDER / name).read_bytes())
    return digest.hexdigest()[:16]


def build(into: Path = FOLDER, sanitize: bool = False) -> Path:
    """Compile and put the module into a folder, beside its sources unless told.

    Raises OSError or CalledProcessError when that is not possible."""
    import cffi  # noqa: PLC0415 (needed here only)

    header = (FOLDER / "media.h").read_text()
    ffi = cffi.FFI()
    ffi.cdef(header + "\nextern const char *const vm_made_from;\n")
    made_from = f'\nconst char *const vm_made_from = "{fingerprint()}";\n'
    ffi.set_source(MODULE, header + made_from)
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[:1]
    if shutil.which(compiler[0]) is None:
        compiler = ["cc"]
    target = into / ("_media" + importlib.machinery.EXTENSION_SUFFIXES[0])
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "_media.c")
        with contextlib.redirect_stdout(None):  # it says what it writes
            ffi.emit_c_code(str(made))
        compiled = Path(folder, target.name)
        # cffi's own code is compiled by its own standard, ours by ours.
        glue = Path(folder, "glue.o")
        include = ("-I", sysconfig.get_paths()["include"])
        extra = SANITIZERS if sanitize else ()
        _run(*compiler, "-O2", "-fPIC", *extra, *include, "-c", str(made), "-o", str(glue))
        ours = [str(FOLDER / name) for name in SOURCES]
        _run(*compiler, *FLAGS, *extra, *ours, str(glue), "-o", str(compiled))
        # Whoever has the old one open keeps it.
        placed = shutil.copy(compiled, target.with_suffix(".new"))
        Path(placed).replace(target)
    return target


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def main() -> None:
    """Build, or say in one line why not; the exit code is 0 either way, 1 with `--must`."""
    try:
        build(sanitize="--sanitize" in sys.argv)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        print(
            f"Media are forwarded in Python: the compiled module could not be built ({said.strip().splitlines()[-1]})"
        )
        if "--must" in sys.argv:
            print(said)
            sys.exit(1)
    else:
        print("Built the compiled media path")


if __name__ == "__main__":
    main()
