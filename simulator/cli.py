"""The commands of Chainrule; see ``chainrule --help``."""

import argparse
import os
import sys
from importlib import import_module

from simulator.engine.errors import InputError

COMMANDS = {
    "trace": "print every step of a lab as CSV or JSON lines",
    "solve": "solve a linear regression exactly",
    "train": "train a memory model on sentences made from real facts",
    "experiment": "measure what the labs claim",
    "screenshot": "draw a lab into a picture, without a display",
}
"""Each command is the module of that name in ``simulator.commands``, imported when it is used."""


def build_parser(argv: list[str]) -> argparse.ArgumentParser:
    """Return the parser; only the command that ``argv`` names brings its options (and imports)."""
    parser = argparse.ArgumentParser(
        prog="chainrule",
        description="See learning happen with real numbers. Without a command, the window opens.",
        epilog="example: chainrule --lab memory",
    )
    # The labs' names stand here too, so that the commands need not import the window.
    parser.add_argument("--lab", choices=["descent", "network", "memory"], help="lab to open")
    parser.add_argument("--open", metavar="FILE", help="data, sentences or weights to open")
    parser.add_argument("--no-gl", action="store_true", help="draw surfaces without OpenGL")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name in argv:
            import_module(f"simulator.commands.{name}").add_arguments(command)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input, 1 a fault of ours."""
    argv = sys.argv[1:] if argv is None else argv
    arguments = build_parser(argv).parse_args(argv)
    try:
        name = arguments.command or "window"
        return int(import_module(f"simulator.commands.{name}").run(arguments))
    except InputError as error:
        print(f"chainrule: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has enough; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("chainrule: stopped.", file=sys.stderr)
        return 130
