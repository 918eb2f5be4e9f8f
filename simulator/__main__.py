"""``python -m simulator`` is the command ``chainrule``."""

import sys
from multiprocessing import freeze_support

from simulator.cli import main

if __name__ == "__main__":
    freeze_support()  # in a bundled app, a training process begins here too
    sys.exit(main())
