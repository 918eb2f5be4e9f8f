"""The words of a network: a JSON list or object, or one word on each line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents, stem_of

LONGEST = 64 << 20
"""Bytes of a vocabulary that are read at most."""

PADDING = "<pad>"
"""The word of row 0 where the vocabulary counts from 1, and of an empty word."""

KEYS = ("vocabulary", "vocab", "words")
"""Under which names weights carry their vocabulary."""

ANSWER_KEYS = ("answers", "labels", "classes")
"""Under which names weights carry the words of their outputs."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the order of their numbers.

    Attributes:
        words: Each once.
        where: Where they come from, as a sentence would say it.
    """

    words: tuple[str, ...]
    where: str


def find_words(contents: Contents, weights: Path, given: Path | None) -> Words | None:
    """Return the vocabulary that is given, that the weights carry, or that lies beside them.

    Raises:
        InputError: If it cannot be used; one sentence says why.
    """
    if given is not None:
        return read_words(given)
    for key in KEYS:
        if key in contents.texts:
            name = f"{contents.name}: its {key}"
            return Words(_from_json(name, contents.texts[key]), f"the file carries its {key}")
    beside = vocabulary_beside(weights)
    return None if beside is None else read_words(beside)


def vocabulary_beside(weights: Path) -> Path | None:
    """Return the vocabulary in the folder of the weights, if there is one."""
    stem = stem_of(weights)
    names = [f"{stem}.{word}{end}" for word in ("vocab", "vocabulary") for end in (".json", ".txt")]
    names += [f"{word}{end}" for word in ("vocab", "vocabulary") for end in (".json", ".txt")]
    paths = (weights.with_name(name) for name in names)
    return next((path for path in paths if path.is_file() and path != weights), None)


def find_answers(contents: Contents) -> Words | None:
    """Return the words of the outputs, if the weights carry them.

    Raises:
        InputError: If they are no list.
    """
    for key in ANSWER_KEYS:
        if key in contents.texts:
            name = f"{contents.name}: its {key}"
            return Words(_from_json(name, contents.texts[key]), f"the file carries its {key}")
    return None


def read_words(path: Path) -> Words:
    """Return the words of a file.

    Raises:
        InputError: If it is missing, binary, empty, has a word twice, or lacks a number.
    """
    text = _text(path)
    words = None
    if path.suffix.lower() == ".json":
        words = _from_json(path.name, text)
    elif text.lstrip()[:1] in ("[", "{"):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            pass  # a list of words whose first one is "[PAD]"
        else:
            words = _from_json(path.name, text)
    return Words(words or _from_lines(path.name, text), f"words from {path.name}")


def check_once(name: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return words, each of which stands there once.

    Raises:
        InputError: Naming the first that does not, and its places.
    """
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        if word in seen:
            raise InputError(
                f"{name}: the word “{word}” stands twice in the vocabulary, at {seen[word]} and "
                f"{place}; give every word once."
            )
        seen[word] = place
    return tuple(words)


def _text(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the file of the vocabulary in it.")
    try:
        size = path.stat().st_size
        if size > LONGEST:
            raise InputError(
                f"{path.name} has {size / 2**20:,.0f} MB, too many for a vocabulary; give a list "
                "of words."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the name.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} is no text in UTF-8 (byte {error.start}); a vocabulary is a JSON list or "
            "object, or one word on each line."
        ) from error
    if "\0" in text:
        raise InputError(
            f"{path.name} is a binary file (byte 0 at {text.index(chr(0))}); a vocabulary is a "
            "JSON list or object, or one word on each line."
        )
    return text


def _from_lines(name: str, text: str) -> tuple[str, ...]:
    # Only line feeds part words: others, such as U+2028, may be words of a network of characters.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        raise InputError(f"{name} is empty; a vocabulary has a word for each row of the embedding.")
    if "" in lines:
        raise InputError(
            f"{name}: line {lines.index('') + 1} is empty; a vocabulary has one word on each line."
        )
    return check_once(name, lines)


def _from_json(name: str, text: str) -> tuple[str, ...]:
    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        check_once(name, [key for key, _ in pairs])
        return dict(pairs)

    try:
        found = json.loads(text, object_pairs_hook=each_once)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no JSON ({error}); write it with json.dump.") from error
    if isinstance(found, dict):
        found = _by_number(name, found)
    if not isinstance(found, list) or not found:
        raise InputError(
            f"{name} is no list of words; a vocabulary is a JSON list, or an object that gives "
            "each word its number."
        )
    for place, word in enumerate(found):
        if not isinstance(word, str):
            raise InputError(
                f"{name}: entry {place} is {word!r:.40}, not a word; write it in quotes."
            )
    words = [word or PADDING for word in found]  # Keras' TextVectorization calls padding ""
    return check_once(name, words)


def _by_number(name: str, found: dict[str, Any]) -> list[str]:
    """Return the words of an object in the order of their numbers."""
    if found and all(key.isdecimal() and isinstance(word, str) for key, word in found.items()):
        found = {word: int(key) for key, word in found.items()}  # number → word
    numbers: dict[int, str] = {}
    for word, number in found.items():
        if type(number) is not int or number < 0:
            raise InputError(
                f"{name}: the number of “{word}” is {number!r:.40}; give it from 0 on."
            )
        if number in numbers:
            raise InputError(
                f"{name}: “{numbers[number]}” and “{word}” both have the number {number}; give "
                "every word its own."
            )
        numbers[number] = word
    if numbers and 0 not in numbers and PADDING not in found:
        numbers[0] = PADDING  # Keras' Tokenizer counts from 1 and keeps 0 for padding
    gap = next((k for k in range(len(numbers)) if k not in numbers), None)
    if gap is not None:
        raise InputError(
            f"{name}: no word has the number {gap}, but the largest is {max(numbers)}; give the "
            f"numbers 0 to {len(numbers) - 1}."
        )
    return [numbers[k] for k in range(len(numbers))]
