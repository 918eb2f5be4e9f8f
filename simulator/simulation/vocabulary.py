"""Words and their numbers, and how a text is cut into them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

UNKNOWN = "<unknown>"
"""Stands for every word that the vocabulary lacks."""

BLANK = "___"
"""Where the reader is to answer."""

NOT_STATED = "<not stated>"
"""The answer when no country was named."""

MOST_PIECES = 12
"""Of how many pieces a word may be made to be found in a text."""

SPECIAL = (UNKNOWN, BLANK, NOT_STATED)

_UNKNOWNS = (UNKNOWN, "<unk>", "<UNK>", "[UNK]", "UNK", "unk")
_BRACKETED = re.compile(r"<[^<>]+>|\[[^\[\]]+\]")
_PIECE = re.compile(
    r"<[^<>\s][^<>]*>"  # <not stated>
    r"|_{2,}"
    r"|\d+(?:[.,]\d+)*"
    r"|['’]s\b"
    r"|[^\W\d_]+(?:(?:-|['’](?!s\b))[^\W\d_]+)*"  # don't, Port-Louis
    r"|\S"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as written, its number, whether the vocabulary has it, and its place."""

    text: str
    id: int
    known: bool
    start: int
    """Index of its first character in the text (in its composed form, Unicode's NFC)."""
    end: int
    """Index after its last character."""


@dataclass(frozen=True)
class Vocabulary:
    """Words in the order of their numbers.

    A word is looked up as written, then in lower case, then capitalised. A word of several pieces,
    such as ``New Zealand``, ``w12`` or ``[PAD]``, is found as one token. Where every word is a
    single character (but for a few in brackets, such as ``<pad>``), a text is cut into characters;
    white space that is none of them is left out.

    Attributes:
        words: All words, each once.
    """

    words: tuple[str, ...]
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)
    _piece: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers = {word: number for number, word in enumerate(self.words)}
        if len(numbers) != len(self.words):
            raise ValueError("a word stands twice in the vocabulary")
        object.__setattr__(self, "_numbers", numbers)
        pieces = (len(_PIECE.findall(word)) for word in self.words if not word.isalpha())
        object.__setattr__(self, "_longest", min(max(pieces, default=1) or 1, MOST_PIECES))
        object.__setattr__(self, "_piece", _PIECE if not self.by_character else self._characters())

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._numbers

    def __getitem__(self, word: str) -> int:
        """Return the number of a word that is known to be there.

        Raises:
            KeyError: If it is not.
        """
        return self._numbers[word]

    def get(self, word: str, otherwise: int) -> int:
        """Return the number of a word as written, or another if it is not there."""
        return self._numbers.get(word, otherwise)

    @property
    def by_character(self) -> bool:
        """Whether its words are characters."""
        longer = (word for word in self.words if len(word) > 1)
        return any(len(word) == 1 for word in self.words) and all(
            _BRACKETED.fullmatch(word) or is_blank(word) for word in longer
        )

    @property
    def unknown(self) -> int | None:
        """Number of the token for unknown words, if there is one."""
        return next((self._numbers[word] for word in _UNKNOWNS if word in self), None)

    def find(self, text: str) -> int | None:
        """Return the number of a word in any of its spellings, or None."""
        for spelling in (text, text.lower(), text[:1].upper() + text[1:], text.title()):
            if spelling in self._numbers:
                return self._numbers[spelling]
        return None

    def encode(self, text: str) -> tuple[Token, ...]:
        """Cut a text into tokens; what the vocabulary lacks has ``known`` False.

        Unknown words get the number of the unknown token, or 0 if there is none.
        """
        text = self._normalised(text)
        pieces = [piece for piece in self._piece.finditer(text) if self._counts(piece.group())]
        tokens, first = [], 0
        while first < len(pieces):
            token, used = self._token(text, pieces[first : first + self._longest])
            tokens.append(token)
            first += used
        return tuple(tokens)

    def read(self, text: str) -> tuple[Token, ...]:
        """Return the tokens up to and with the first blank, which ends what a model reads."""
        tokens = self.encode(text)
        blanks = (index for index, token in enumerate(tokens) if is_blank(token.text))
        return tokens[: next(blanks, len(tokens)) + 1]

    def decode(self, numbers: Iterable[int]) -> str:
        """Return a text with these words, spaced and capitalised as people write it."""
        return as_written([self.words[number] for number in numbers])

    def _token(self, text: str, pieces: Sequence[re.Match[str]]) -> tuple[Token, int]:
        """Return the longest word that begins here, and how many pieces it takes."""
        start = pieces[0].start()
        for used in range(len(pieces), 0, -1):
            end = pieces[used - 1].end()
            written = text[start:end]
            number = self.find(self._spelling(written))
            if number is not None:
                return Token(written, number, True, start, end), used
        end = pieces[0].end()
        return Token(text[start:end], self.unknown or 0, False, start, end), 1

    def _spelling(self, written: str) -> str:
        if is_blank(written):
            return BLANK
        return written if self._piece is not _PIECE else " ".join(written.split())

    def _counts(self, piece: str) -> bool:
        return not piece.isspace() or piece in self

    def _characters(self) -> re.Pattern[str]:
        longer = sorted((word for word in self.words if len(word) > 1), key=len, reverse=True)
        return re.compile("|".join([*map(re.escape, longer), "_{2,}", "."]), re.DOTALL)

    def _normalised(self, text: str) -> str:
        # A network of characters may know both apostrophes.
        return _composed(text) if self._piece is not _PIECE else _normalised(text)


def is_blank(text: str) -> bool:
    """Return whether a token is a blank, of whatever length."""
    return len(text) > 1 and not text.strip("_")


def as_written(words: Sequence[str]) -> str:
    """Join words with spaces, none before punctuation, a capital at the start of a sentence."""
    text, begins = "", True
    for word in words:
        if begins and word[0].isalpha():
            word = word[0].upper() + word[1:]
        glued = not text or word in {".", ",", "'s", ";", ":", "!", "?"}
        text += word if glued else " " + word
        begins = word == "."
    return text


def split_words(text: str) -> tuple[str, ...]:
    """Cut a text into pieces without looking any of them up."""
    return tuple(_PIECE.findall(_normalised(text)))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _normalised(text: str) -> str:
    # One spelling of é and of the apostrophe.
    return _composed(text).replace("’", "'")
