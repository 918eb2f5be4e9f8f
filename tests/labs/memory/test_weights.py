"""Opening other people's weights in the window."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.engine.errors import InputError
from simulator.files.foreign.pickles import EXPORT_PYTORCH
from tests.files.foreign.paths import FOREIGN, WORDS, lstm, written
from tests.simulation.readers import SENTENCE


def table(page):
    """The texts of the table of tensors, row by row."""
    view = page.weights.table
    return [
        [view.item(row, column).text() for column in range(view.columnCount())]
        for row in range(view.rowCount())
    ]


@pytest.mark.parametrize("name", ["mine.safetensors", "keras_lstm.keras", "onnx_lstm.onnx"])
def test_proved_weights_read_and_say_so(page, name):
    """The network reads at once; the proof and what became of each tensor are shown."""
    page.open_file(FOREIGN / name)
    assert page.snapshot.reader.name in name
    assert page.tabs.currentWidget() is page.weights
    assert "Proved:" in page.weights.origin.text()
    assert any("output layer" in row[2] for row in table(page))
    page.sentence.sentence_typed.emit("the cat sat on the mat")
    bands = {band.symbol: band.values for band in page.maps.maps.bands}
    assert bands["c"].shape == (page.snapshot.reader.units, 6)


def test_without_reference_outputs_the_order_is_assumed(page, tmp_path):
    """Nothing is claimed that was not measured."""
    page.open_file(written(tmp_path / "plain.safetensors", lstm()))
    assert "ssumed" in page.weights.origin.text()
    assert "Proved" not in page.weights.origin.text()


def test_a_pickle_is_refused_with_the_lines_that_convert_it(page, qtbot):
    """The sentence stands above, the lines below can be copied; the network stays."""
    with pytest.raises(InputError, match="refused") as caught:
        page.open_file(FOREIGN / "zip.pt")
    assert "\n" not in str(caught.value)
    assert page.snapshot.reader.kind == "LSTM"
    assert page.snapshot.sentence == SENTENCE
    shown = page.weights.lines.toPlainText()
    assert shown == EXPORT_PYTORCH.replace("model.pt", "zip.pt")
    assert page.weights.lines.isVisible()
    qtbot.mouseClick(page.weights.copy_button, Qt.MouseButton.LeftButton)


def test_one_of_several_networks_is_chosen(page, tmp_path, qtbot):
    """A file with an encoder and a decoder asks which one; the chosen one reads."""
    arrays = {f"encoder.{k}": v for k, v in lstm(units=3).items()}
    arrays |= {f"decoder.{k}": v for k, v in lstm(units=5).items()}
    with pytest.raises(InputError, match="choose one"):
        page.open_file(written(tmp_path / "two.safetensors", arrays))
    names = [page.weights.parts.itemText(k) for k in range(page.weights.parts.count())]
    page.weights.parts.setCurrentIndex(next(k for k, n in enumerate(names) if "decoder" in n))
    qtbot.mouseClick(page.weights.part_button, Qt.MouseButton.LeftButton)
    assert page.snapshot.reader.units == 5


def test_words_can_be_given_afterwards(page, tmp_path, qtbot, monkeypatch):
    """Numbers become words; a list of another size is refused and the words stay."""
    page.open_file(written(tmp_path / "plain.safetensors", lstm(words=len(WORDS))))
    words = tmp_path / "words.json"
    monkeypatch.setattr(
        "simulator.labs.memory.opening.QFileDialog.getOpenFileName",
        lambda *a, **k: (str(words), ""),
    )
    words.write_text(json.dumps(WORDS))
    qtbot.mouseClick(page.weights.vocabulary_button, Qt.MouseButton.LeftButton)
    assert "mat" in page.snapshot.reader.vocabulary
    reader = page.snapshot.reader
    for wrong in (WORDS[:-1], (*WORDS[:-1], "the")):
        words.write_text(json.dumps(wrong))
        qtbot.mouseClick(page.weights.vocabulary_button, Qt.MouseButton.LeftButton)
        assert page.frame.notice.isVisible()
        assert page.snapshot.reader is reader


def test_a_large_file_is_read_beside_the_window(page, tmp_path, qtbot, monkeypatch):
    """It reads when it is there; what is wrong with it is said as well."""
    monkeypatch.setattr("simulator.labs.memory.opening.LARGE", 0)
    page.open_file(written(tmp_path / "slow.safetensors", lstm(units=7)))
    qtbot.waitUntil(lambda: page.snapshot.reader.units == 7)
    (tmp_path / "bad.safetensors").write_bytes(b"\x10" * 64)
    page.open_file(tmp_path / "bad.safetensors")
    qtbot.waitUntil(page.frame.notice.isVisible)
    assert page.snapshot.reader.units == 7


def damaged(tmp_path, kind):
    """A file of weights with one thing wrong."""
    path = tmp_path / f"{kind}.safetensors"
    arrays = lstm()
    if kind == "shapes":
        arrays["lstm.weight_hh_l0"] = np.zeros((16, 3), np.float32)
    if kind == "reverse":
        arrays["lstm.weight_ih_l0_reverse"] = arrays["lstm.weight_ih_l0"]
    if kind == "nan":
        arrays["out.bias"][0] = np.nan
    written(path, arrays)
    content = path.read_bytes()
    if kind == "truncated":
        path.write_bytes(content[:-100])
    if kind == "lying":
        path.write_bytes((10**15).to_bytes(8, "little") + content[8:])
    if kind == "empty":
        path.write_bytes(b"")
    return path


@pytest.mark.parametrize("kind", ["shapes", "reverse", "nan", "truncated", "lying", "empty"])
def test_damaged_weights_get_one_sentence_and_the_network_stays(page, tmp_path, kind):
    """The sentence names the file, and nothing else has changed."""
    before = page.snapshot
    with pytest.raises(InputError, match=kind) as caught:
        page.open_file(damaged(tmp_path, kind))
    assert "\n" not in str(caught.value)
    assert page.snapshot is before


def test_the_card_of_a_shipped_network_can_be_read(qtbot, themed):
    """What it was trained on, and how well it does, is in the window."""
    from simulator.labs.memory.page import MemoryPage

    page = MemoryPage()
    qtbot.addWidget(page)
    assert "held-out" in page.weights.card.toPlainText()
    page.close_tasks()
