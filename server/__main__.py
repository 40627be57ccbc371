"""`python -m server`."""

import sys

if sys.argv[1:2] == ["code"]:
    # The one command that needs no server: importing all of it takes longer than answering a thousand cases.
    from server.code_cli import code

    code(sys.argv[2:], prog_name="python -m server code")
else:
    from server.cli import main

    main()
