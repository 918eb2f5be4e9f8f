"""Every snapshot of the memory lab as plain data, for the command line."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from simulator.engine.recurrent_gradients import state_gradients
from simulator.engine.recurrent_trace import Trace, trace_in_chunks
from simulator.simulation.memory_changes import Rule, interventions_of
from simulator.simulation.memory_reader import LONGEST, Reader, Reading, check_reader, ids_of
from simulator.simulation.vocabulary import Token

Row = dict[str, Any]


def rows_of(reader: Reader, text: str, rules: Sequence[Rule], gradients: bool) -> Iterator[Row]:
    """Yield one row for each token that is read; texts of any length take little memory.

    Args:
        reader: The network.
        text: The sentence.
        rules: What is set while reading.
        gradients: Whether to add the norms of the gradients of the first answer.

    Raises:
        InputError: If the sentence is empty, too long for gradients, or a rule does not fit.
    """
    tokens = reader.tokens_of(text)
    ids = ids_of(tokens)
    check_reader(reader, ids)
    interventions = interventions_of(rules, reader, tokens)
    if gradients or len(tokens) <= LONGEST:
        reading = reader.read(text, interventions)
        norms = gradient_norms(reading) if gradients else {}
        for row in _rows(reader, tokens, reading.trace):
            extra = {name: float(values[row["index"]]) for name, values in norms.items()}
            yield {**row, **extra}
        return
    for part in trace_in_chunks(reader.model, ids, interventions):
        yield from _rows(reader, tokens, part)


def gradient_norms(reading: Reading) -> dict[str, "np.ndarray[Any, Any]"]:
    """Return the norms of the gradient of the first answer by each token's states, (T,) each.

    ``dA_dh`` and, in an LSTM, ``dA_dc``: of the answer's log-probability at the blank or after
    the last word, over all units of all layers.
    """
    first = reading.first_output()
    found = state_gradients(reading.reader.model, reading.trace, reading.last, first)
    norms = {"dA_dh": np.sqrt((found.h.astype(np.float64) ** 2).sum(axis=(0, 2)))}
    if found.c is not None:
        norms["dA_dc"] = np.sqrt((found.c.astype(np.float64) ** 2).sum(axis=(0, 2)))
    return norms


def _rows(reader: Reader, tokens: Sequence[Token], part: Trace) -> Iterator[Row]:
    for t in range(len(part)):
        index = part.first + t
        token = tokens[index]
        yield {
            "index": index,
            "token": token.text,
            "known": token.known,
            **{name: values[:, t].tolist() for name, values in part.values.items()},
            "answers": [
                {"word": answer.word, "probability": answer.probability}
                for answer in reader.likeliest(part.logits[t])
            ],
        }
