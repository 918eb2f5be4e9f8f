"""Sentences from other people's files."""

import pytest

from simulator.engine.errors import InputError
from simulator.files import sentences
from simulator.files.sentences import read_sentences


def texts(path):
    """Return what was read, without notes."""
    return [sentence.text for sentence in read_sentences(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_lines_of_a_text_file_are_sentences(tmp_path, encoding):
    """Empty lines are passed over; the usual encodings are understood."""
    path = tmp_path / "a.txt"
    path.write_bytes("Ich wohnte in Köln ___\n\n  Zweitens  \r\n".encode(encoding))
    assert texts(path) == ["Ich wohnte in Köln ___", "Zweitens"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_text_column_of_a_csv_is_found_by_name(tmp_path, delimiter):
    """Whatever the delimiter, and with the delimiter inside quotes."""
    path = tmp_path / "a.csv"
    path.write_text(f'id{delimiter}Text\n1{delimiter}"one{delimiter} two"\n2{delimiter}three\n')
    assert texts(path) == [f"one{delimiter} two", "three"]


def test_without_a_name_the_column_with_most_words_is_taken(tmp_path):
    """A table without header still gives its texts."""
    path = tmp_path / "a.csv"
    path.write_text("1,I lived in Spain\n2,she lived in Ireland\n")
    assert texts(path) == ["I lived in Spain", "she lived in Ireland"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "no sentence"),
        ("binary.txt", b"\x89PNG\x00\x01\x02", "no text file"),
        ("binary.txt", bytes(range(1, 256)), "no text file"),
        ("numbers.csv", b"1,2\n3,4\n", "no column of texts"),
        ("quotes.csv", b'text\n"never closed\n', "quotes"),
    ],
)
def test_other_files_get_one_sentence_with_their_name(tmp_path, name, content, said):
    """What is wrong, in which file."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_sentences(path)
    assert name in str(caught.value)


def test_missing_and_huge_files_are_refused_unread(tmp_path, monkeypatch):
    """A size is told before anything is read."""
    with pytest.raises(InputError, match="cannot be read"):
        read_sentences(tmp_path / "none.txt")
    monkeypatch.setattr(sentences, "LARGEST", 3)
    (tmp_path / "big.txt").write_text("four")
    with pytest.raises(InputError, match="at most"):
        read_sentences(tmp_path / "big.txt")


def test_right_to_left_text_and_emoji_are_text(tmp_path):
    """They are read as they are."""
    path = tmp_path / "a.txt"
    path.write_text("عشت في مصر ___ 👩‍🚀\n", encoding="utf-8")
    assert texts(path) == ["عشت في مصر ___ 👩‍🚀"]
