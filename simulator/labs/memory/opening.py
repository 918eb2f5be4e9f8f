"""Opening files in the memory lab: weights of any kind, sentences, and saved sentences."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.engine.errors import InputError
from simulator.files.foreign.pickles import PickleError
from simulator.files.foreign.stacks import PartsError
from simulator.files.readers import open_reader
from simulator.files.sentences import Sentence, read_sentences
from simulator.labs.memory.desk import Desk
from simulator.labs.memory.latest import Latest
from simulator.labs.memory.weights_view import WeightsView
from simulator.simulation.memory_reader import Reader

SENTENCES = (".txt", ".csv", ".tsv")
LARGE = 30_000_000
"""Bytes from which weights are read beside the window."""

KINDS = "*.safetensors *.npz *.onnx *.keras *.h5 *.hdf5 *.pt *.pth *.bin *.ckpt"
"""What is offered as weights; pickles too, because how to convert them is told."""


class Opening(QObject):
    """Tells sentences, saved sentences and weights apart; what is refused leaves all as it was.

    ``sentences_opened`` carries sentences and the file's name, ``race_opened`` the path of results
    of a race, ``weights_shown`` asks to bring forward what is known of the weights.
    """

    sentences_opened = Signal(object, str)
    race_opened = Signal(object)
    weights_shown = Signal()

    def __init__(self, desk: Desk, view: WeightsView, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._view, self._window = desk, view, parent
        self._files: dict[str, tuple[Path, str | None]] = {}
        self._asked: Path | None = None
        self.latest = Latest(self)
        view.vocabulary_wanted.connect(self._ask_for_vocabulary)
        view.part_chosen.connect(self._open_part)

    def open_file(self, path: Path) -> None:
        """Open a file by what it is.

        Raises:
            InputError: If it cannot be used, in one sentence; nothing has changed then.
        """
        suffix = path.suffix.lower()
        if suffix == ".csv" and _is_race(path):
            self.race_opened.emit(path)
        elif suffix in SENTENCES:
            sentences: tuple[Sentence, ...] = read_sentences(path)
            self.sentences_opened.emit(sentences, path.name)
        elif suffix == ".json":
            self._desk.open_session(path)
        else:
            self._open_weights(path)

    def ask_for_weights(self) -> None:
        """Let somebody choose a file of weights."""
        self._ask("Open weights", f"Weights ({KINDS});;All files (*)")

    def ask_for_sentences(self) -> None:
        """Let somebody choose a file of sentences."""
        self._ask("Open sentences", "Sentences (*.txt *.csv *.tsv *.json)")

    def _ask(self, title: str, kinds: str) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, filter=kinds)
        if name:
            self._try(lambda: self.open_file(Path(name)))

    def _open_weights(
        self, path: Path, vocabulary: Path | None = None, part: str | None = None
    ) -> None:
        if path.is_file() and path.stat().st_size > LARGE:
            self._desk.busy.emit(True)
            self.latest.ask(
                lambda _: _opened(path, vocabulary, part),
                lambda result: self._try(lambda: self._take(path, part, result)),
                beside=True,
            )
        else:
            self._take(path, part, _opened(path, vocabulary, part))

    def _take(self, path: Path, part: str | None, result: Reader | InputError) -> None:
        """Let an opened network read, or say why it cannot and what can be done.

        Raises:
            InputError: If it could not be opened.
        """
        self._desk.busy.emit(False)
        if isinstance(result, PickleError):
            self._view.show_conversion(result.lines)
            self.weights_shown.emit()
            raise InputError(result.sentence) from result
        if isinstance(result, PartsError):
            self._asked = path
            self._view.show_parts(path, result.parts)
            self.weights_shown.emit()
            raise InputError(
                f"{path.name} holds {len(result.parts)} recurrent networks; choose one below."
            ) from result
        if isinstance(result, InputError):
            raise result
        reader = self._desk.add_reader(result)
        self._files[reader.name] = (path, part)
        self.weights_shown.emit()

    def _open_part(self, part: str) -> None:
        path = self._asked
        if path is not None:
            self._try(lambda: self._open_weights(path, None, part))

    def _ask_for_vocabulary(self) -> None:
        path, part = self._files[self._desk.snapshot.reader.name]
        kinds = "Words (*.json *.txt);;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, "Vocabulary", str(path.parent), kinds)
        if name:
            self._try(lambda: self._open_weights(path, Path(name), part))

    def _try(self, action) -> None:  # type: ignore[no-untyped-def]
        try:
            action()
        except InputError as error:
            self._desk.refused.emit(str(error))


def _is_race(path: Path) -> bool:
    """Return whether a table has the columns of an experiment's results."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            columns = file.readline(1000).strip().lower().split(",")
    except OSError:
        return False  # reading the sentences says what is wrong
    return {"distance", "accuracy"} <= set(columns)


def _opened(path: Path, vocabulary: Path | None, part: str | None) -> Reader | InputError:
    try:
        return open_reader(path, vocabulary, part)
    except InputError as error:
        return error
