"""The sixteen phases of an update (8n for n neurons) and how their quantities are written."""

from functools import lru_cache

from simulator.engine.network import pass_names
from simulator.simulation.explanation import Role

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@lru_cache
def phase_names(n: int) -> tuple[str, ...]:
    """Return what the 8n phases of one update compute: a pass, then wn bn … w1 b1."""
    updated = [name for k in range(n, 0, -1) for name in (f"w{k}", f"b{k}")]
    return (*pass_names(n), *updated)


@lru_cache
def phase_places(n: int) -> dict[str, int]:
    """Return at which place in ``phase_names`` each name stands."""
    return {name: place for place, name in enumerate(phase_names(n))}


def neuron_of(name: str) -> int:
    """Return which neuron a quantity such as ``a1``, ``dL_dw2`` or ``b12_new`` belongs to."""
    stem = name.removeprefix("dL_d").partition("_")[0]
    return int(stem[1:] or 0)


def symbol(name: str) -> str:
    """Return a quantity in LaTeX: ``dL_dw2`` is ``\\partial L/\\partial w_2``."""
    if name.startswith("dL_d"):
        return rf"\partial L/\partial {symbol(name.removeprefix('dL_d'))}"
    if name == "rate":
        return r"\alpha"
    stem = name.partition("_")[0]
    letter, number = stem[0], stem[1:]
    if not number:
        return letter
    return f"{letter}_{number}" if len(number) == 1 else f"{letter}_{{{number}}}"


def spoken(name: str) -> str:
    """Return a quantity in plain text: ``dL_dw2`` is ∂L/∂w₂."""
    if name.startswith("dL_d"):
        return f"∂L/∂{spoken(name.removeprefix('dL_d'))}"
    if name == "rate":
        return "α"
    return name.partition("_")[0].translate(_SUBSCRIPTS)


def role(name: str) -> Role:
    """Return what a quantity is, for its colour."""
    if name.startswith("dL_"):
        return "gradient"
    if name in ("x", "y"):
        return "data"
    return "parameter" if name[0] in "wb" or name == "rate" else "forward"
