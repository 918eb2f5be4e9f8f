"""Short LaTeX as plain text, for tooltips and screen readers."""

import re

from latex2mathml.symbols_parser import convert_symbol

_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_FRACTION = re.compile(rf"\\[dt]?frac{_GROUP}{_GROUP}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_ACCENTS = {"hat": "\N{COMBINING CIRCUMFLEX ACCENT}", "bar": "\N{COMBINING MACRON}"}
_ACCENTED = re.compile(r"\\(hat|bar)\{?(\w)\}?")
_SUBSCRIPTS = str.maketrans("0123456789+-t", "₀₁₂₃₄₅₆₇₈₉₊₋ₜ")
_SUPERSCRIPTS = str.maketrans("0123456789+-T*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀ*")


def plain(latex: str) -> str:
    r"""Return a symbol in plain text: ``\frac{\partial L}{\partial w_1}`` becomes ∂L/∂w₁."""
    text = _FRACTION.sub(r"\1/\2", latex)
    text = _ACCENTED.sub(lambda accent: accent[2] + _ACCENTS[accent[1]], text)
    text = _COMMAND.sub(lambda command: _symbol(command[1]), text)
    text = re.sub(r"_(?:\{([^{}]*)\}|(\w))", lambda sub: _script(sub, _SUBSCRIPTS), text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|([\w*]))", lambda sup: _script(sup, _SUPERSCRIPTS), text)
    return re.sub(r"\\[,;: ]|[{}]", "", text).replace("^⊤", "ᵀ")


def _symbol(name: str) -> str:
    code = convert_symbol("\\" + name)
    return chr(int(code, 16)) if code else ""


def _script(match: re.Match[str], letters: dict[int, int]) -> str:
    return (match[1] or match[2]).translate(letters)
