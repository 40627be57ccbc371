"""`python -m server`."""

import gc
import sys
from typing import Any

if sys.argv[1:2] == ["code"]:
    # The one command that needs no server: importing all of it takes longer than answering a thousand cases. Nothing that it
    # makes refers to itself, so looking for garbage finds none.
    gc.disable()
    from server.code_cli import code

    code(sys.argv[2:], prog_name="python -m server code")
else:
    # Importing makes objects that live as long as the process. Looking for garbage among them while they are made takes a
    # tenth of the start, and after a crash everybody in a visit waits for the start.
    gc.disable()
    # socketio and structlog take these in when they happen to be installed, as a development environment has them. The server asks
    # nothing of either: None says "not installed" to whoever imports it (Python's reference, section 5.3.1).
    absent: dict[str, Any] = {"requests": None, "rich": None}
    sys.modules.update(absent)
    from server.cli import main

    gc.freeze()
    gc.enable()
    main()
