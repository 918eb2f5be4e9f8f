"""Colour maps for matrices: gates from 0 to 1, and signed values centred on 0."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette

from simulator.simulation.explanation import Role
from simulator.widgets.colours import blended, is_dark, role_colour

LEVELS = 256
"""Colours in a map; the middle one, ``LEVELS // 2``, is zero in a signed map."""

# Blue and red differ in lightness as well, so that signs are told apart without seeing colours.
_ENDS = {False: ("#2166AC", "#B2182B"), True: ("#62B0E8", "#FF7373")}

Shades = NDArray[np.uint32]


def gate_shades(role: Role, palette: QPalette) -> Shades:
    """Return colours from the card's ground (0) to the full colour of ``role`` (1), as ARGB."""
    return _argb([_shade(role_colour(role, palette), palette, k / 255) for k in range(LEVELS)])


def signed_shades(palette: QPalette) -> Shades:
    """Return colours from blue (−1) through the card's ground (0) to red (1), as ARGB."""
    negative, positive = (QColor(name) for name in _ENDS[is_dark(palette)])
    middle = LEVELS // 2
    shades = [_shade(negative, palette, 1 - k / middle) for k in range(middle)]
    last = LEVELS - 1 - middle
    return _argb(shades + [_shade(positive, palette, k / last) for k in range(last + 1)])


def gate_levels(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return which of the ``LEVELS`` colours values from 0 to 1 have; others have the nearest."""
    return np.rint(np.clip(values, 0, 1) * (LEVELS - 1)).astype(np.uint8)


def signed_levels(values: NDArray[np.floating], scale: float) -> NDArray[np.uint8]:
    """Return which colour values from −``scale`` to ``scale`` have; 0 has the middle one."""
    middle = LEVELS // 2
    share = np.clip(values / (scale or 1.0), -1, 1)
    return np.rint(middle + share * (LEVELS - 1 - middle)).astype(np.uint8)


def _shade(colour: QColor, palette: QPalette, share: float) -> QColor:
    return blended(colour, palette.base().color(), share)


def _argb(colours: list[QColor]) -> Shades:
    return np.array([colour.rgba() for colour in colours], dtype=np.uint32)
