"""The entry of `python3 -m debate`.

Written so that an old Python can read it too, which then says a sentence and not a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Clashroom needs Python 3.11 or newer; this is Python %d.%d. Install a newer one and run"
        " the same command with it, for example: python3.12 -m debate demo" % sys.version_info[:2]
    )

from debate.cli.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
