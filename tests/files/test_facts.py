"""Tests of ``simulator.files.facts``."""

import pytest

from simulator.engine.errors import InputError
from simulator.files.facts import read_facts


def test_the_shipped_facts_are_read():
    """Ireland speaks Irish, is governed from Dublin and pays in Euro."""
    (ireland,) = [fact for fact in read_facts() if fact.country == "Ireland"]
    assert (ireland.language, ireland.capital, ireland.currency) == ("Irish", "Dublin", "Euro")


def test_no_word_answers_two_topics():
    """A word that were both a language and a currency would make answers ambiguous."""
    facts = read_facts()
    topics = [{getattr(f, t) for f in facts} for t in ("language", "capital", "currency")]
    countries = {fact.country for fact in facts}
    assert sum(map(len, topics)) + len(countries) == len(set().union(countries, *topics))


def test_a_missing_column_or_file_is_said_in_one_sentence(tmp_path):
    """The message names the column, or the file."""
    path = tmp_path / "f.csv"
    path.write_text("country,language\nA,B\n")
    with pytest.raises(InputError, match="no column 'capital'"):
        read_facts(path)
    with pytest.raises(InputError, match=r"gone\.csv cannot be read"):
        read_facts(tmp_path / "gone.csv")
