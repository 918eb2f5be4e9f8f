"""What each phase of the network says of itself: sentence, formula, numbers, and their sources."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from simulator.engine.losses import cross_entropy
from simulator.simulation.explanation import Explanation, Quantity, slots
from simulator.simulation.network_phases import neuron_of, phase_names, role, spoken, symbol
from simulator.simulation.network_rules import update_text
from simulator.simulation.numbers import format_number

if TYPE_CHECKING:
    from simulator.simulation.network import NetworkSnapshot


class Text(NamedTuple):
    """What is particular to a phase; quantities with the names of the snapshot's are added."""

    caption: str
    formula: str
    substituted: str
    own: tuple[Quantity, ...] = ()


def explain_phase(snapshot: "NetworkSnapshot", phase: int) -> Explanation:
    """Explain one phase of the snapshot's update, also one that has not come yet.

    Args:
        snapshot: Where the numbers come from.
        phase: From 1 to 8n; 0 for the state before the first.
    """
    text = _text(snapshot, phase)
    own = {quantity.name: quantity for quantity in text.own}
    names = dict.fromkeys(slots(text.formula) + slots(text.substituted))
    quantities = tuple(own.get(name) or quantity(snapshot, name) for name in names)
    return Explanation(text.caption, text.formula, text.substituted, quantities)


def quantity(snapshot: "NetworkSnapshot", name: str) -> Quantity:
    """Return a number of the snapshot with its symbol and where it comes from."""
    return Quantity(name, symbol(name), snapshot.value(name), role(name), _source(snapshot, name))


def place_in_update(snapshot: "NetworkSnapshot") -> str:
    """Return where in the training a snapshot is, such as 'update 1 · backward 4 of 7'."""
    n, phase = snapshot.n, snapshot.phase
    text = f"update {snapshot.update}"
    if snapshot.whole or not phase:
        return text
    for name, length in (("forward", 2 * n + 1), ("backward", 4 * n - 1), ("parameter", 2 * n)):
        if phase <= length:
            return f"{text} · {name} {phase} of {length}"
        phase -= length
    raise ValueError(f"an update has {8 * n} phases, not {snapshot.phase}")


def _text(snapshot: "NetworkSnapshot", phase: int) -> Text:
    if phase == 0:
        return _ready(snapshot)
    if snapshot.whole:
        return _whole_update(snapshot)
    name = phase_names(snapshot.n)[phase - 1]
    if phase > 6 * snapshot.n:
        return Text(*update_text(snapshot, name))
    kind = name.removeprefix("dL_d")[0]
    backward = name.startswith("dL_")
    write = _BACKWARD[kind] if backward else _FORWARD[kind]
    return write(snapshot, neuron_of(name))


def _ready(snapshot: "NetworkSnapshot") -> Text:
    inside, formula, numbers = "x", r"\slot{x}", r"\slot{x}"
    for k in range(1, snapshot.n + 1):
        if k > 2 and k < snapshot.n:
            formula = r"\cdots"
            numbers = r"\cdots"
            continue
        w, b = rf"\slot{{w{k}_old}}", rf"\slot{{b{k}_old}}"
        formula = rf"\sigma({w}\,{formula} + {b})"
        numbers = rf"\sigma({w} \cdot {numbers} + {b})"
        inside = f"a{k}"
    answer = f"{snapshot.y:.0f}"
    caption = f"Ready: x = {format_number(snapshot.x)} goes in, and the right answer is {answer}."
    last = rf"\slot{{{inside}}}"
    return Text(caption, rf"{last} = {formula}", rf"{last} = {numbers}".partition(" = ")[2])


def _z(snapshot: "NetworkSnapshot", k: int) -> Text:
    z, w, b = f"z{k}", f"w{k}_old", f"b{k}_old"
    a = _input(k)
    caption = (
        f"Forward: neuron {k} weighs {spoken(a)} by {spoken(w)} and adds {spoken(b)}, "
        f"so {spoken(z)} = {_shown(snapshot, z)}."
    )
    formula = rf"\slot{{{z}}} = \slot{{{w}}} \, \slot{{{a}}} + \slot{{{b}}}"
    return Text(caption, formula, rf"\slot{{{w}}} \cdot \slot{{{a}}} + \slot{{{b}}} = \slot{{{z}}}")


def _a(snapshot: "NetworkSnapshot", k: int) -> Text:
    z, a = f"z{k}", f"a{k}"
    meaning = " That is the prediction ŷ." if k == snapshot.n else ""
    caption = (
        f"Forward: the sigmoid squeezes {spoken(z)} into 0 to 1, "
        f"so {spoken(a)} = {_shown(snapshot, a)}.{meaning}"
    )
    fraction = rf"\frac{{1}}{{1 + e^{{-\slot{{{z}}}}}}}"
    formula = rf"\slot{{{a}}} = \sigma(\slot{{{z}}}) = {fraction}"
    return Text(caption, formula, rf"{fraction} = \slot{{{a}}}")


def _loss(snapshot: "NetworkSnapshot", _: int) -> Text:
    a = f"a{snapshot.n}"
    chance = snapshot.value(a) if snapshot.y else 1.0 - snapshot.value(a)
    caption = (
        f"The loss: the network gave the right answer a chance of {format_number(chance)}, "
        f"which costs {_shown(snapshot, 'L')}."
    )
    formula = rf"-(\slot{{y}} \log \slot{{{a}}} + (1 - \slot{{y}}) \log(1 - \slot{{{a}}}))"
    numbers = (
        rf"-(\slot{{y}} \cdot \log \slot{{{a}}} + (1 - \slot{{y}}) \cdot "
        rf"\log(1 - \slot{{{a}}}))"
    )
    if not snapshot.batch:
        return Text(caption, rf"\slot{{L}} = {formula}", rf"{numbers} = \slot{{L}}")
    caption = f"The loss is the mean over all examples: {_shown(snapshot, 'L')}."
    return _mean(snapshot, caption, "L", "L_i", _example_loss(snapshot))


def _dz(snapshot: "NetworkSnapshot", k: int) -> Text:
    dz, a = f"dL_dz{k}", f"a{k}"
    if k == snapshot.n:
        caption = (
            f"Backward: sigmoid and cross-entropy together leave prediction minus answer, "
            f"{_shown(snapshot, dz)}."
        )
        right = rf"\slot{{{a}}} - \slot{{y}}"
        return Text(caption, rf"\slot{{{dz}}} = {right}", rf"{right} = \slot{{{dz}}}")
    slope = snapshot.value(a) * (1.0 - snapshot.value(a))
    caption = (
        f"Backward: the error passes through the sigmoid and shrinks by "
        f"{spoken(a)}(1−{spoken(a)}) = {format_number(slope)}."
    )
    da = f"dL_da{k}"
    formula = rf"\slot{{{dz}}} = \slot{{{da}}} \cdot \slot{{{a}}}(1 - \slot{{{a}}})"
    numbers = rf"\slot{{{da}}} \cdot \slot{{{a}}} \cdot (1 - \slot{{{a}}}) = \slot{{{dz}}}"
    return Text(caption, formula, numbers)


def _da(snapshot: "NetworkSnapshot", k: int) -> Text:
    da, dz, w = f"dL_da{k}", f"dL_dz{k + 1}", f"w{k + 1}_old"
    caption = (
        f"Backward: the error goes back through the weight {spoken(w)} = {_shown(snapshot, w)}, "
        f"so {spoken(da)} = {_shown(snapshot, da)}."
    )
    right = rf"\slot{{{dz}}} \cdot \slot{{{w}}}"
    return Text(caption, rf"\slot{{{da}}} = {right}", rf"{right} = \slot{{{da}}}")


def _dw(snapshot: "NetworkSnapshot", k: int) -> Text:
    dw, dz, a = f"dL_dw{k}", f"dL_dz{k}", _input(k)
    caption = (
        f"Backward: the gradient of {spoken(f'w{k}')} is the error term times the input "
        f"{spoken(a)}, {_shown(snapshot, dw)}."
    )
    right = rf"\slot{{{dz}}} \cdot \slot{{{a}}}"
    if not snapshot.batch:
        return Text(caption, rf"\slot{{{dw}}} = {right}", rf"{right} = \slot{{{dw}}}")
    term = snapshot.value(dz) * snapshot.value(a)
    return _mean(snapshot, caption, dw, rf"{symbol(dz)} \cdot {symbol(a)}", term)


def _db(snapshot: "NetworkSnapshot", k: int) -> Text:
    db, dz = f"dL_db{k}", f"dL_dz{k}"
    caption = (
        f"Backward: {spoken(f'b{k}')} is added as it is, so its gradient is the error term itself, "
        f"{_shown(snapshot, db)}."
    )
    if not snapshot.batch:
        right = rf"\slot{{{dz}}} \cdot 1"
        return Text(caption, rf"\slot{{{db}}} = \slot{{{dz}}}", rf"{right} = \slot{{{db}}}")
    return _mean(snapshot, caption, db, symbol(dz), snapshot.value(dz))


def _mean(snapshot: "NetworkSnapshot", caption: str, name: str, term: str, value: float) -> Text:
    """Write a mean over a batch as this example's term and that of all the others together."""
    m = len(snapshot.examples)
    here = snapshot.example + 1
    others = m * snapshot.value(name) - value
    kind = role(name)
    own = (
        Quantity("term", term, value, kind, f"the term of example {here}, which is shown"),
        Quantity("others", r"\ldots", others, kind, f"the other {m - 1} examples together"),
    )
    formula = rf"\slot{{{name}}} = \frac{{1}}{{{m}}} \sum_i \slot{{term}}"
    numbers = rf"\frac{{1}}{{{m}}} (\slot{{term}} + \slot{{others}}) = \slot{{{name}}}"
    return Text(caption, formula, numbers, own)


def _whole_update(snapshot: "NetworkSnapshot") -> Text:
    names = [f"{letter}{k}" for k in range(1, snapshot.n + 1) for letter in "wb"]
    gradient = dict(zip(names, snapshot.gradient(), strict=True))
    steepest = max(names, key=lambda name: abs(gradient[name]))
    text = Text(*update_text(snapshot, steepest))
    caption = (
        f"Update {snapshot.update}: loss {format_number(snapshot.computed.loss)}; "
        f"{spoken(steepest)} has the steepest gradient, "
        f"{format_number(gradient[steepest])}, and is now {_shown(snapshot, steepest + '_new')}."
    )
    return text._replace(caption=caption)


def _example_loss(snapshot: "NetworkSnapshot") -> float:
    return cross_entropy(snapshot.value(f"z{snapshot.n}"), snapshot.y)


def _input(k: int) -> str:
    return f"a{k - 1}" if k > 1 else "x"


def _shown(snapshot: "NetworkSnapshot", name: str) -> str:
    return format_number(snapshot.value(name))


def _source(snapshot: "NetworkSnapshot", name: str) -> str:
    if name in ("x", "y"):
        what = "input" if name == "x" else "answer"
        return f"the {what} of example {snapshot.example + 1} of {snapshot.examples.name}"
    if name == "rate":
        return "the learning rate as it is set"
    if name[0] in "wb":
        when = "after" if name.endswith("_new") else "before"
        return f"the parameter {when} update {snapshot.update}"
    place = phase_names(snapshot.n).index(name) + 1
    return f"computed in phase {place} of update {snapshot.update}"


_Writer = Callable[["NetworkSnapshot", int], Text]
_FORWARD: dict[str, _Writer] = {"z": _z, "a": _a, "L": _loss}
_BACKWARD: dict[str, _Writer] = {"z": _dz, "a": _da, "w": _dw, "b": _db}
