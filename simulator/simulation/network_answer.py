"""What somebody's own answer for the coming phase says about how it was found."""

import math
from dataclasses import dataclass
from typing import Literal

from simulator.engine.errors import InputError
from simulator.engine.network import pass_names
from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_chain import chain_factors
from simulator.simulation.network_phases import neuron_of, phase_names, spoken
from simulator.simulation.numbers import format_number

Verdict = Literal["right", "rounding", "sign", "factor", "term", "wrong"]

NEARLY, LAST_DIGIT = 0.02, 0.1
"""Off by less than the first share, or by one in the last digit and by less than the second, an
answer is called a slip of rounding."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is to be said of an answer."""

    verdict: Verdict
    sentence: str

    @property
    def right(self) -> bool:
        """Whether it counts."""
        return self.verdict == "right"


@dataclass(frozen=True, slots=True)
class Answer:
    """A number as it was typed, and half a unit of its last digit."""

    value: float
    tolerance: float
    digits: int

    def means(self, number: float) -> bool:
        """Whether ``number``, rounded to the digits that were given, is this answer."""
        return abs(self.value - number) <= self.tolerance * (1 + 1e-9)


def read_answer(text: str) -> Answer:
    """Return what was typed.

    Raises:
        InputError: If it is not a number.
    """
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"Your turn: “{text}” is not a number; type one such as -0.42 or 3e-4.")
    mantissa, _, exponent = plain.lower().partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    digits = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    return Answer(value, 0.5 * 10.0**-decimals, max(1, len(digits)))


def diagnose(snapshot: NetworkSnapshot, name: str, text: str) -> Diagnosis:
    """Say whether ``text`` is the value of the phase ``name``, or what went wrong.

    Raises:
        InputError: If it is not a number.
    """
    answer = read_answer(text)
    true = phase_value(snapshot, name)
    symbol = spoken(name)
    if answer.means(true):
        digits = f"{answer.digits} digit{'s' if answer.digits > 1 else ''}"
        return Diagnosis("right", f"Right to {digits}: {symbol} = {format_number(true)}.")
    if true and answer.means(-true):
        return Diagnosis("sign", f"Wrong sign: the size of {symbol} is right.")
    if true and abs(answer.value - true) <= _nearly(true, answer):
        return Diagnosis("rounding", "Nearly: off by rounding; keep one more digit on the way.")
    slip = _slip(snapshot, name, answer)
    return slip or Diagnosis("wrong", f"Not yet: look at the formula of {symbol} once more.")


def _nearly(true: float, answer: Answer) -> float:
    """Return how far off an answer may be by rounding alone."""
    return max(NEARLY * abs(true), min(LAST_DIGIT * abs(true), 3.01 * answer.tolerance))


def phase_value(snapshot: NetworkSnapshot, name: str) -> float:
    """Return what the phase ``name`` computes, whether it has come or not."""
    is_update = name not in pass_names(snapshot.n)
    return snapshot.value(f"{name}_new" if is_update else name)


def coming_phase(snapshot: NetworkSnapshot) -> tuple[NetworkSnapshot, str]:
    """Return the snapshot in whose update the coming phase is, and its name."""
    if snapshot.phase < 8 * snapshot.n:
        return snapshot, phase_names(snapshot.n)[snapshot.phase]
    following = snapshot.next()
    return following or snapshot, phase_names(snapshot.n)[0]


def _slip(snapshot: NetworkSnapshot, name: str, answer: Answer) -> Diagnosis | None:
    for verdict, wrong, sentence in _slips(snapshot, name):
        if answer.means(wrong):
            return Diagnosis(verdict, sentence)
        if wrong and answer.means(-wrong):
            return Diagnosis(verdict, f"{sentence[:-1]}, and the sign is wrong.")
    return None


def _slips(snapshot: NetworkSnapshot, name: str) -> list[tuple[Verdict, float, str]]:
    """Return wrong values that a known slip leads to, with what to say of each."""
    kind = name.removeprefix("dL_d")[0]
    if name not in pass_names(snapshot.n):
        return _update_slips(snapshot, name)
    if snapshot.batch and (name == "L" or name.startswith(("dL_dw", "dL_db"))):
        return _mean_slips(snapshot, name)
    if name.startswith("dL_") or kind == "z":
        factors, rest = _factors(snapshot, name)
        return _term_slips(snapshot, name) + _factor_slips(factors, rest)
    if kind == "a":
        a = snapshot.value(name)
        z = spoken(f"z{neuron_of(name)}")
        return [("sign", 1.0 - a, f"Forgot the minus of the exponent: e to the −{z}.")]
    a = snapshot.value(f"a{snapshot.n}")
    right = a if snapshot.y else 1.0 - a
    other = 1.0 - right
    return [
        ("term", -math.log(other) if other > 0 else math.inf, "Took the term of the other answer."),
        ("term", -math.log10(right) if right > 0 else math.inf, "Took the logarithm to base 10."),
    ]


def _factors(snapshot: NetworkSnapshot, name: str) -> tuple[list[tuple[str, float]], float]:
    """Return the factors of a product by name, and what is added to it."""
    k = neuron_of(name)
    if name[0] == "z":
        a = f"a{k - 1}" if k > 1 else "x"
        factors = [(spoken(q), snapshot.value(q)) for q in (f"w{k}_old", a)]
        return factors, snapshot.value(f"b{k}_old")
    kind = name.removeprefix("dL_d")[0]
    chain = chain_factors(snapshot, f"w{k}" if kind == "w" else f"b{k}")
    found = [(_written(q.name, q.symbol), q.value) for q in chain]
    if kind == "a":  # one factor more than the error term of the neuron after it
        following = chain_factors(snapshot, f"b{k + 1}")
        found = [(_written(q.name, q.symbol), q.value) for q in following]
        found.append((spoken(f"w{k + 1}"), snapshot.value(f"w{k + 1}_old")))
    return _with_halves(snapshot, found), 0.0


def _with_halves(
    snapshot: NetworkSnapshot, factors: list[tuple[str, float]]
) -> list[tuple[str, float]]:
    """Add the two halves of each slope a(1−a): one of them is easily forgotten."""
    halves = []
    for k in range(1, snapshot.n):
        a = f"a{k}"
        if any(written == f"{spoken(a)}(1−{spoken(a)})" for written, _ in factors):
            halves += [(spoken(a), snapshot.value(a)), (f"1−{spoken(a)}", 1 - snapshot.value(a))]
    return factors + halves


def _factor_slips(
    factors: list[tuple[str, float]], added: float
) -> list[tuple[Verdict, float, str]]:
    product = math.prod(value for _, value in _independent(factors))
    slips: list[tuple[Verdict, float, str]] = []
    for written, value in factors:
        if value not in (0.0, 1.0):
            slips.append(("factor", product / value + added, f"Forgot the factor {written}."))
            slips.append(
                ("factor", product * value + added, f"The factor {written} was taken twice.")
            )
    return slips


def _independent(factors: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the factors without the halves of slopes, which are in them already."""
    wholes = [written for written, _ in factors if "(" in written]
    return [
        (written, value)
        for written, value in factors
        if "(" in written or not any(written in whole for whole in wholes)
    ]


def _term_slips(snapshot: NetworkSnapshot, name: str) -> list[tuple[Verdict, float, str]]:
    k = neuron_of(name)
    if name[0] == "z":
        b = snapshot.value(f"b{k}_old")
        without = snapshot.value(name) - b
        bias = spoken(f"b{k}")
        return [
            ("term", without, f"Forgot to add {bias}."),
            ("term", without - b, f"Subtracted {bias} instead of adding it."),
        ]
    a, y = snapshot.value(f"a{snapshot.n}"), snapshot.y
    if name == f"dL_dz{snapshot.n}" and y:
        return [("term", a, "Forgot to subtract the answer y.")]
    return []


def _mean_slips(snapshot: NetworkSnapshot, name: str) -> list[tuple[Verdict, float, str]]:
    m, true = len(snapshot.examples), snapshot.value(name)
    one = snapshot.changed(batch=False).value(name)
    return [
        ("factor", m * true, f"Forgot to divide by the {m} examples."),
        ("term", one, "That is this example's part; the mean over all is wanted."),
    ]


def _update_slips(snapshot: NetworkSnapshot, name: str) -> list[tuple[Verdict, float, str]]:
    old, new = snapshot.value(f"{name}_old"), snapshot.value(f"{name}_new")
    gradient = snapshot.value(f"dL_d{name}")
    return [
        ("sign", old + (old - new), "Went along the gradient; it must be subtracted."),
        ("factor", old - gradient, "Forgot the factor α, the learning rate."),
        ("term", old, f"That is {spoken(name)} before the update."),
        ("term", new - old, f"That is the step; subtract it from {spoken(name)}."),
        ("term", old - new, f"That is the step; subtract it from {spoken(name)}."),
    ]


def _written(name: str, symbol: str) -> str:
    if "(" in symbol:
        return f"{spoken(name)}(1−{spoken(name)})"
    if name.startswith("dL_dz"):
        return f"{spoken('a' + name[5:])}−y"
    return spoken(name)
