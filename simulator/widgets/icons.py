"""Icons, drawn from the shipped SVG files in the colours of the palette."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton, QWidget

from simulator.files.assets import asset

SIZE = 18


def icon(name: str, colour: QColor, disabled: QColor | None = None, size: int = SIZE) -> QIcon:
    """Return the icon ``assets/icons/NAME.svg`` drawn in ``colour``."""
    result = QIcon(_pixmap(name, colour, size))
    if disabled is not None:
        result.addPixmap(_pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return result


def _pixmap(name: str, colour: QColor, size: int) -> QPixmap:
    svg = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour.name()).encode()))
    # Twice the size, so that the icon stays sharp on screens of up to 200 % scale.
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, 2 * size, 2 * size))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return pixmap


class IconButton(QToolButton):
    """A tool button whose icon follows the theme."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setIconSize(QSize(SIZE, SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_icon(name)

    def show_icon(self, name: str) -> None:
        """Show another icon, such as pause instead of play."""
        self._name = name
        palette, group = self.palette(), QPalette.ColorGroup
        primary = self.objectName() == "primary"
        role = QPalette.ColorRole.BrightText if primary else QPalette.ColorRole.ButtonText
        # Both groups are named: a button that is disabled now would give its own for the other.
        normal = palette.color(group.Active, role)
        self.setIcon(icon(name, normal, palette.color(group.Disabled, role)))

    def setObjectName(self, name: str) -> None:
        """Take the name by which the style sheet knows the button, and its icon's colour."""
        super().setObjectName(name)
        self.show_icon(self._name)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_icon(self._name)


def icon_button(
    name: str, tip: str, action: Callable[[], object], parent: QWidget | None = None
) -> IconButton:
    """Return a button with an icon, a tool tip that is also its accessible name, and an action."""
    button = IconButton(name, parent)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.clicked.connect(lambda: action())
    return button
