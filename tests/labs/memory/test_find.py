"""Finding units in the window."""

import pytest
from PySide6.QtCore import Qt

from simulator.files.sentences import Sentence
from simulator.simulation.memory_find import Signature, carried, matches_of, units_with
from tests.labs.memory.test_why import open_tab
from tests.simulation.readers import make_reader

TEXTS = (
    "I lived in Ireland so they made me learn Irish.",
    "she lived in Spain so they made me speak Spanish.",
    "at school in Ireland, then in Spain",
)


@pytest.fixture
def searched(page, qtbot):
    """The page with a small library of its own."""
    page._library.open(tuple(Sentence(text) for text in TEXTS))
    return page


def brush(page, qtbot, first, last):
    """Drag over the chips of a phrase."""
    at, view = page.maps.maps.geometry_now(), page.maps.maps.viewport()
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(view, button, pos=at.chip(first).center().toPoint())
    qtbot.mouseMove(view, at.chip(last).center().toPoint())
    qtbot.mouseRelease(view, button, pos=at.chip(last).center().toPoint())


def test_brushing_a_phrase_finds_its_units_and_places(searched, qtbot):
    """The lists hold what the simulation finds; a click on a place reads that sentence there."""
    page = searched
    page.find.threshold.show_value(0.001)
    page.find.before.setChecked(False)
    page.find.after.setChecked(False)
    brush(page, qtbot, 3, 5)
    signature = Signature("c", 3, 5, 0.001, off_before=False, off_after=False)
    found = units_with(page.snapshot.reading, signature)
    assert page.find.found == found
    assert page.find.units.count() == len(found) > 0
    qtbot.waitUntil(lambda: not page.find.latest.busy)
    readings = [page.snapshot.reader.read(text) for text in TEXTS]
    assert page.find.matches == matches_of(readings, signature, found)
    match = page.find.matches[0]
    view = page.find.places
    point = view.visualItemRect(view.item(0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert page.snapshot.sentence == TEXTS[match.sentence]
    assert page.snapshot.index == match.first


def test_a_found_unit_can_be_chosen(searched, qtbot):
    """A click on it shows its lines."""
    page = searched
    page.find.before.setChecked(False)
    page.find.after.setChecked(False)
    page.find.threshold.show_value(0.0)
    brush(page, qtbot, 2, 4)
    item = page.find.units.item(0)
    point = page.find.units.visualItemRect(item).center()
    qtbot.mouseClick(page.find.units.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert page.snapshot.unit == page.find.found[0].unit


def test_the_table_tells_what_each_unit_carries(searched, qtbot):
    """Its numbers are those of the simulation, the best carrier of the country on top."""
    page = searched
    open_tab(page, qtbot, "Carries")
    qtbot.waitUntil(lambda: not page.carries.latest.busy)
    readings = [make_reader("lstm").read(text) for text in TEXTS]
    told = carried(readings, frozenset({"Ireland", "Spain"}))
    best = max(told, key=lambda one: one.country)
    table = page.carries.table
    assert table.rowCount() == 6
    assert table.item(0, 0).text() == str(best.unit)
    assert table.item(0, 1).text() == f"{best.country:.2f}"
    point = table.visualItemRect(table.item(3, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert str(page.snapshot.unit) == table.item(3, 0).text()


def test_an_opened_file_is_what_is_searched(page, tmp_path, qtbot):
    """Sentences that somebody opened take the place of the shipped ones."""
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(TEXTS))
    page.open_file(path)
    open_tab(page, qtbot, "Carries")
    qtbot.waitUntil(lambda: not page.carries.latest.busy)
    assert "of 3 sentences" in page.carries.note.full_text


def test_once_measured_the_chosen_unit_says_what_it_carries(qtbot, themed):
    """The shipped LSTM's best unit carries the country; another network says nothing of it."""
    from simulator.labs.memory.page import MemoryPage

    page = MemoryPage()
    qtbot.addWidget(page)
    page.show()
    open_tab(page, qtbot, "Carries")
    qtbot.waitUntil(lambda: not page.carries.latest.busy, timeout=20_000)
    page.desk.choose_unit(int(page.carries.table.item(0, 0).text()))
    assert page.unit.life.full_text.startswith("carries the country (")
    page.desk.choose_reader(1)
    assert "carries" not in page.unit.life.full_text
    page.close_tasks()


def test_results_of_a_race_are_told_from_sentences(page, tmp_path):
    """A table with distance and accuracy goes to the race, which says so if it cannot use it."""
    path = tmp_path / "results.csv"
    path.write_text("model,seed,distance,accuracy\nLSTM,0,1,0.9\nLSTM,0,10,0.8\n")
    page.open_file(path)
    assert page.tabs.currentWidget() is page.race
    assert page.race.race is not None or page.frame.notice.isVisible()
