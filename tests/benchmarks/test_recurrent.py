"""How fast recurrent networks train and read, measured against PyTorch in the same run.

Run with PyTorch beside our own packages, on a machine that is doing nothing else, and without
settings that hold OpenBLAS back: ``env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE
PYTHONPATH=…/torch/site-packages pytest -m benchmark tests/benchmarks/test_recurrent.py -s``.
"""

import time
import tracemalloc
from contextlib import contextmanager

import numpy as np
import pytest

from simulator.engine.adam import Adam, clip
from simulator.engine.initialisation import initialise
from simulator.engine.recurrent import flatten
from simulator.engine.recurrent_gradients import Batch
from simulator.engine.recurrent_trace import CHUNK_LIMIT, trace_in_chunks
from simulator.engine.token_reader import TokenReader
from simulator.engine.training_gradients import gradients_of

pytestmark = pytest.mark.benchmark
WORDS, ANSWERS, THREADS = 500, 178, 2


def torch_or_skip():
    """Import PyTorch, or skip with a word."""
    torch = pytest.importorskip("torch", reason="PyTorch is not here to be measured against")
    torch.set_num_threads(THREADS)
    return torch


@contextmanager
def our_step(B, T, E, H):
    """A training step: forward, backward, clip, Adam, in float32."""
    rng = np.random.default_rng(0)
    parameters, model = flatten(initialise("lstm", WORDS, E, H, 1, ANSWERS, rng, forget_bias=1))
    adam = Adam.fresh(parameters)
    words, answers = rng.integers(0, WORDS, (T, B)), rng.integers(0, ANSWERS, B)
    batch = Batch(words, np.full(B, T), np.full(B, T - 1), np.arange(B), answers)
    with gradients_of(model, THREADS) as gradients:

        def step():
            gradients(batch)
            clip(gradients.gradient, 1.0)
            adam.update(parameters, gradients.gradient, 0.001)

        yield step


def torch_step(torch, B, T, E, H):
    """The same step by PyTorch with its fused Adam."""
    nn = torch.nn
    embedding, lstm, output = nn.Embedding(WORDS, E), nn.LSTM(E, H), nn.Linear(H, ANSWERS)
    parameters = [*embedding.parameters(), *lstm.parameters(), *output.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.001, fused=True)
    words, answers = torch.randint(0, WORDS, (T, B)), torch.randint(0, ANSWERS, (B,))

    def step():
        optimizer.zero_grad()
        h, _ = lstm(embedding(words))
        nn.functional.cross_entropy(output(h[-1]), answers).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    return step


def best_times(functions, rounds, each=3):
    """Return the shortest time of each function, taken in turns, in seconds."""
    best = [np.inf] * len(functions)
    for _ in range(rounds):
        for number, function in enumerate(functions):
            function()  # brings its own data back into the caches
            for _ in range(each):
                start = time.perf_counter()
                function()
                best[number] = min(best[number], time.perf_counter() - start)
    return best


@pytest.mark.parametrize(
    ("sizes", "bound", "rounds"),
    [
        ((1, 20, 16, 32), 2.5, 300),
        ((32, 40, 32, 64), 0.9, 100),
        ((64, 64, 64, 128), 0.8, 40),
        ((64, 64, 128, 256), 1.05, 15),
    ],
)
def test_training_step_against_pytorch(sizes, bound, rounds):
    """A step is at least so many times as fast as PyTorch's, with two threads for each."""
    theirs = torch_step(torch_or_skip(), *sizes)
    with our_step(*sizes) as ours:
        our_time, their_time = best_times([ours, theirs], rounds)
    ratio = their_time / our_time
    print(
        f"\n(B,T,E,H) = {sizes}: ours {our_time * 1e3:.3f} ms, "
        f"PyTorch {their_time * 1e3:.3f} ms, {ratio:.2f} times as fast (bound {bound})"
    )
    assert ratio >= bound


@pytest.mark.parametrize("H", [32, 64, 256])
def test_one_token_against_an_lstm_cell(H):
    """A token with softmax takes at most .4 of what LSTMCell alone takes, up to 64 units."""
    torch = torch_or_skip()
    E = H // 2
    reader = TokenReader(initialise("lstm", WORDS, E, H, 1, ANSWERS, np.random.default_rng(0)))
    cell, output = torch.nn.LSTMCell(E, H), torch.nn.Linear(H, ANSWERS)
    x, state = torch.randn(1, E), (torch.zeros(1, H), torch.zeros(1, H))

    def ours():
        for token in range(100):
            reader.read(token)

    def theirs():
        for _ in range(100):
            cell(x, state)

    def theirs_with_softmax():
        for _ in range(100):
            torch.softmax(output(cell(x, state)[0]), 1)

    with torch.no_grad():
        times = best_times([ours, theirs, theirs_with_softmax], 100)
    our_time, their_time, with_softmax = (1e6 / 100 * seconds for seconds in times)
    print(
        f"\nH = {H}: ours {our_time:.1f} µs, LSTMCell {their_time:.1f} µs "
        f"({with_softmax:.1f} with output and softmax), {our_time / their_time:.2f} of it"
    )
    assert H > 64 or our_time <= 0.4 * their_time


def test_long_text_is_traced_in_little_memory_and_starts_at_once():
    """10,000 tokens through 256 units: the first piece within 1 s, memory as stated."""
    rng = np.random.default_rng(0)
    model = initialise("lstm", WORDS, 128, 256, 1, ANSWERS, rng)
    words = rng.integers(0, WORDS, 10_000)
    tracemalloc.start()
    start = time.perf_counter()
    pieces = trace_in_chunks(model, words)
    next(pieces)
    first = time.perf_counter() - start
    for _ in pieces:
        pass
    whole = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\nfirst piece {first:.2f} s, all {whole:.2f} s, peak {peak / 2**20:.0f} MiB")
    assert first < 1
    assert peak < 4 * CHUNK_LIMIT
