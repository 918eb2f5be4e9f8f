"""A sentence with its changes on disk."""

from pathlib import Path

import msgspec

from simulator.engine.errors import InputError
from simulator.files.atomic import write_atomically
from simulator.simulation.memory_changes import AblateRule, Change, ClampRule, PatchRule, Rule

FORMAT = "chainrule-memory-1"


class _Clamp(msgspec.Struct, tag="clamp", forbid_unknown_fields=True):
    gate: str
    value: float
    tokens: str
    units: str
    on: bool


class _Ablate(msgspec.Struct, tag="ablate", forbid_unknown_fields=True):
    units: str
    on: bool


class _Patch(msgspec.Struct, tag="patch", forbid_unknown_fields=True):
    source: str
    at: int
    token: int
    units: str
    on: bool


_Saved = _Clamp | _Ablate | _Patch


class MemorySession(msgspec.Struct, forbid_unknown_fields=True):
    """What is saved: the sentence, the name of the network, and the changes."""

    format: str
    sentence: str
    model: str
    changes: list[_Saved]


def write_session(path: Path, sentence: str, model: str, changes: tuple[Change, ...]) -> None:
    """Write a sentence and its changes.

    Raises:
        InputError: If the file cannot be written.
    """
    session = MemorySession(FORMAT, sentence, model, [_saved(change) for change in changes])
    write_atomically(path, msgspec.json.format(msgspec.json.encode(session), indent=2))


def read_session(path: Path) -> tuple[str, str, tuple[Change, ...]]:
    """Return the sentence, the name of the network, and the changes.

    Raises:
        InputError: If the file is something else, naming the place.
    """
    try:
        session = msgspec.json.decode(path.read_bytes(), type=MemorySession)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the name.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path.name} is no saved sentence of this lab ({error}); save one with What if, More."
        ) from error
    if session.format != FORMAT:
        raise InputError(f"{path.name} has the format {session.format}, not {FORMAT}.")
    return session.sentence, session.model, tuple(_change(saved) for saved in session.changes)


def _saved(change: Change) -> _Saved:
    rule = change.rule
    if isinstance(rule, ClampRule):
        return _Clamp(rule.gate, rule.value, rule.tokens, rule.units, change.on)
    if isinstance(rule, AblateRule):
        return _Ablate(rule.units, change.on)
    return _Patch(rule.source, rule.at, rule.token, rule.units, change.on)


def _change(saved: _Saved) -> Change:
    rule: Rule
    if isinstance(saved, _Clamp):
        rule = ClampRule(saved.gate, saved.value, saved.tokens, saved.units)
    elif isinstance(saved, _Ablate):
        rule = AblateRule(saved.units)
    else:
        rule = PatchRule(saved.source, saved.at, saved.token, saved.units)
    return Change(rule, saved.on)
