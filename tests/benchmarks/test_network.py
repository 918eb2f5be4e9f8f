"""How fast the network lab computes and draws: python -m pytest -m benchmark -s.

The engine is measured against PyTorch eager, as somebody would write it, and frames against a
matplotlib animation with blit of the same scene, each in the same run. Processor time is what
counts for frames: other work on the machine does not.
"""

import time

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from simulator.app.start import make_application
from simulator.app.theme import LIGHT
from simulator.app.window import Window
from simulator.engine.batch import Batch, batch_update
from simulator.engine.losses import sigmoid, sigmoids
from simulator.engine.network import chain_update, logits, loss_grid
from simulator.simulation.network import FIRST_PARAMETERS, start_network
from simulator.simulation.network_phases import phase_names
from simulator.simulation.numbers import format_number

pytestmark = pytest.mark.benchmark
FRAMES = 320
ROUNDS = 12


def best(ours, theirs, repeats):
    """Seconds of one call of each, the best of interleaved rounds."""
    times = ([], [])
    for _ in range(ROUNDS):
        for call, taken in zip((ours, theirs), times, strict=True):
            begin = time.perf_counter()
            for _ in range(repeats):
                call()
            taken.append((time.perf_counter() - begin) / repeats)
    return min(times[0]), min(times[1])


def torch_update(torch, x, y):
    """Forward, backward and step of the two-neuron network in PyTorch, in float64."""
    p = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in FIRST_PARAMETERS]
    inputs, answers = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    optimizer = torch.optim.SGD(p, lr=1e-6)

    def update():
        optimizer.zero_grad()
        z1 = p[0] * inputs + p[1]
        z2 = p[2] * torch.sigmoid(z1) + p[3]
        torch.sigmoid(z2)
        torch.nn.functional.binary_cross_entropy_with_logits(z2, answers).backward()
        optimizer.step()

    return update


def test_one_update_takes_a_hundredth_of_pytorch():
    """Forward, backward and step with all intermediates, one example."""
    torch = pytest.importorskip("torch", reason="PyTorch is not here to be measured against")
    theirs = torch_update(torch, 1.5, 1.0)
    ours, torchs = best(lambda: chain_update(1.5, 1.0, FIRST_PARAMETERS, 1e-6), theirs, 500)
    print(f"\none update: {1e6 * ours:.2f} µs, PyTorch {1e6 * torchs:.1f} µs: {ours / torchs:.4f}")
    assert ours <= 0.01 * torchs


@pytest.mark.parametrize("threads", [1, 2])
def test_a_batch_of_100_000_takes_less_than_pytorch(threads):
    """The same for 1e5 examples at once; ours is on one thread, so that is where the bound is.

    With a second core to itself PyTorch comes closer: that ratio is printed and not hidden.
    """
    torch = pytest.importorskip("torch", reason="PyTorch is not here to be measured against")
    torch.set_num_threads(threads)
    rng = np.random.default_rng(0)
    x = rng.normal(size=100_000)
    y = (x + rng.normal(size=x.size) > 0).astype(float)
    batch = Batch(x, y, 2)
    theirs = torch_update(torch, x, y)
    ours, torchs = best(lambda: batch_update(batch, FIRST_PARAMETERS, 1e-6), theirs, 20)
    ratio = ours / torchs
    print(
        f"\n1e5 examples: {1e3 * ours:.2f} ms, PyTorch on {threads} {1e3 * torchs:.2f}: {ratio:.2f}"
    )
    assert threads > 1 or ratio <= 0.6


@pytest.fixture
def page(qtbot, tmp_path):
    """The network lab at 1440×900, playing at 60 steps a second, its timer held."""
    make_application()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(settings, LIGHT)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    page = window.open_lab("network")
    player = page.frame.player
    player.speed.setCurrentIndex(player.speed.findData(60))
    player.toggle()
    player._timer.setInterval(10**8)
    return page


def milliseconds(draw, frames):
    """Processor time of each frame."""
    taken = []
    for _ in range(frames):
        begin = time.process_time()
        draw()
        taken.append(1000 * (time.process_time() - begin))
    return np.array(taken)


class Matplotlib:
    """The scene of the lab (without the formula, the inspector and the player) with blit."""

    def __init__(self):
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(10.4, 7.0), dpi=100)
        self.canvas = FigureCanvasQTAgg(self.figure)
        grid = self.figure.add_gridspec(3, 6, height_ratios=(10, 6, 7), hspace=0.5, wspace=0.8)
        places = [(0, 0, 6), (1, 0, 4), (1, 4, 6), (2, 0, 2), (2, 2, 4), (2, 4, 6)]
        axes = [self.figure.add_subplot(grid[row, a:b]) for row, a, b in places]
        self.animated = []
        self._diagram(axes[0])
        self._chain(axes[1])
        self._plots(*axes[2:])
        self.canvas.resize(1040, 700)
        self.canvas.show()
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.snapshot = start_network()
        self.losses, self.path = [], []

    def step(self):
        """Draw the next phase."""
        self.snapshot = s = self.snapshot.next()
        if s.phase == 1:
            self.losses.append(s.computed.loss)
            self.path.append((s.parameters[0], s.parameters[2]))
        self._update(s)
        self.canvas.restore_region(self.background)
        for artist in self.animated:
            artist.axes.draw_artist(artist)
        self.canvas.blit(self.figure.bbox)
        QApplication.processEvents()

    def _add(self, artist):
        artist.set_animated(True)
        self.animated.append(artist)
        return artist

    def _diagram(self, axes):
        axes.set(xlim=(0, 6), ylim=(0, 4))
        axes.axis("off")
        for i in range(6):
            axes.add_artist(_circle((0.5 + i, 2), 0.4))
        names = [*phase_names(2)[:12], "x", "w1", "b1", "w2", "b2"]
        self.texts = {
            name: self._add(axes.text(0.3 + 0.33 * i, 0.5 + i % 4, "?"))
            for i, name in enumerate(names)
        }
        (self.dot,) = axes.plot([0], [0], "o")
        self._add(self.dot)

    def _chain(self, axes):
        self.bars = [self._add(bar) for bar in axes.bar(range(4), [1] * 4)]
        self.factors = [self._add(axes.text(i, 0, "?")) for i in range(5)]
        axes.set_ylim(0, 2)

    def _plots(self, curve, loss, prediction, landscape):
        z = np.linspace(-6, 6, 160)
        curve.plot(z, sigmoids(z))
        self.tangents = [self._add(curve.plot([0, 1], [0, 1], "--")[0]) for _ in range(2)]
        self.riders = [self._add(curve.plot([0], [0], "o")[0]) for _ in range(2)]
        loss.set(xlim=(1, 40), ylim=(0, 1))
        self.loss = self._add(loss.plot([], [])[0])
        self.x = np.linspace(-3, 3, 121)
        prediction.plot([-2, -1, 0, 1, 2], [0, 0, 1, 1, 1], "o")
        self.predicted = self._add(prediction.plot(self.x, 0 * self.x)[0])
        self.decision = self._add(prediction.plot([0, 0], [0, 1], "--")[0])
        ends = np.linspace(-4, 4, 41)
        examples = start_network().examples
        heights = loss_grid(examples.x, examples.y, FIRST_PARAMETERS, (0, 2), ends, ends)
        landscape.contourf(ends, ends, heights, 12)
        self.way = self._add(landscape.plot([], [])[0])
        self.here = self._add(landscape.plot([0], [0], "o")[0])

    def _update(self, s):
        for name, text in self.texts.items():
            text.set_text(format_number(s.value(name)))
        self.dot.set_data([0.1 * s.phase], [2])
        w1, _, w2, _ = s.current_parameters()
        for bar, value in zip(self.bars, (s.value("dL_dz2"), w2, 0.2, s.x), strict=True):
            bar.set_height(abs(value))
        for text in self.factors:
            text.set_text(format_number(w2))
        for k, (tangent, rider) in enumerate(zip(self.tangents, self.riders, strict=True), 1):
            z = s.value(f"z{k}")
            a = sigmoid(z)
            slope = a * (1 - a)
            rider.set_data([z], [a])
            tangent.set_data([z - 1, z + 1], [a - slope, a + slope])
        self.loss.set_data(range(1, len(self.losses) + 1), self.losses)
        self.predicted.set_ydata(sigmoids(logits(self.x, s.current_parameters())))
        self.way.set_data(*zip(*self.path, strict=True))
        self.here.set_data([w1], [w2])


def _circle(centre, radius):
    from matplotlib.patches import Circle

    return Circle(centre, radius, fill=False)


def test_frames_at_60_steps_a_second(page, qtbot):
    """99 of 100 frames within 8 ms, and the median at most 0.35 of matplotlib's with blit."""
    pytest.importorskip("matplotlib", reason="matplotlib is not here to be measured against")
    scene = Matplotlib()
    qtbot.addWidget(scene.canvas)

    def frame():
        page.frame.player.forward()
        QApplication.processEvents()

    milliseconds(frame, 160), milliseconds(scene.step, 32)
    rounds = [(milliseconds(frame, FRAMES), milliseconds(scene.step, 64)) for _ in range(3)]
    assert page.frame.player.playing
    p99 = min(np.percentile(ours, 99) for ours, _ in rounds)
    ours, theirs = (min(np.median(side) for side in sides) for sides in zip(*rounds, strict=True))
    mean = min(ours.mean() for ours, _ in rounds)
    print(f"\np50 {ours:.2f}, mean {mean:.2f}, p99 {p99:.2f} ms; matplotlib with blit {theirs:.2f}")
    print(f"ratio of medians {ours / theirs:.2f}, p99 to their median {p99 / theirs:.2f}")
    assert p99 <= 8.0
    assert ours <= 0.35 * theirs
