"""What can be taken out of a lab: its picture."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from simulator.engine.errors import InputError


def export_menu(page: QWidget, parent: QWidget) -> QMenu:
    """Return the menu of everything that ``page`` can be saved as."""
    menu = QMenu(parent)
    menu.addAction("Picture (PNG)…", lambda: _ask_and_save(page, "PNG picture (*.png)", save_png))
    menu.addAction("Drawing (SVG)…", lambda: _ask_and_save(page, "SVG drawing (*.svg)", save_svg))
    return menu


def save_png(widget: QWidget, path: Path) -> None:
    """Write what ``widget`` shows as a PNG picture.

    Raises:
        InputError: If the file cannot be written.
    """
    if not widget.grab().save(str(path), "PNG"):
        raise InputError(f"{path} cannot be written; choose a folder that exists and is yours.")


def save_svg(widget: QWidget, path: Path) -> None:
    """Write what ``widget`` shows as an SVG drawing.

    Raises:
        InputError: If the file cannot be written.
    """
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    # Without this, text is drawn in another size than the plots around it.
    generator.setResolution(widget.logicalDpiX())
    generator.setTitle("Chainrule")
    painter = QPainter()
    if not painter.begin(generator):
        raise InputError(f"{path} cannot be written; choose a folder that exists and is yours.")
    widget.render(painter, QPoint())
    painter.end()


def _ask_and_save(page: QWidget, kind: str, save) -> None:  # type: ignore[no-untyped-def]
    name, _ = QFileDialog.getSaveFileName(page, "Export", filter=kind)
    if not name:
        return
    suffix = kind[-5:-1]
    try:
        save(page, Path(name).with_suffix(suffix))
    except InputError as error:
        page.frame.notice.show_text(str(error))
