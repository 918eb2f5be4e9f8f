"""The memory lab: a sentence, what a network computes at each of its words, and what if."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from simulator.engine.errors import InputError
from simulator.files.memory_session import read_session, write_session
from simulator.files.readers import open_reader, shipped_names, shipped_reader
from simulator.files.sentences import library, read_sentences
from simulator.labs.memory.answers_card import AnswersCard
from simulator.labs.memory.answers_view import AnswersView
from simulator.labs.memory.carries_view import CarriesView
from simulator.labs.memory.cell_view import CellCard
from simulator.labs.memory.find_view import FindView
from simulator.labs.memory.gradient_view import GradientView
from simulator.labs.memory.library import Library
from simulator.labs.memory.maps_card import MapsCard
from simulator.labs.memory.sentence_card import SentenceCard
from simulator.labs.memory.train_card import TrainCard
from simulator.labs.memory.unit_view import UnitView
from simulator.labs.memory.what_if_card import WhatIfCard
from simulator.labs.memory.words_view import WordsView
from simulator.simulation.memory import MemorySnapshot, first_snapshot
from simulator.simulation.memory_changes import Change
from simulator.simulation.memory_reader import Reader
from simulator.simulation.memory_units import carriers
from simulator.simulation.timeline import Timeline
from simulator.widgets.card import Card
from simulator.widgets.frame import LabFrame

FIRST = "I lived in Ireland, so at school they made me learn how to speak ___"
"""The sentence that the lab opens with."""

WEIGHTS = (".safetensors", ".npz")

FAST = 5
"""Steps per second from which the cell is no longer animated."""


class MemoryPage(QWidget):
    """Answers every gesture with a new timeline; the views only draw its snapshots."""

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
        self.tabs, self.train = QTabWidget(), TrainCard()
        self._learning: dict[str, Reader] = {}
        self._readers = readers or tuple(shipped_reader(name) for name in shipped_names())
        self._lay_out()
        self._connect()
        self._open_first()

    @property
    def snapshot(self) -> MemorySnapshot:
        """What is shown."""
        current: MemorySnapshot = self.frame.player.timeline.current
        return current

    def header_actions(self) -> list[QAction]:
        """Return what the lab offers in the header."""
        train = QAction("Train…", self)
        train.setToolTip("Train a network here and watch its gates")
        train.triggered.connect(lambda: self.tabs.setCurrentWidget(self.train))
        weights = QAction("Open weights…", self)
        weights.setToolTip("Open a trained network: safetensors or .npz")
        weights.triggered.connect(self._ask_for_weights)
        return [train, weights]

    def close_tasks(self) -> None:
        """Stop what is computed beside the window."""
        for view in (self.gradients, self.words, self.find, self.carries):
            view.latest.stop()
        self.train.close_tasks()

    def open_file(self, path: Path) -> None:
        """Open weights, or a file of sentences.

        Raises:
            InputError: If the file cannot be used; the page stays as it was.
        """
        if path.suffix.lower() in WEIGHTS:
            self.add_reader(open_reader(path))
        elif path.suffix.lower() == ".json":
            self._open_session(path)
        else:
            sentences = read_sentences(path)
            self.sentence.show_sentences(sentences, path.name)
            self._library.open(sentences)
            self.carries.forget()

    def add_reader(self, reader: Reader) -> None:
        """Offer another network, and let it read the sentence.

        Raises:
            InputError: If it cannot read it.
        """
        changed = self.snapshot.with_readers(reader, self._other())
        self._readers = (*self._readers, reader)
        self._change("network", changed)
        self._show_readers()

    def _open_first(self) -> None:
        if not self._readers:
            raise InputError("No trained network is installed; run chainrule train.")
        first = first_snapshot(self._readers[0], FIRST)
        first = first.with_unit(int(carriers(first.reading)[0]))
        self.frame.player.load(_timeline(first), len(first.reading) - 1)
        self.frame.history.clear()
        self._show_readers()
        self.sentence.show_library(library())

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        for view, name in (
            (self.unit, "Unit"),
            (self.gradients, "Gradient"),
            (self.words, "Words"),
            (self.table, "Answers"),
            (self.find, "Find"),
            (self.carries, "Carries"),
            (self.train, "Train"),
        ):
            self.tabs.addTab(view, name)
        below = Card("", self.tabs)
        below.title.hide()
        below.hint.hide()
        stage = self.frame.stage
        stage.addWidget(self.maps, 0, 0)
        stage.addWidget(below, 1, 0)
        stage.setRowStretch(0, 3)
        stage.setRowStretch(1, 2)
        self.frame.add_to_inspector(self.sentence, self.answers, self.cell, self.what_if)

    def _connect(self) -> None:
        self.frame.follow(
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
            self._show_cell,
        )
        self.maps.maps.brushed.connect(self._find_phrase)
        for view in (self.find, self.carries):
            view.unit_chosen.connect(self._choose_unit)
        self.find.place_chosen.connect(self._go_to_place)
        self.find.refused.connect(self.frame.notice.show_text)
        self.cell.view.gate_clicked.connect(self.what_if.choose_gate)
        self.what_if.changes_edited.connect(self._change_network)
        self.what_if.refused.connect(self.frame.notice.show_text)
        self.what_if.save_wanted.connect(self._ask_where_to_save)
        self.train.network_learnt.connect(self._show_learnt)
        self.train.compare_wanted.connect(self._compare_with_shipped)
        self.train.refused.connect(self.frame.notice.show_text)
        self.frame.history.indexChanged.connect(self._show_newest)
        self.maps.unit_chosen.connect(self._choose_unit)
        self.maps.token_chosen.connect(self.frame.player.go_to)
        self.sentence.sentence_typed.connect(self._read_sentence)
        self.sentence.open_wanted.connect(self._ask_for_sentences)
        self.sentence.model_chosen.connect(lambda k: self._choose_readers(self._readers[k], None))
        self.sentence.other_chosen.connect(self._choose_other)

    def _other(self) -> Reader | None:
        return self.snapshot.other.reader if self.snapshot.other else None

    def _read_sentence(self, text: str) -> None:
        index = self.snapshot.index
        self._try(lambda: self._change("sentence", self.snapshot.with_sentence(text).at(index)))

    def _open_session(self, path: Path) -> None:
        text, model, changes = read_session(path)
        reader = next((known for known in self._readers if known.name == model), None)
        if reader is None:
            raise InputError(f"{path.name} was saved with {model}; open these weights first.")
        self._change("opened sentence", first_snapshot(reader, text, self._other(), changes))
        self._show_readers()

    def _show_cell(self, snapshot: MemorySnapshot) -> None:
        speed = self.frame.player.speed.currentData()
        slow = not self.frame.player.playing or (speed or FAST) < FAST
        self.cell.show_snapshot(snapshot, animated=slow)

    def _change_network(self, what: str, changes: tuple[Change, ...]) -> None:
        self._try(lambda: self._change(what, self.snapshot.with_changes(changes)))
        if self.snapshot.refused and self.snapshot.refused[-1]:
            self.frame.notice.show_text(self.snapshot.refused[-1])

    def _ask_where_to_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save", filter="Sentence and changes (*.json)")
        if name:
            here, path = self.snapshot, Path(name).with_suffix(".json")
            self._try(lambda: write_session(path, here.sentence, here.reader.name, here.changes))

    def _find_phrase(self, first: int, last: int) -> None:
        self.tabs.setCurrentWidget(self.find)
        self.find.show_phrase(first, last)

    def _go_to_place(self, text: str, token: int) -> None:
        self._try(lambda: self._change("sentence", self.snapshot.with_sentence(text).at(token)))

    def _choose_unit(self, unit: int) -> None:
        # Looking at another unit changes nothing that could be undone.
        self.frame.player.load(_timeline(self.snapshot.with_unit(unit)))

    def _choose_readers(self, reader: Reader, other: Reader | None) -> None:
        second = other or self._other()
        self._try(lambda: self._change("network", self.snapshot.with_readers(reader, second)))
        self._show_readers()

    def _choose_other(self, number: int) -> None:
        other = self._readers[number] if number >= 0 else None
        here = self.snapshot
        self._try(lambda: self._change("second network", here.with_readers(here.reader, other)))
        self._show_readers()

    def _show_learnt(self, reader: Reader) -> None:
        """Let a network in training read; only its first appearance can be undone."""
        known = reader.name in self._learning
        self._learning[reader.name] = reader
        if known:
            self._readers = tuple(self._newest(old) for old in self._readers)
            self._show_newest()
        else:
            self._try(lambda: self.add_reader(reader))

    def _newest(self, reader: Reader) -> Reader:
        return self._learning.get(reader.name, reader)

    def _show_newest(self) -> None:
        """Read with what was learnt last, also where undo has brought back older weights."""
        here, other = self.snapshot, self._other()
        newest, second = self._newest(here.reader), other and self._newest(other)
        if newest is not here.reader or second is not other:
            self.frame.player.load(_timeline(here.with_readers(newest, second)))

    def _compare_with_shipped(self) -> None:
        shipped = shipped_reader(shipped_names()[0])
        if shipped not in self._readers:
            self._readers = (*self._readers, shipped)
        self._choose_readers(self._newest(self.train.reader()), shipped)

    def _show_readers(self) -> None:
        self.sentence.show_readers(self._readers, self.snapshot.reader, self._other())

    def _change(self, what: str, snapshot: MemorySnapshot) -> None:
        """Show ``snapshot`` from now on, in a way that can be undone."""
        self.frame.notice.dismiss()
        self.frame.history.change(what, _timeline(snapshot))

    def _ask_for_sentences(self) -> None:
        self._ask("Open sentences", "Sentences (*.txt *.csv *.tsv *.json)")

    def _ask_for_weights(self) -> None:
        self._ask("Open weights", "Weights (*.safetensors *.npz)")

    def _ask(self, title: str, kinds: str) -> None:
        name, _ = QFileDialog.getOpenFileName(self, title, filter=kinds)
        if name:
            self._try(lambda: self.open_file(Path(name)))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except InputError as error:
            self.frame.notice.show_text(str(error))


def _timeline(snapshot: MemorySnapshot) -> Timeline[MemorySnapshot]:
    """Return the walk through the sentence, standing where the snapshot stands."""
    timeline = Timeline(snapshot.at(0), MemorySnapshot.next)
    timeline.go_to(len(snapshot.reading))  # its length is known: the slider need not guess
    timeline.go_to(snapshot.index)
    return timeline
