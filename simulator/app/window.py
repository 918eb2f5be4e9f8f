"""The window: a rail of labs, the title with its sentence, and the lab that is open."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.app.header import Header
from simulator.app.rail import Rail
from simulator.app.theme import THEMES, Theme, apply_theme, system_theme
from simulator.engine.errors import InputError
from simulator.labs import LABS, Lab

SMALLEST = QSize(1024, 700)
FIRST_SIZE = QSize(1440, 900)
FIRST_SHARE = 0.92
"""How much of a screen the window takes at its first start, up to ``FIRST_SIZE``."""


class Window(QMainWindow):
    """Everything that is on screen.

    Pages are made when they are first opened. ``page_opened`` carries the lab's name.
    """

    page_opened = Signal(str)

    def __init__(
        self, settings: QSettings, theme: Theme | None = None, labs: tuple[Lab, ...] = LABS
    ) -> None:
        super().__init__()
        self._settings = settings
        self._labs = {lab.name: lab for lab in labs}
        self._pages: dict[str, QWidget] = {}
        self.setWindowTitle("Chainrule")
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.rail = Rail(labs, self)
        self.rail.chosen.connect(self.open_lab)
        self.header = Header(self)
        self.header.theme_button.clicked.connect(self.toggle_theme)
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._add_shortcuts()
        self.show_theme(theme or self._chosen_theme())
        self._restore_size()

    def open_lab(self, name: str) -> QWidget:
        """Show the lab called ``name`` and return its page."""
        lab = self._labs[name]
        current = self.stack.currentWidget()
        if current is not None:
            current.frame.player.pause()
        page = self._pages.get(name) or self._make_page(lab)
        self.stack.setCurrentWidget(page)
        self.rail.show_chosen(name)
        self.header.show_page(lab.title, page)
        page.frame.setFocus()
        self._show_title()
        self.page_opened.emit(name)
        return page

    def open_file(self, path: Path) -> None:
        """Open ``path`` in the lab that is shown; say in one sentence why where that fails."""
        page = self.stack.currentWidget()
        try:
            page.open_file(path)
        except InputError as error:
            page.frame.notice.show_text(str(error))

    def show_theme(self, theme: Theme) -> None:
        """Show everything in ``theme``."""
        self.theme = theme
        apply_theme(QApplication.instance(), theme)

    def toggle_theme(self) -> None:
        """Change between light and dark, and remember it for the next start."""
        self.show_theme(THEMES["dark" if self.theme.name == "light" else "light"])
        self._settings.setValue("theme", self.theme.name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs beside the window before it goes."""
        for page in self._pages.values():
            page.frame.player.pause()
            page.close_tasks()
        self._settings.setValue("geometry", self.saveGeometry())
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file that was dropped."""
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def _restore_size(self) -> None:
        geometry = self._settings.value("geometry")
        if not (geometry and self.restoreGeometry(geometry)):
            self.resize((self.screen().availableSize() * FIRST_SHARE).boundedTo(FIRST_SIZE))

    def _make_page(self, lab: Lab) -> QWidget:
        page = lab.make_page()
        self._pages[lab.name] = page
        page.frame.player.moved.connect(self._show_title)
        page.frame.setAccessibleName(lab.title)
        self.stack.addWidget(page)
        return page

    def _show_title(self) -> None:
        step = self.stack.currentWidget().frame.player.timeline.index
        self.setWindowTitle(f"Chainrule · {self.header.title.text()} · step {step}")

    def _chosen_theme(self) -> Theme:
        name = self._settings.value("theme")
        return THEMES.get(str(name)) or system_theme(QApplication.instance())

    def _add_shortcuts(self) -> None:
        for number, name in enumerate(self._labs, start=1):
            self._shortcut(f"Ctrl+{number}", partial(self.open_lab, name))
        self._shortcut(QKeySequence.StandardKey.Undo, lambda: self.header.undo_button.click())
        self._shortcut(QKeySequence.StandardKey.Redo, lambda: self.header.redo_button.click())
        self._shortcut("Ctrl+Q", self.close)

    def _shortcut(self, keys: str | QKeySequence.StandardKey, action: object) -> None:
        entry = QAction(self)
        entry.setShortcut(QKeySequence(keys))
        entry.triggered.connect(action)
        self.addAction(entry)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(self.stack, 1)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
