"""From templates to the token ids of all their variants, for each person who may speak."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.simulation.vocabulary import Vocabulary, split_words

COUNTRY, OTHER = -1, -2
"""Ids that stand for the country and for another country until a statement is made."""

_GROUP = re.compile(r"\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a statement is about, as the slots ``{S} {s} {O} {P} {was} {have}``."""

    names: tuple[str, ...]
    pronoun: str
    objective: str
    possessive: str
    was: str
    have: str

    def fill(self, template: str) -> str:
        """Return the template with this person in it; who it is becomes an alternative."""
        subject = self.names[0] if len(self.names) == 1 else f"({'|'.join(self.names)})"
        slots = {"S": subject, "s": self.pronoun, "O": self.objective, "P": self.possessive}
        slots |= {"was": self.was, "have": self.have, "C": "<country>", "D": "<other>"}
        return template.format(**slots)


PEOPLE = (
    Person(("I",), "I", "me", "my", "was", "have"),
    Person(("we", "my wife and I", "my brother and I"), "we", "us", "our", "were", "have"),
    Person(("she", "Anna", "Maria", "my sister", "my aunt"), "she", "her", "her", "was", "has"),
    Person(("he", "Peter", "Tom", "my friend", "my uncle"), "he", "him", "his", "was", "has"),
    Person(("they", "the children", "my cousins"), "they", "them", "their", "were", "have"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A template with its variants as ids: ``variants[person]`` lists them."""

    template: str
    held_out: bool
    variants: tuple[tuple[tuple[int, ...], ...], ...]


def expand(template: str) -> tuple[str, ...]:
    """Return every text that a template with alternatives ``(a|b|)`` stands for."""
    parts = _GROUP.split(template)
    # Odd parts are what stood in brackets.
    choices = [part.split("|") if odd % 2 else [part] for odd, part in enumerate(parts)]
    return tuple(dict.fromkeys(" ".join("".join(c).split()) for c in itertools.product(*choices)))


def words_of(template: str) -> set[str]:
    """Return all words that any variant for any person has, without the slots for countries."""
    texts = (text for person in PEOPLE for text in expand(person.fill(template)))
    return {word for text in texts for word in split_words(text)} - {"<country>", "<other>"}


def all_compiled(
    templates: Sequence[str], held_out: frozenset[str], vocabulary: Vocabulary
) -> tuple[Wording, ...]:
    """Return wordings in ids; words that only held-out wordings have are unknown."""
    return tuple(
        Wording(
            template,
            template in held_out,
            tuple(
                tuple(_ids(text, vocabulary) for text in expand(person.fill(template)))
                for person in PEOPLE
            ),
        )
        for template in templates
    )


def by_length(
    wordings: Sequence[Wording], held_out: bool, person: int
) -> list[list[tuple[int, ...]]]:
    """Return for each length n the variants of at most n tokens, up to the longest."""
    chosen = [v for w in wordings if w.held_out == held_out for v in w.variants[person]]
    longest = max(len(variant) for variant in chosen)
    return [[v for v in chosen if len(v) <= length] for length in range(longest + 1)]


def _ids(text: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    slots = {"<country>": COUNTRY, "<other>": OTHER}
    unknown = vocabulary.unknown or 0
    return tuple(
        slots[word] if word in slots else vocabulary.get(word, unknown)
        for word in split_words(text)
    )
