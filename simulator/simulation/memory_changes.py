"""What somebody changes in a network while it reads, in words that outlive the sentence.

``f=0@.:all`` means every full stop of whatever sentence is read; which tokens those are is found
anew for each sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.engine.errors import InputError
from simulator.engine.interventions import Ablate, Clamp, Intervention, Patch, Units
from simulator.engine.recurrent_trace import patch_from
from simulator.simulation.memory_reader import Reader
from simulator.simulation.vocabulary import Token

ALL = "all"

_CLAMP = re.compile(r"(?P<gate>[a-z])\s*=\s*(?P<value>[^@\s]+)@(?P<tokens>.+):(?P<units>[^:]+)")
_NUMBERS = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")

Reference = tuple[str, int]
"""A sentence, and after which of its tokens its state is taken."""


@dataclass(frozen=True, slots=True)
class ClampRule:
    """Hold a gate or state at a value.

    Attributes:
        gate: Such as ``f``.
        value: What it is held at.
        tokens: ``all``, numbers from 0 such as ``6`` or ``2-4,9``, or a word: wherever it stands.
        units: ``all``, or numbers from 0 through all layers.
    """

    gate: str
    value: float
    tokens: str = ALL
    units: str = ALL

    def title(self) -> str:
        """Return it in a few words."""
        return f"{self.gate} = {self.value:g} {_at(self.tokens)}, {_of_units(self.units)}"

    def intervention(self, reader: Reader, tokens: Sequence[Token]) -> Intervention:
        """Return what it means for a sentence.

        Raises:
            InputError: If it does not fit.
        """
        chosen = tokens_of(self.tokens, tokens)
        return Clamp(self.gate, self.value, chosen, units_of(self.units, reader.units))


@dataclass(frozen=True, slots=True)
class AblateRule:
    """Silence units: their states are 0 at every token."""

    units: str

    def title(self) -> str:
        """Return it in a few words."""
        return f"{_of_units(self.units)} silenced"

    def intervention(self, reader: Reader, tokens: Sequence[Token]) -> Intervention:
        """Return what it means for a sentence.

        Raises:
            InputError: If there is no such unit.
        """
        return Ablate(units_of(self.units, reader.units))


@dataclass(frozen=True, slots=True)
class PatchRule:
    """Put the state that another sentence left into this one.

    Attributes:
        source: The other sentence.
        at: After which of its tokens the state is taken, from 0.
        token: After which token of this sentence it is put in.
        units: Which units; ``all`` or numbers.
    """

    source: str
    at: int
    token: int
    units: str = ALL

    def title(self) -> str:
        """Return it in a few words."""
        short = self.source if len(self.source) <= 28 else self.source[:27] + "…"
        return f"state after token {self.at} of “{short}” {_at(str(self.token))}"

    def intervention(self, reader: Reader, tokens: Sequence[Token]) -> Intervention:
        """Return what it means for a sentence.

        Raises:
            InputError: If there is no such token or unit.
        """
        if not 0 <= self.token < len(tokens):
            raise InputError(_no_token(self.token, len(tokens)))
        source = reader.read(self.source).trace
        patch: Patch = patch_from(source, self.at, self.token, units_of(self.units, reader.units))
        return patch


Rule = ClampRule | AblateRule | PatchRule


@dataclass(frozen=True, slots=True)
class Change:
    """A rule in the list, and whether it is switched on."""

    rule: Rule
    on: bool = True


def parse_clamp(text: str) -> ClampRule:
    """Return the rule that ``GATE=VALUE@TOKENS:UNITS`` means.

    Raises:
        InputError: If it is not written so.
    """
    match = _CLAMP.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        value = float(match["value"])
    except ValueError:
        raise InputError(
            f"--clamp {text}: write GATE=VALUE@TOKENS:UNITS, such as f=0@6:all, i=1@2-4:0,5,9 or "
            "f=0@.:all."
        ) from None
    if not -1e6 < value < 1e6:
        raise InputError(f"--clamp {text}: the value must be a number between -1e6 and 1e6.")
    return ClampRule(match["gate"], value, match["tokens"].strip(), match["units"].strip())


def tokens_of(written: str, tokens: Sequence[Token]) -> tuple[int, ...] | None:
    """Return which tokens are meant; None means all.

    Raises:
        InputError: If there are none.
    """
    if written == ALL:
        return None
    if _NUMBERS.fullmatch(written):
        chosen = _numbers(written)
        if chosen[-1] >= len(tokens):
            raise InputError(_no_token(chosen[-1], len(tokens)))
        return chosen
    found = tuple(k for k, token in enumerate(tokens) if token.text == written)
    if not found:
        raise InputError(f"The sentence has no token “{written}”, so there is nothing to change.")
    return found


def units_of(written: str, count: int) -> Units:
    """Return which units are meant; None means all.

    Raises:
        InputError: If there is no such unit.
    """
    if written == ALL:
        return None
    if not _NUMBERS.fullmatch(written):
        raise InputError(f"Units “{written}”: write all, or numbers such as 3 or 0,5,9 or 2-4.")
    chosen = _numbers(written)
    if chosen[-1] >= count:
        raise InputError(f"There is no unit {chosen[-1]}; the network has units 0 to {count - 1}.")
    return chosen


def interventions_of(
    rules: Sequence[Rule], reader: Reader, tokens: Sequence[Token]
) -> tuple[Intervention, ...]:
    """Return what rules mean for a sentence.

    Raises:
        InputError: If one does not fit the sentence or the network.
    """
    return tuple(rule.intervention(reader, tokens) for rule in rules)


def _numbers(written: str) -> tuple[int, ...]:
    chosen: set[int] = set()
    for part in written.split(","):
        first, _, last = part.partition("-")
        if int(last or first) > 1_000_000:
            raise InputError(f"“{written}”: there are not so many.")
        chosen.update(range(int(first), int(last or first) + 1))
    if not chosen:
        raise InputError(f"“{written}”: a range goes from the lower number to the higher one.")
    return tuple(sorted(chosen))


def _no_token(number: int, count: int) -> str:
    return f"There is no token {number}; the sentence has tokens 0 to {count - 1}."


def _at(tokens: str) -> str:
    if tokens == ALL:
        return "everywhere"
    return f"at token {tokens}" if _NUMBERS.fullmatch(tokens) else f"at “{tokens}”"


def _of_units(units: str) -> str:
    if units == ALL:
        return "all units"
    return f"unit{'s' if not units.isdigit() else ''} {units}"
