"""What a snapshot says of itself: the one text that every surface of the product uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.simulation.numbers import latex_number

Role = Literal[
    "forward",
    "gradient",
    "optimum",
    "parameter",
    "data",
    "forget",
    "input",
    "output",
    "candidate",
    "cell",
]
"""What a number is, for its colour; the same in every lab (design.md, Colour carries meaning)."""

_SLOT = re.compile(r"\\slot\{(\w+)\}")

# What may not stand directly before a sign: operators and factors.
_BINDS_SIGN = re.compile(r"(?:[-+*/)\d]|\\(?:cdot|times|odot|div)|\\slot\{\w+\})\s*$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a formula: its symbol, its value, and where the value comes from."""

    name: str
    """The key in commands and in code, such as ``w1`` or ``dL_dz2``."""
    symbol: str
    """The same in LaTeX, such as ``w_1``."""
    value: float
    role: Role
    source: str
    """One clause that says where the number comes from, such as 'computed in phase z1'."""


@dataclass(frozen=True, slots=True)
class Explanation:
    r"""One step in words and symbols.

    Both templates are LaTeX in which ``\slot{name}`` stands for the quantity of that name, so
    that a view can typeset the template once and redraw only what is in the slots.
    """

    caption: str
    """One sentence of narration that ends with a full stop."""
    formula_template: str
    substituted_template: str
    quantities: tuple[Quantity, ...]

    def __getitem__(self, name: str) -> Quantity:
        """Return the quantity called ``name``.

        Raises:
            KeyError: If no slot has that name.
        """
        for quantity in self.quantities:
            if quantity.name == name:
                return quantity
        raise KeyError(name)

    @property
    def formula(self) -> str:
        """The formula in LaTeX, with symbols."""
        return _SLOT.sub(lambda slot: self[slot[1]].symbol, self.formula_template)

    @property
    def substituted(self) -> str:
        """The same formula in LaTeX, with this step's numbers put in."""
        template = self.substituted_template
        numbers = [latex_number(self[name].value) for name in slots(template)]
        return substitute(template, numbers, numbers)


def slots(template: str) -> tuple[str, ...]:
    """Return the names in the slots of a template in order, repeated ones repeatedly."""
    return tuple(_SLOT.findall(template))


def substitute(template: str, numbers: Sequence[str], drawn: Sequence[str]) -> str:
    """Return ``template`` with numbers in its slots, in parentheses where writing by hand has them.

    A negative number has them after an operator or a factor (``0.7 \\cdot (-1.2)``), and before
    an exponent so has a power of ten.

    Args:
        template: LaTeX with slots.
        numbers: The number in each slot, in order, in LaTeX; these decide on parentheses.
        drawn: What is put in instead of each, such as the number inside a colour.
    """
    wanted = parenthesised(template, numbers)
    texts = iter(f"({text})" if put else text for put, text in zip(wanted, drawn, strict=True))
    return _SLOT.sub(lambda slot: next(texts), template)


def parenthesised(template: str, numbers: Sequence[str]) -> tuple[bool, ...]:
    """Return which slots of ``template`` have their number in parentheses; see ``substitute``."""
    found = zip(_SLOT.finditer(template), numbers, strict=True)
    return tuple(_wants_parentheses(template, slot, number) for slot, number in found)


def _wants_parentheses(template: str, slot: re.Match[str], number: str) -> bool:
    negative, power = number.startswith("-"), r"\cdot" in number
    if negative and _BINDS_SIGN.search(template, 0, slot.start()):
        return True
    return (negative or power) and template[slot.end() :].lstrip().startswith("^")
