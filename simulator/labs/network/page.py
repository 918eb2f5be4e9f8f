"""The network lab: diagram, chain, sigmoid, loss, prediction and landscape of one network."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator.engine.network import parameter_names
from simulator.files.examples import read_examples
from simulator.labs.network.chain_view import ChainView
from simulator.labs.network.changes import Changes
from simulator.labs.network.check_card import CheckCard
from simulator.labs.network.diagram import Diagram
from simulator.labs.network.example_card import ExampleCard
from simulator.labs.network.landscape_card import LandscapeCard
from simulator.labs.network.loss_view import LossView
from simulator.labs.network.parameters_card import ParametersCard
from simulator.labs.network.prediction_view import PredictionView
from simulator.labs.network.provenance import Provenance
from simulator.labs.network.runs import Runs
from simulator.labs.network.runs_card import RunsCard
from simulator.labs.network.sigmoid_view import SigmoidView
from simulator.labs.network.training_card import TrainingCard
from simulator.labs.network.turn_card import TurnCard
from simulator.simulation.explanation import Explanation
from simulator.simulation.network import (
    NetworkSnapshot,
    start_network,
)
from simulator.simulation.network_answer import coming_phase
from simulator.simulation.network_examples import EXAMPLE_SETS
from simulator.simulation.network_phases import phase_places, spoken
from simulator.simulation.network_text import explain_phase, place_in_update
from simulator.simulation.timeline import Timeline
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame

HORIZON = 16
SLOWEST_TRAVEL = 450
"""Milliseconds that a value takes from node to node when there is time."""


class NetworkPage(QWidget):
    """Answers every gesture with a new timeline; the views only draw its snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = LabFrame(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.diagram, self.chain = Diagram(), ChainView()
        self.sigmoid, self.loss = SigmoidView(), LossView()
        self.prediction, self.landscape = PredictionView(), LandscapeCard()
        self.example_card, self.parameters_card = ExampleCard(), ParametersCard()
        self.training_card, self.check_card = TrainingCard(), CheckCard()
        self.turn_card, self.runs_card = TurnCard(), RunsCard()
        self.provenance = Provenance(self)
        self.chain_of, self.logarithmic = QComboBox(), QCheckBox("log")
        self._runs = Runs()
        self.changes = Changes(self.frame)
        self._lay_out()
        self._connect()
        self.frame.explain = self._explain
        self._load(start_network())

    def header_actions(self) -> list[QAction]:
        """Return nothing: what this lab can do is in its cards."""
        return []

    def close_tasks(self) -> None:
        """Stop what still moves; this page runs nothing beside the window."""
        self.diagram.animation.stop()
        self.provenance.close()

    def open_file(self, path: Path) -> None:
        """Open examples from a table.

        Raises:
            InputError: If the file does not hold an x and a y of 0 or 1.
        """
        self.changes.examples(f"examples of {path.name}", read_examples(path))

    # What is shown

    @property
    def snapshot(self) -> NetworkSnapshot:
        """The phase that is shown."""
        current: NetworkSnapshot = self.frame.player.timeline.current
        return current

    def _load(self, first: NetworkSnapshot) -> None:
        self.frame.player.load(Timeline(first, NetworkSnapshot.next), HORIZON)

    def _show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        self.diagram.set_pace(self._pace())
        self.diagram.show_snapshot(snapshot)
        self._follow_phase(snapshot)
        self._offer_chains(snapshot.n)
        self._show_chain(snapshot)
        self.sigmoid.show_snapshot(snapshot)
        self.prediction.show_snapshot(snapshot)
        losses, paths = self._runs.follow(self.frame.player.timeline)
        self.loss.show_losses(losses)
        playing = self.frame.player.playing
        self.landscape.show_snapshot(snapshot, paths, playing)
        self.example_card.show_snapshot(snapshot)
        self.parameters_card.show_snapshot(snapshot)
        self.training_card.show_snapshot(snapshot)
        listed = [f"dL_d{name}" for name in self.parameters_card.fields]
        self.check_card.show_snapshot(snapshot, listed, playing)
        self.runs_card.show_snapshot(snapshot)
        self.turn_card.show_snapshot(snapshot)

    def _follow_phase(self, snapshot: NetworkSnapshot) -> None:
        """Keep the phase in sight where the chain is longer than its card."""
        if snapshot.n > 2 and snapshot.phase_name:
            place = self.diagram.layout_.place_of(snapshot.phase_name).center()
            margin = round(1.5 * self.diagram.layout_.column)
            self.diagram_area.ensureVisible(round(place.x()), 0, margin, 0)

    def _show_chain(self, snapshot: NetworkSnapshot) -> None:
        name = self._chain_name()
        hidden = self.turn_card.on and not snapshot.is_known(f"dL_d{name}")
        self.chain.show_chain(snapshot, name, hidden)
        part = f"example {snapshot.example + 1}: its part in the mean"
        self.chain_card.hint.show_text(part if snapshot.batch else "product of local derivatives")

    def _chain_name(self) -> str:
        return parameter_names(self.snapshot.n)[max(0, self.chain_of.currentIndex())]

    def _offer_chains(self, n: int) -> None:
        if self.chain_of.count() == 2 * n:
            return
        self.chain_of.clear()
        self.chain_of.addItems([f"∂L/∂{spoken(name)}" for name in parameter_names(n)])

    def _explain(self, snapshot: NetworkSnapshot) -> Explanation:
        if not self.turn_card.on:
            self.frame.formula.set_hidden(())
            return snapshot.explain()
        holder, name = coming_phase(snapshot)
        phase = phase_places(snapshot.n)[name] + 1
        asked = explain_phase(holder, phase)
        self.frame.formula.set_hidden((name, f"{name}_new"))
        caption = f"Your turn: compute {spoken(name)} from the numbers in the formula."
        return Explanation(
            caption, asked.formula_template, asked.substituted_template, asked.quantities
        )

    def _pace(self) -> int:
        """Return how long values may travel: as long as a step lasts, at the player's speed."""
        player = self.frame.player
        if not player.playing:
            return SLOWEST_TRAVEL
        speed = player.speed.currentData()
        return min(SLOWEST_TRAVEL, int(800 / speed)) if speed else 0

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open examples", filter="Tables (*.csv *.tsv *.txt)"
        )
        if name:
            self.changes.attempt(lambda: self.open_file(Path(name)))

    # What is looked at

    def _light_up(self, name: str) -> None:
        """Mark a quantity wherever it stands; "" takes all marks away."""
        base = name.removesuffix("_old").removesuffix("_new")
        views = (self.diagram, self.chain, self.sigmoid, self.prediction, self.loss)
        for view in (*views, self.landscape):
            view.set_highlight(base)
        shown = {quantity.name for quantity in self._explain(self.snapshot).quantities}
        candidates = (name, base, f"{base}_old", f"{base}_new")
        self.frame.formula.set_highlight(next((c for c in candidates if c in shown), None))

    def _show_provenance(self, name: str) -> None:
        snapshot = self.snapshot
        stem = name.removesuffix("_old").removesuffix("_new")
        if stem.startswith(("dL_dw", "dL_db")):
            self._show_chain_of(stem.removeprefix("dL_d"))
        own = stem not in phase_places(snapshot.n) and stem not in ("x", "y", "rate")
        if own or (name in phase_places(snapshot.n) and self._is_secret(name)):
            return
        self.provenance.show_quantity(snapshot, name, self.mapFromGlobal(QCursor.pos()))

    def _is_secret(self, name: str) -> bool:
        """Whether showing ``name`` would answer a question of "your turn" or look ahead."""
        return name[0] not in "wb" and not self.snapshot.is_known(name)

    def _show_chain_of(self, name: str) -> None:
        self.chain_of.setCurrentIndex(parameter_names(self.snapshot.n).index(name))
        self._show_chain(self.snapshot)

    def _go_to_phase(self, phase: int) -> None:
        player = self.frame.player
        player.pause()
        player.go_to(max(0, player.timeline.index + phase - self.snapshot.phase))

    # How it is put together

    def _lay_out(self) -> None:
        self.diagram_area = _scrolling(self.diagram)
        self.chain_of.setAccessibleName("Parameter whose chain is shown")
        self.chain_of.setMinimumContentsLength(5)
        self.logarithmic.setToolTip("Heights as logarithms of sizes")
        self.chain_card = chain = Card("The chain for", self.chain)
        chain.header.insertWidget(1, self.chain_of)
        chain.header.insertWidget(2, self.logarithmic)
        network = Card("Network", self.diagram_area, "click a number to see where it is from")
        stage = self.frame.stage
        stage.addWidget(network, 0, 0, 1, 6)
        stage.addWidget(chain, 1, 0, 1, 4)
        stage.addWidget(Card("Sigmoid", self.sigmoid, "slope = a(1 − a)"), 1, 4, 1, 2)
        stage.addWidget(Card("Loss", self.loss), 2, 0, 1, 2)
        stage.addWidget(Card("Prediction ŷ(x)", self.prediction, "click an example"), 2, 2, 1, 2)
        stage.addWidget(self.landscape, 2, 4, 1, 2)
        for row, stretch in enumerate((10, 6, 7)):
            stage.setRowStretch(row, stretch)
        for column in range(6):
            stage.setColumnStretch(column, 1)
        self.frame.add_to_inspector(
            self.example_card,
            self.parameters_card,
            self.training_card,
            self.check_card,
            self.turn_card,
            self.runs_card,
        )

    def _connect(self) -> None:
        frame = self.frame
        frame.follow(self._show_snapshot)
        frame.player.describe_with(place_in_update)
        for view in (self.diagram, self.chain, self.sigmoid, frame.formula):
            view.hovered.connect(self._light_up)
        numbers = (self.diagram, self.chain, self.sigmoid, frame.formula)
        for source in (*numbers, self.check_card, self.parameters_card):
            source.clicked.connect(self._show_provenance)
        cards = (self.example_card, self.parameters_card, self.training_card)
        for card in (*cards, self.turn_card, self.runs_card, self.diagram):
            card.refused.connect(frame.notice.show_text)
        self._connect_changes()
        self.chain_of.activated.connect(lambda: self._show_chain(self.snapshot))
        self.logarithmic.toggled.connect(self.chain.show_logarithmic)
        self.turn_card.switched.connect(lambda: frame.player.load(frame.player.timeline))
        self.turn_card.next_wanted.connect(frame.player.forward)
        self.provenance.phase_wanted.connect(self._go_to_phase)
        self.provenance.closed.connect(frame.setFocus)

    def _connect_changes(self) -> None:
        example, training, changes = self.example_card, self.training_card, self.changes
        changes.restarted.connect(self.turn_card.forget_score)
        changes.refused.connect(lambda: self._show_snapshot(self.snapshot))
        self.diagram.nudged.connect(changes.nudge_parameter)
        self.diagram.typed.connect(changes.edit_parameter)
        self.parameters_card.edited.connect(changes.edit_parameter)
        self.parameters_card.neurons_changed.connect(changes.chain)
        self.parameters_card.start_wanted.connect(changes.draw_start)
        example.set_chosen.connect(lambda name: changes.examples("data", EXAMPLE_SETS[name]()))
        example.open_wanted.connect(self._ask_for_file)
        example.example_edited.connect(changes.edit_example)
        for view in (example, self.prediction):
            view.example_chosen.connect(lambda i: changes.set("example", example=i))
        example.batch_switched.connect(lambda on: changes.set("way of training", batch=on))
        training.rate_edited.connect(lambda rate: changes.set("learning rate", rate=rate))
        training.rule_chosen.connect(changes.rule)
        training.whole_switched.connect(lambda on: changes.set("step size", whole=on))
        training.converge_wanted.connect(changes.converge)
        self.landscape.start_wanted.connect(changes.start_at)
        self.runs_card.rival_wanted.connect(changes.add_rival)
        self.runs_card.rivals_changed.connect(lambda what, rivals: changes.set(what, rivals=rivals))


def _scrolling(diagram: Diagram) -> QScrollArea:
    """Return an area in which a long chain scrolls sideways."""
    area = QScrollArea()
    area.setWidget(diagram)
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(diagram.focusPolicy())
    area.setAccessibleName("Network")
    return area
