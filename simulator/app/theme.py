"""Light and dark: two palettes and one style sheet that is filled from them."""

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from simulator.files.assets import asset


@dataclass(frozen=True)
class Theme:
    """The neutral colours of a theme; colours with a meaning are in ``widgets.colours``."""

    name: str
    window: str
    card: str
    border: str
    axis: str
    text: str
    muted: str
    faint: str
    accent: str
    hover: str
    rail: str
    rail_active: str
    notice: str


LIGHT = Theme(
    name="light",
    window="#F3F4F6",
    card="#FFFFFF",
    border="#DADDE2",
    axis="#B9C0C8",
    text="#18212B",
    muted="#5D6772",
    faint="#A4ACB5",
    accent="#0072B2",
    hover="#EEF1F4",
    rail="#18212B",
    rail_active="#2C3A48",
    notice="#FDEBDD",
)
DARK = Theme(
    name="dark",
    window="#14191F",
    card="#1E252D",
    border="#343E49",
    axis="#55606C",
    text="#E8ECF0",
    muted="#A3AEBA",
    faint="#66717D",
    accent="#2E93D1",
    hover="#2A333D",
    rail="#0D1116",
    rail_active="#26313C",
    notice="#47301F",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

FONT_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf")


def system_theme(app: QApplication) -> Theme:
    """Return the theme that the system asks for; light where it does not say."""
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def load_fonts(app: QApplication) -> None:
    """Use the shipped fonts: a fresh machine may have none at all."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(asset("fonts", name)))
    font = QFont("Inter")
    font.setPixelSize(13)
    app.setFont(font)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Show the whole app in ``theme``."""
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    template = asset("style.qss").read_text(encoding="utf-8")
    # Qt's style sheets take addresses with forward slashes on every system.
    icons = asset("icons").as_posix()
    app.setStyleSheet(Template(template).substitute(vars(theme), icons=icons))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.Base: theme.card,
        role.AlternateBase: theme.hover,
        role.Button: theme.card,
        role.ToolTipBase: theme.card,
        role.Light: theme.hover,
        role.Midlight: theme.border,
        role.Mid: theme.axis,
        role.Dark: theme.axis,
        role.Shadow: theme.border,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.BrightText: "#FFFFFF",
        role.Highlight: theme.accent,
        role.HighlightedText: "#FFFFFF",
        role.Link: theme.accent,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faint))
    return palette
