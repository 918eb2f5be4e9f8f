"""What the sentences are about: real countries."""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["language", "capital", "currency"]

ARTICLES = frozenset({"Netherlands", "Philippines"})
"""Countries that English gives an article."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One country; the fields are the answers to the three topics."""

    country: str
    language: str
    capital: str
    currency: str

    def answer(self, topic: Topic) -> str:
        """Return the word that fills the blank."""
        return str(getattr(self, topic))
