"""Handing NumPy's numbers to Qt without copying them."""

from simulator.engine.arrays import Floats


def address(array: Floats) -> int:
    """Return where an array's numbers are, for Qt; ``array.ctypes`` takes twenty times as long."""
    return int(array.__array_interface__["data"][0])
