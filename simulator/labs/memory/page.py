"""The memory lab: a sentence, what a network computes at each of its words, and what if."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from simulator.engine.errors import InputError
from simulator.files.race_results import holds_race
from simulator.files.readers import shipped_names, shipped_reader
from simulator.files.sentences import Sentence, library
from simulator.labs.memory.answers_card import AnswersCard
from simulator.labs.memory.answers_view import AnswersView
from simulator.labs.memory.carries_view import CarriesView
from simulator.labs.memory.cell_view import CellCard
from simulator.labs.memory.desk import Desk
from simulator.labs.memory.find_view import FindView
from simulator.labs.memory.gradient_view import GradientView
from simulator.labs.memory.library import Library
from simulator.labs.memory.maps_card import MapsCard
from simulator.labs.memory.opening import Opening
from simulator.labs.memory.race_card import RaceCard
from simulator.labs.memory.sentence_card import SentenceCard
from simulator.labs.memory.train_card import TrainCard
from simulator.labs.memory.unit_view import UnitView
from simulator.labs.memory.weights_view import WeightsView
from simulator.labs.memory.what_if_card import WhatIfCard
from simulator.labs.memory.words_view import WordsView
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reader
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame

FIRST = "I lived in Ireland, so at school they made me learn how to speak ___"
"""The sentence that the lab opens with."""

BESIDE = "rnn"
"""The network that reads beside at first: what an LSTM keeps is seen against one that does not."""

FAST = 5
"""Steps per second from which the cell is no longer animated."""


class Tabs(QTabWidget):
    """Tabs whose height does not depend on how the longest text in one of them wraps."""

    def hasHeightForWidth(self) -> bool:
        """Return False: the page decides on the height."""
        return False


class MemoryPage(QWidget):
    """Wires the views to the desk; each draws the snapshots and tells what somebody wants."""

    def __init__(self, readers: tuple[Reader, ...] | None = None) -> None:
        """Make the page.

        Args:
            readers: The networks on offer, the first one reads; those that ship if not given.
        """
        super().__init__()
        self.frame = LabFrame(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.sentence, self.answers, self.maps = SentenceCard(), AnswersCard(), MapsCard()
        self.unit, self.gradients = UnitView(self.maps.maps), GradientView(self.maps.maps)
        self.words, self.table = WordsView(self.maps.maps), AnswersView(self.maps.maps)
        self._library = Library()
        self.find, self.carries = FindView(self._library), CarriesView(self._library)
        self.cell, self.what_if = CellCard(), WhatIfCard()
        self.tabs, self.train, self.race = Tabs(), TrainCard(), RaceCard()
        readers = readers or tuple(shipped_reader(name) for name in shipped_names())
        self.desk = Desk(self.frame, readers, self)
        self.weights = WeightsView()
        self.opening = Opening(self.desk, self.weights, self)
        self._lay_out()
        self._connect()
        self.desk.begin(FIRST, BESIDE)
        self.sentence.show_library(library())

    @property
    def snapshot(self) -> MemorySnapshot:
        """What is shown."""
        return self.desk.snapshot

    def header_actions(self) -> list[QAction]:
        """Return what the lab offers in the header."""
        train = QAction("Train…", self)
        train.setToolTip("Train a network here and watch its gates")
        train.triggered.connect(lambda: self.tabs.setCurrentWidget(self.train))
        weights = QAction("Open weights…", self)
        weights.setToolTip("Open a trained network: safetensors, .npz, ONNX or Keras")
        weights.triggered.connect(self.opening.ask_for_weights)
        return [train, weights]

    def close_tasks(self) -> None:
        """Stop what is computed beside the window."""
        for view in (self.gradients, self.words, self.find, self.carries):
            view.latest.stop()
        for owner in (self.desk, self.opening):
            owner.latest.stop()
        for card in (self.train, self.race):
            card.close_tasks()

    def open_file(self, path: Path) -> None:
        """Open weights, a file of sentences, a saved sentence, or results of a race.

        Raises:
            InputError: If the file cannot be used; the page stays as it was.
        """
        if path.suffix.lower() == ".csv" and holds_race(path):
            self.race.open_file(path)
            self.tabs.setCurrentWidget(self.race)
        else:
            self.opening.open_file(path)

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Views of the sentence")
        for view, name in (
            (self.unit, "Unit"),
            (self.gradients, "Gradient"),
            (self.words, "Words"),
            (self.table, "Answers"),
            (self.find, "Find"),
            (self.carries, "Carries"),
            (self.weights, "Weights"),
            (self.train, "Train"),
            (self.race, "Race"),
        ):
            self.tabs.addTab(view, name)
        below = Card("", self.tabs)
        below.title.hide()
        below.hint.hide()
        for card in (self.maps, below):
            # Shares of the height are fixed: they do not depend on what a tab would like.
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        stage = self.frame.stage
        stage.addWidget(self.maps, 0, 0)
        stage.addWidget(below, 1, 0)
        stage.setRowStretch(0, 3)
        stage.setRowStretch(1, 2)
        self.frame.add_to_inspector(self.sentence, self.answers, self.cell, self.what_if)

    def _connect(self) -> None:
        frame, desk = self.frame, self.desk
        frame.follow(
            self.sentence.show_snapshot,
            self.maps.show_snapshot,
            self.unit.show_snapshot,
            self.gradients.show_snapshot,
            self.words.show_snapshot,
            self.table.show_snapshot,
            self.find.show_snapshot,
            self.carries.show_snapshot,
            self.answers.show_snapshot,
            self.what_if.show_snapshot,
            self.weights.show_snapshot,
            self._show_cell,
        )
        self.opening.sentences_opened.connect(self._show_sentences)
        self.opening.race_opened.connect(self._show_race)
        self.opening.weights_shown.connect(lambda: self.tabs.setCurrentWidget(self.weights))
        desk.readers_changed.connect(self._show_readers)
        desk.busy.connect(self.sentence.show_busy)
        for source in (desk, self.find, self.what_if, self.train, self.race):
            source.refused.connect(self._refuse)
        for source in (self.maps, self.find, self.carries):
            source.unit_chosen.connect(desk.choose_unit)
        self.maps.token_chosen.connect(frame.player.go_to)
        for view in (self.unit, self.gradients, self.words):
            view.plot.column_clicked.connect(frame.player.go_to)
        frame.formula.clicked.connect(self.what_if.choose_gate)
        self.maps.maps.brushed.connect(self._find_phrase)
        self.find.place_chosen.connect(desk.read_sentence)
        self.carries.measured.connect(self.unit.show_carried)
        self.cell.view.gate_clicked.connect(self.what_if.choose_gate)
        self.what_if.changes_edited.connect(desk.change_network)
        self.what_if.save_wanted.connect(self._ask_where_to_save)
        self.train.network_learnt.connect(desk.show_learnt)
        self.train.compare_wanted.connect(self._compare_with_shipped)
        self.sentence.sentence_typed.connect(desk.read_sentence)
        self.sentence.open_wanted.connect(self.opening.ask_for_sentences)
        self.sentence.model_chosen.connect(desk.choose_reader)
        self.sentence.other_chosen.connect(desk.choose_other)

    def _show_cell(self, snapshot: MemorySnapshot) -> None:
        speed = self.frame.player.speed.currentData()
        slow = not self.frame.player.playing or (speed or FAST) < FAST
        self.cell.show_snapshot(snapshot, animated=slow)

    def _show_readers(self) -> None:
        desk = self.desk
        self.sentence.show_readers(desk.readers, desk.snapshot.reader, desk.other)

    def _show_sentences(self, sentences: tuple[Sentence, ...], name: str) -> None:
        self.sentence.show_sentences(sentences, name)
        self._library.open(sentences)
        self.carries.forget()

    def _show_race(self, path: Path) -> None:
        self._try(lambda: self.race.open_file(path))
        self.tabs.setCurrentWidget(self.race)

    def _find_phrase(self, first: int, last: int) -> None:
        self.tabs.setCurrentWidget(self.find)
        self.find.show_phrase(first, last)

    def _compare_with_shipped(self) -> None:
        shipped = shipped_reader(shipped_names()[0])
        self.desk.choose_readers(self.desk.newest(self.train.reader()), shipped)

    def _ask_where_to_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save", filter="Sentence and changes (*.json)")
        if name:
            self._try(lambda: self.desk.save_session(Path(name).with_suffix(".json")))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except InputError as error:
            self._refuse(str(error))

    def _refuse(self, sentence: str) -> None:
        if sentence:
            self.frame.notice.show_text(sentence)
        else:
            self.frame.notice.dismiss()
