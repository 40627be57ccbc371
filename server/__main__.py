"""`python -m server`."""

import gc
import sys

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
    from server.cli import main

    gc.freeze()
    gc.enable()
    main()
