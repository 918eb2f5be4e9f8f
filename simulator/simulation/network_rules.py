"""How the update of one parameter is written for each update rule."""

from typing import TYPE_CHECKING

from simulator.engine.network import parameter_names
from simulator.engine.optimizers import BETA_2, DECAY, MOMENTUM
from simulator.simulation.explanation import Quantity
from simulator.simulation.network_phases import spoken, symbol
from simulator.simulation.numbers import format_number

if TYPE_CHECKING:
    from simulator.simulation.network import NetworkSnapshot

UpdateText = tuple[str, str, str, tuple[Quantity, ...]]


def update_text(snapshot: "NetworkSnapshot", name: str) -> UpdateText:
    """Return caption, formula, numbers and own quantities of the update of one parameter."""
    old, new, gradient = f"{name}_old", f"{name}_new", f"dL_d{name}"
    direction, numbers, own = _direction(snapshot, name)
    change = snapshot.value(new) - snapshot.value(old)
    way = "grows" if change > 0 else "falls" if change < 0 else "stays"
    steep = format_number(snapshot.value(gradient))
    why = f"goes against its gradient {steep} and" if snapshot.rule == "gd" else f"(slope {steep})"
    caption = f"Update: {spoken(name)} {why} {way} to {format_number(snapshot.value(new))}."
    formula = rf"\slot{{{new}}} \leftarrow \slot{{{old}}} - \slot{{rate}} \, {direction}"
    substituted = rf"\slot{{{old}}} - \slot{{rate}} \cdot {numbers} = \slot{{{new}}}"
    return caption, formula, substituted, own


def _direction(snapshot: "NetworkSnapshot", name: str) -> tuple[str, str, tuple[Quantity, ...]]:
    """Return what the rate is multiplied with, in symbols, in slots, and its own quantities."""
    gradient = rf"\slot{{dL_d{name}}}"
    if snapshot.rule == "gd":
        return gradient, gradient, ()
    place = parameter_names(snapshot.n).index(name)
    memory = [float(array[place]) for array in snapshot.computed.state]
    if snapshot.rule in ("momentum", "nesterov"):
        return _with_velocity(snapshot, name, place)
    if snapshot.rule == "adam":
        return _with_unbiased_means(snapshot.rule_step, memory)
    kind = "sum" if snapshot.rule == "adagrad" else f"running mean (factor {DECAY:g})"
    source = f"the {kind} of {spoken(f'dL_d{name}')} squared"
    fraction = rf"\frac{{{gradient}}}{{\sqrt{{\slot{{squares}}}} + \varepsilon}}"
    return fraction, fraction, (_memory("squares", "s", memory[0], source),)


def _with_unbiased_means(t: int, memory: list[float]) -> tuple[str, str, tuple[Quantity, ...]]:
    mean, squares = memory[0] / (1 - MOMENTUM**t), memory[1] / (1 - BETA_2**t)
    own = (
        _memory("mean", r"\hat{m}", mean, "the unbiased running mean of the gradient"),
        _memory("squares", r"\hat{s}", squares, "the unbiased running mean of its square"),
    )
    fraction = r"\frac{\slot{mean}}{\sqrt{\slot{squares}} + \varepsilon}"
    return fraction, fraction, own


def _with_velocity(
    snapshot: "NetworkSnapshot", name: str, place: int
) -> tuple[str, str, tuple[Quantity, ...]]:
    gradient = rf"\slot{{dL_d{name}}}"
    look_ahead = snapshot.rule == "nesterov"
    state = snapshot.computed.state if look_ahead else snapshot.state
    source = "what is left of earlier gradients" + (", with this one added" if look_ahead else "")
    own = (_memory("velocity", f"v_{{{symbol(name)}}}", float(state[0][place]), source),)
    formula = rf"({gradient} + {MOMENTUM:g}\,\slot{{velocity}})"
    return formula, rf"({gradient} + {MOMENTUM:g} \cdot \slot{{velocity}})", own


def _memory(name: str, written: str, value: float, source: str) -> Quantity:
    return Quantity(name, written, value, "gradient", source)
