"""The factors of the chain rule for one parameter, as the chain card shows them."""

from simulator.simulation.explanation import Quantity
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_phases import neuron_of, spoken


def chain_factors(snapshot: NetworkSnapshot, name: str) -> tuple[Quantity, ...]:
    """Return the factors of ∂L/∂p for the parameter ``name`` and the example that is shown.

    Their product is the gradient of that example; of a batch, its part in the mean.
    """
    k, n = neuron_of(name), snapshot.n
    factors = [_error(snapshot)]
    for j in range(n, k, -1):
        factors += [_weight(snapshot, j), _slope(snapshot, j - 1)]
    if name[0] == "w":
        factors.append(_input(snapshot, k))
    return tuple(factors)


def _error(snapshot: NetworkSnapshot) -> Quantity:
    n = snapshot.n
    value = snapshot.value(f"dL_dz{n}")
    source = "sigmoid and cross-entropy together: prediction minus answer"
    return Quantity(f"dL_dz{n}", f"a_{{{n}}} - y", value, "gradient", source)


def _weight(snapshot: NetworkSnapshot, k: int) -> Quantity:
    name = f"w{k}"
    source = f"how much {spoken(f'z{k}')} changes with {spoken(f'a{k - 1}')}"
    value = snapshot.value(f"{name}_old")
    return Quantity(name, f"w_{{{k}}}", value, "parameter", source)


def _slope(snapshot: NetworkSnapshot, k: int) -> Quantity:
    a = snapshot.value(f"a{k}")
    source = f"the slope of the sigmoid at {spoken(f'z{k}')}, never above 0.25"
    return Quantity(f"a{k}", f"a_{{{k}}}(1-a_{{{k}}})", a * (1.0 - a), "forward", source)


def _input(snapshot: NetworkSnapshot, k: int) -> Quantity:
    if k == 1:
        return Quantity("x", "x", snapshot.x, "data", "the input of the first neuron")
    name = f"a{k - 1}"
    source = f"the input of neuron {k}"
    return Quantity(name, f"a_{{{k - 1}}}", snapshot.value(name), "forward", source)
