"""Colour maps for matrices: gates from 0 to 1, and signed values centred on 0."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette

from simulator.simulation.explanation import Role
from simulator.widgets.colours import is_dark, role_colour

LEVELS = 256
"""Colours in a map; the middle one, ``LEVELS // 2``, is zero in a signed map."""

# Blue and red differ in lightness as well, so that signs are told apart without seeing colours.
_ENDS = {False: ("#2166AC", "#B2182B"), True: ("#62B0E8", "#FF7373")}

Shades = NDArray[np.uint32]


def gate_shades(role: Role, palette: QPalette) -> Shades:
    """Return colours from the card's ground (0) to the full colour of ``role`` (1), as ARGB."""
    return _between(palette.base().color(), role_colour(role, palette), LEVELS)


def signed_shades(palette: QPalette) -> Shades:
    """Return colours from blue (−1) through the card's ground (0) to red (1), as ARGB."""
    negative, positive = (QColor(name) for name in _ENDS[is_dark(palette)])
    ground = palette.base().color()
    middle = LEVELS // 2
    below = _between(ground, negative, middle + 1)[:0:-1]
    return np.concatenate([below, _between(ground, positive, LEVELS - middle)])


def gate_levels(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return which of the ``LEVELS`` colours values from 0 to 1 have; others have the nearest."""
    return np.rint(np.clip(values, 0, 1) * (LEVELS - 1)).astype(np.uint8)


def signed_levels(values: NDArray[np.floating], scale: float) -> NDArray[np.uint8]:
    """Return which colour values from −``scale`` to ``scale`` have; 0 has the middle one."""
    middle = LEVELS // 2
    share = np.clip(values / (scale or 1.0), -1, 1)
    return np.rint(middle + share * (LEVELS - 1 - middle)).astype(np.uint8)


def _between(first: QColor, last: QColor, count: int) -> Shades:
    ends = np.array([[c.red(), c.green(), c.blue()] for c in (first, last)])
    red, green, blue = np.rint(np.linspace(ends[0], ends[1], count)).astype(np.uint32).T
    shades: Shades = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return shades
