"""What colours mean, the same in every lab: Okabe–Ito, safe for colour-blind users."""

from PySide6.QtGui import QColor, QPalette

from simulator.simulation.explanation import Role

ROLE_COLOURS: dict[Role, str] = {
    "forward": "#0072B2",
    "gradient": "#D55E00",
    "optimum": "#009E73",
    "parameter": "#8A5AA8",
    "data": "#3A4653",
    "forget": "#E69F00",
    "input": "#009E73",
    "output": "#56B4E9",
    "candidate": "#CC79A7",
    "cell": "#0072B2",
}

# The same hues, lighter, for contrast of 4.5:1 and more on the dark theme's cards.
DARK_ROLE_COLOURS: dict[Role, str] = {
    "forward": "#4DB2EC",
    "gradient": "#FF8A3D",
    "optimum": "#2CC79B",
    "parameter": "#BE93DA",
    "data": "#C9D2DB",
    "forget": "#F2B134",
    "input": "#2CC79B",
    "output": "#86CCF5",
    "candidate": "#E3A0C6",
    "cell": "#4DB2EC",
}

RUN_COLOURS: tuple[Role, ...] = (
    "forward",
    "gradient",
    "parameter",
    "forget",
    "candidate",
    "optimum",
    "output",
    "data",
)
"""Which colour the first, second, … of several runs has; dashes and names repeat it."""


_LIGHT, _DARK = (
    {role: QColor(name).rgba() for role, name in colours.items()}
    for colours in (ROLE_COLOURS, DARK_ROLE_COLOURS)
)


def is_dark(palette: QPalette) -> bool:
    """Return whether ``palette`` draws light text on a dark ground."""
    return palette.base().color().value() < 128


def role_colour(role: Role, palette: QPalette) -> QColor:
    """Return the colour of ``role`` that can be read on ``palette``'s cards."""
    return QColor.fromRgba((_DARK if is_dark(palette) else _LIGHT)[role])


def blended(colour: QColor, ground: QColor, share: float) -> QColor:
    """Return ``share`` of ``colour`` on ``ground``, opaque; for fills that text stands on."""
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * (1 - share),
        colour.greenF() * share + ground.greenF() * (1 - share),
        colour.blueF() * share + ground.blueF() * (1 - share),
    )


def muted(palette: QPalette) -> QColor:
    """Return the colour of secondary text and axes."""
    return palette.placeholderText().color()
