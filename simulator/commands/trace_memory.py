"""``chainrule trace memory``."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from simulator.commands.output import Row, add_output_arguments, write_rows
from simulator.engine.errors import InputError
from simulator.files.readers import DEFAULT, open_reader, shipped_reader
from simulator.files.sentences import read_sentences
from simulator.simulation.memory_changes import parse_clamp
from simulator.simulation.memory_reader import LONGEST, Reader
from simulator.simulation.memory_rows import rows_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this trace."""
    parser.epilog = (
        "example: chainrule trace memory --sentence 'I lived in Ireland, so at school they made "
        "me learn how to speak ___' --clamp f=0@3:all --gradients"
    )
    text = parser.add_mutually_exclusive_group(required=True)
    text.add_argument("--sentence", metavar="TEXT", help="what to read, up to the blank ___")
    text.add_argument("--file", metavar="FILE", help="text (a line each) or CSV with a text column")
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--model", metavar="NAME", help=f"shipped network (default: {DEFAULT})")
    network.add_argument(
        "--weights",
        metavar="FILE",
        help="safetensors, .npz, ONNX, .keras or .h5 of PyTorch, Keras …",
    )
    parser.add_argument(
        "--vocabulary", metavar="FILE", help="words of the weights: JSON, or one on each line"
    )
    parser.add_argument(
        "--part", metavar="NAME", help="which network, if the weights hold several (enc, dec)"
    )
    parser.add_argument(
        "--clamp",
        action="append",
        default=[],
        metavar="GATE=VALUE@TOKENS:UNITS",
        help="hold a gate: f=0@6:all, i=1@2-4:0,5,9, f=0@.:all (every full stop)",
    )
    parser.add_argument(
        "--gradients",
        action="store_true",
        help="add the norms of the first answer's gradient by each token's states",
    )
    add_output_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line per token; how the gates of opened weights are known goes to stderr.

    Raises:
        InputError: If the sentence, the network or a clamp cannot be used.
    """
    reader = _reader(arguments)
    write_rows(_rows(arguments, reader), arguments)
    if reader.tensors:  # somebody else's: say whether the order of its gates is proved
        print(f"{reader.name}: {reader.origin}", file=sys.stderr)
    return 0


def _reader(arguments: argparse.Namespace) -> Reader:
    if arguments.weights is None:
        if arguments.vocabulary is not None or arguments.part is not None:
            raise InputError(
                "--vocabulary and --part belong to --weights; shipped models have their own words."
            )
        return shipped_reader(arguments.model or DEFAULT)
    words = None if arguments.vocabulary is None else Path(arguments.vocabulary)
    return open_reader(Path(arguments.weights), words, arguments.part)


def _rows(arguments: argparse.Namespace, reader: Reader) -> Iterator[Row]:
    rules = [parse_clamp(text) for text in arguments.clamp]
    if arguments.file is None:
        tokens = len(reader.tokens_of(arguments.sentence))
        if tokens > LONGEST:
            raise InputError(
                f"--sentence has {tokens:,} tokens; at most {LONGEST:,} are read from the "
                "command line, so put the text into a file and give it with --file."
            )
        yield from rows_of(reader, arguments.sentence, rules, arguments.gradients)
        return
    sentences = read_sentences(Path(arguments.file))
    for number, sentence in enumerate(sentences):
        # With several sentences each row says of which it is; indices begin anew.
        extra = {"sentence": number} if len(sentences) > 1 else {}
        for row in rows_of(reader, sentence.text, rules, arguments.gradients):
            yield {**row, **extra}
