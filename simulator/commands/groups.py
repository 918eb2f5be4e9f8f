"""Commands that are a group, such as ``trace LAB``: one module for each member."""

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Any


def add_group(
    parser: argparse.ArgumentParser, group: str, metavar: str, members: Mapping[str, str]
) -> None:
    """Add one sub-command per member; each is the module ``GROUP_MEMBER`` beside this one."""
    commands = parser.add_subparsers(dest=f"{group}_member", metavar=metavar, required=True)
    for name, summary in members.items():
        command = commands.add_parser(name, help=summary, description=summary)
        _module(group, name).add_arguments(command)


def run_member(group: str, arguments: argparse.Namespace) -> int:
    """Run the member of ``group`` that was named."""
    return int(_module(group, getattr(arguments, f"{group}_member")).run(arguments))


def _module(group: str, name: str) -> Any:
    return import_module(f"simulator.commands.{group}_{name}")
