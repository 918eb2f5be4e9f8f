"""How numbers are written for people: few digits, a real minus sign, thin spaces in thousands."""

import math

MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{THIN SPACE}"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _mantissa_and_exponent(value: float, digits: int) -> tuple[str, int]:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return mantissa, int(exponent)


def _plain(value: float, digits: int, exponent: int) -> str:
    # Trailing zeros are kept: a number that changes must not change its width at every step.
    decimals = max(0, digits - 1 - exponent - (exponent < 0))
    return f"{value:,.{decimals}f}"


def format_number(value: float, digits: int = 4) -> str:
    """Return ``value`` with ``digits`` significant digits as a person would write it.

    Below 0.001 and from 1,000,000 on, in powers of ten. Numbers under one have a digit less, so
    that values around one stay in line; 0.0029 is never 0.003, for people check the sums.
    """
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("∞" if value > 0 else MINUS + "∞")
    mantissa, exponent = _mantissa_and_exponent(value, digits)
    if value == 0 or -3 <= exponent < 6:
        text = _plain(value, digits, exponent if value else -1)
    else:
        text = f"{mantissa} × 10{str(exponent).translate(SUPERSCRIPT)}"
    return text.replace("-", MINUS).replace(",", THIN_SPACE)


def compact(value: float, digits: int = 10) -> str:
    """Return ``value`` with no more digits than it needs, as at an axis: 0.5, 200, 5 · 10⁵⁴."""
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    if exponent:
        mantissa += f" · {power_of_ten(int(exponent))}"
    return mantissa.replace("-", MINUS)


def power_of_ten(exponent: int) -> str:
    """Return a power of ten as it is written at an axis, such as ``10⁻³``."""
    return "10" + str(exponent).translate(SUPERSCRIPT)


def latex_number(value: float, digits: int = 4) -> str:
    """Return ``value`` as LaTeX with ``digits`` significant digits."""
    if not math.isfinite(value):
        return r"\mathrm{NaN}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    mantissa, exponent = _mantissa_and_exponent(value, digits)
    if value == 0 or -3 <= exponent < 6:
        return _plain(value, digits, exponent if value else -1).replace(",", r"\,")
    return rf"{mantissa}\cdot 10^{{{exponent}}}"
