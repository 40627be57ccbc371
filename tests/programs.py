"""Programs of the system's that tests use as they are. `make test` installs them; where one is missing the test fails and says how."""

import os
import shutil


def program(name: str, package: str, *folders: str) -> str:
    """Where it is: in PATH, in /usr/sbin, or in one of these folders. Raises RuntimeError with the line that installs it."""
    places = os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin"])
    found = shutil.which(name, path=places)
    if found is None:
        raise RuntimeError(f"{name} is missing. As root: apt-get install {package}")
    return found
