"""Tests of icons that follow theme and state."""

from PySide6.QtGui import QColor, QIcon, QPalette

from simulator.widgets.icons import IconButton


def colour_of(button, mode):
    """Return the most opaque colour in the icon as drawn in that mode."""
    image = button.icon().pixmap(18, 18, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha).name()


def test_a_button_disabled_during_a_change_of_theme_is_bright_once_enabled(qtbot):
    """Normal and disabled icons have their own colours, whichever state the button was in."""
    button = IconButton("play")
    qtbot.addWidget(button)
    button.setEnabled(False)
    palette = QPalette(button.palette())
    role = QPalette.ColorRole.ButtonText
    palette.setColor(QPalette.ColorGroup.Active, role, QColor("#112233"))
    palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#aabbcc"))
    button.setPalette(palette)
    assert colour_of(button, QIcon.Mode.Normal) == "#112233"
    assert colour_of(button, QIcon.Mode.Disabled) == "#aabbcc"
