"""The network lab: diagram, chain, sigmoid, loss, prediction and landscape of one network."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.files.examples import read_examples
from simulator.labs.network.chain_view import ChainView
from simulator.labs.network.diagram import Diagram
from simulator.labs.network.landscape_card import LandscapeCard
from simulator.labs.network.loss_view import LossView
from simulator.labs.network.prediction_view import PredictionView
from simulator.labs.network.sigmoid_view import SigmoidView
from simulator.simulation.network import NetworkSnapshot, start_network
from simulator.simulation.record import Record
from simulator.simulation.timeline import Timeline
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame


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
        self._record: Record[NetworkSnapshot] = Record(_numbers)
        self._lay_out()
        self._connect()
        self.frame.player.load(Timeline(start_network(), NetworkSnapshot.next), 16)

    def header_actions(self) -> list[QAction]:
        """Return nothing: what this lab can do is in its cards."""
        return []

    def close_tasks(self) -> None:
        """Do nothing: this page runs nothing beside the window."""

    def open_file(self, path: Path) -> None:
        """Open examples from a table.

        Raises:
            InputError: If the file does not hold an x and a y of 0 or 1.
        """
        first = start_network(read_examples(path), batch=True)
        self.frame.player.load(Timeline(first, NetworkSnapshot.next), 16)

    def _lay_out(self) -> None:
        stage = self.frame.stage
        stage.addWidget(
            Card("Network", self.diagram, "forward: blue · backward: orange"), 0, 0, 1, 6
        )
        stage.addWidget(Card("The chain", self.chain), 1, 0, 1, 4)
        stage.addWidget(Card("Sigmoid", self.sigmoid, "slope = a(1 − a)"), 1, 4, 1, 2)
        stage.addWidget(Card("Loss", self.loss), 2, 0, 1, 2)
        stage.addWidget(Card("Prediction ŷ(x)", self.prediction), 2, 2, 1, 2)
        stage.addWidget(self.landscape, 2, 4, 1, 2)
        for row, stretch in enumerate((10, 6, 7)):
            stage.setRowStretch(row, stretch)
        for column in range(6):
            stage.setColumnStretch(column, 1)

    def _connect(self) -> None:
        self.frame.follow(self._show_snapshot)
        self.frame.player.describe_with(lambda snapshot: f"update {snapshot.update}")

    def _show_snapshot(self, snapshot: NetworkSnapshot) -> None:
        self.diagram.show_snapshot(snapshot)
        self.chain.show_chain(snapshot, "w1")
        self.sigmoid.show_snapshot(snapshot)
        self.prediction.show_snapshot(snapshot)
        rows = self._record.follow(self.frame.player.timeline)
        updates = rows[:, 0]
        last = np.append(np.flatnonzero(np.diff(updates)), len(updates) - 1)
        self.loss.show_losses([rows[last, 1]])
        path = np.column_stack([rows[last, 2:], rows[last, 1]])
        self.landscape.show_snapshot(snapshot, [path])


def _numbers(snapshot: NetworkSnapshot) -> tuple[float, ...]:
    return (snapshot.update, snapshot.computed.loss, *snapshot.current_parameters())
