"""Vocabularies: JSON or lines, in the weights or beside them, and what is wrong with some."""

import json

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.files.foreign import open_model
from simulator.files.foreign.words import read_words
from simulator.files.readers import open_reader
from simulator.files.weights import SavedModel, write_model
from tests.files.foreign.paths import FOREIGN, lstm, written
from tests.simulation.readers import ANSWERS, WORDS, make_reader

FIVE = ("<unk>", "so", "日本", "é", " ")


@pytest.fixture
def weights(tmp_path):
    """A network of five words, without a vocabulary."""
    return written(tmp_path / "net.safetensors", lstm())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(FIVE)),
        ("a.json", json.dumps({word: number for number, word in enumerate(FIVE)})),
        ("a.json", json.dumps({str(number): word for number, word in enumerate(FIVE)})),
        ("a.txt", "\n".join(FIVE)),
        ("a.txt", "\ufeff" + "\r\n".join(FIVE) + "\r\n"),
        ("a.vocab", json.dumps(FIVE)),
    ],
)
def test_every_form_gives_the_same_words(weights, name, text):
    """A list, an object either way round, lines, with any line ends."""
    path = weights.with_name(name)
    path.write_text(text, encoding="utf-8", newline="")
    opened = open_model(weights, path)
    assert opened.vocabulary == FIVE
    assert name in opened.summary


@pytest.mark.parametrize(
    "name", ["net.vocab.json", "net.vocabulary.txt", "vocab.json", "vocab.txt"]
)
def test_a_vocabulary_beside_the_weights_is_found(weights, name):
    """By the name of the weights, or plainly."""
    words = json.dumps(FIVE) if name.endswith("json") else "\n".join(FIVE)
    weights.with_name(name).write_text(words, encoding="utf-8")
    assert open_model(weights).vocabulary == FIVE


def test_the_weights_can_carry_their_words(tmp_path):
    """In safetensors' metadata, or as an array of text in an .npz."""
    path = written(tmp_path / "a.safetensors", lstm(), {"vocab": json.dumps(FIVE)})
    assert open_model(path).vocabulary == FIVE
    path = written(tmp_path / "a.npz", lstm() | {"vocabulary": np.array(FIVE)})
    assert open_model(path).vocabulary == FIVE


def test_without_words_the_numbers_of_the_rows_are_typed(weights):
    """Typed numbers are the words' ids, and the summary says so."""
    reader = open_reader(weights)
    assert [token.id for token in reader.tokens_of("3 0 4")] == [3, 0, 4]
    assert "no vocabulary" in reader.origin


def test_keras_counts_from_one_and_pads_with_zero(weights):
    """A Tokenizer's word_index has no 0; TextVectorization's first word is empty."""
    path = weights.with_name("words.json")
    path.write_text(json.dumps({"so": 1, "a": 2, "b": 3, "c": 4}))
    assert open_model(weights, path).vocabulary == ("<pad>", "so", "a", "b", "c")
    path.write_text(json.dumps(["", "[UNK]", "a", "b", "c"]))
    assert open_model(weights, path).vocabulary == ("<pad>", "[UNK]", "a", "b", "c")


def test_another_size_names_both_numbers(weights):
    """Words of the vocabulary and rows of the embedding."""
    path = weights.with_name("words.txt")
    path.write_text("a\nb\nc\n")
    with pytest.raises(InputError, match=r"vocabulary has 3 words, but emb\.weight has 5 rows"):
        open_model(weights, path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "a.txt is empty"),
        ("a.json", b"", "a.json is no JSON"),
        ("a.json", b"[]", "no list of words"),
        ("a.json", b'"word"', "no list of words"),
        ("a.json", b"{}", "no list of words"),
        ("a.json", b"[" * 100_000, "no JSON"),
        ("a.json", b'["a", 3]', "entry 1 is 3, not a word"),
        ("a.json", b'{"a": 0, "b": 0}', "“a” and “b” both have the number 0"),
        ("a.json", b'{"a": 0, "b": 7}', "no word has the number 1, but the largest is 7"),
        ("a.json", b'{"a": 0, "b": "x"}', "the number of “b” is 'x'"),
        ("a.json", b'{"a": 0, "b": true}', "the number of “b” is True"),
        ("a.json", b'{"a": 0, "a": 1}', "“a” stands twice in the vocabulary, at 0 and 1"),
        ("a.json", b'["a", "b", "a"]', "“a” stands twice in the vocabulary, at 0 and 2"),
        ("a.txt", b"a\nb\nb\n", "“b” stands twice in the vocabulary, at 1 and 2"),
        ("a.txt", b"a\n\nb\n", "line 2 is empty"),
        ("a.txt", b"a\nb\0c\n", "binary file"),
        ("a.txt", bytes(range(128, 256)), "no text in UTF-8"),
    ],
)
def test_vocabularies_that_cannot_be_used_get_one_sentence(tmp_path, name, content, said):
    """The place is named."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as error:
        read_words(path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_folders_and_missing_vocabularies_are_named(tmp_path, weights):
    """As everywhere."""
    with pytest.raises(InputError, match="is a folder"):
        open_model(weights, tmp_path)
    with pytest.raises(InputError, match=r"none\.txt cannot be read"):
        open_model(weights, tmp_path / "none.txt")


def test_our_own_files_carry_their_words(tmp_path):
    """A file of Chainrule's opens as before; another vocabulary of the same size may be given."""
    path = tmp_path / "ours.safetensors"
    write_model(path, SavedModel(make_reader().model, WORDS, ANSWERS))
    assert open_reader(path).vocabulary.words == WORDS
    other = tmp_path / "other.json"
    other.write_text(json.dumps([word[::-1] + "!" for word in WORDS]))
    assert open_reader(path, other).vocabulary.words[6] == "devil!"
    other.write_text('["a"]')
    with pytest.raises(InputError, match="has 1 words, but"):
        open_reader(path, other)


def test_a_network_of_characters_reads_characters(tmp_path):
    """Where every word is one character, the text is cut into them."""
    path = written(
        tmp_path / "net.npz", lstm() | {"vocab": np.array(["<pad>", "a", "b", " ", "é"])}
    )
    tokens = open_reader(path).tokens_of("ab é")
    assert [token.id for token in tokens] == [1, 2, 3, 4]


def test_the_reader_tells_proof_and_tensors():
    """What the window shows: the sentence, and what became of each tensor."""
    reader = open_reader(FOREIGN / "keras_lstm.keras")
    assert reader.origin.startswith("Proved: ")
    assert len(reader.tensors) == 9
