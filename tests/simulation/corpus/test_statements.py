"""Tests of ``simulator.simulation.corpus.statements``: above all of what is held out."""

import itertools

import pytest

from simulator.simulation.corpus import fillers, openers, questions
from simulator.simulation.corpus.statements import HELD_OUT_PAIRS, LONGEST_FILLER
from simulator.simulation.corpus.wording import COUNTRY, OTHER, PEOPLE, expand
from simulator.simulation.vocabulary import BLANK, NOT_STATED, UNKNOWN, split_words

IRELAND = "I lived in Ireland, so at school they made me learn how to speak ___"


def _held_out_parts(corpus, templates):
    """Every variant of held-out wordings as ids, cut at the countries; four words or longer."""
    texts = (text for t in templates for p in PEOPLE for text in expand(p.fill(t)))
    cut = (text.replace("<country>", "|").replace("<other>", "|").split("|") for text in texts)
    words = corpus.vocabulary
    for part in set(itertools.chain.from_iterable(cut)):
        ids = tuple(words[w] if w in words else words[UNKNOWN] for w in split_words(part))
        if len(ids) >= 4:
            yield ids


def _contains(text, part):
    return any(text[k : k + len(part)] == part for k in range(len(text) - len(part) + 1))


def test_training_never_meets_a_held_out_wording(corpus, dice):
    """Neither by its template nor word for word does training hold what tests ask."""
    made = [corpus.statement(dice) for _ in range(3000)]
    held_out = openers.HELD_OUT | questions.HELD_OUT
    assert not any(s.opener in held_out or s.question in held_out for s in made)
    text = tuple(token for s in made for token in s.ids)
    parts = set(_held_out_parts(corpus, held_out | fillers.HELD_OUT))
    assert len(parts) > 20
    for size in {len(part) for part in parts}:
        seen = {text[k : k + size] for k in range(len(text) - size)}
        assert not [part for part in parts if part in seen]


def test_pairs_of_the_test_split_are_never_trained_on(corpus, dice):
    """No (country, opener) and no (country, question) of the test is among training's."""
    trained, tested = set(), set()
    for split, seen in (("train", trained), ("pairs", tested)):
        for _ in range(4000):
            s = corpus.statement(dice, split, stated=True)
            seen.update({(s.country, s.opener), (s.country, s.question)})
    assert len(tested) > 500
    assert not trained & tested


def test_the_rule_for_pairs_holds_out_one_in_ten(corpus):
    """Each known wording lacks about a tenth of the countries."""
    held = [corpus.allowed(c, 3, False, "pairs") for c in range(len(corpus.facts))]
    assert sum(held) == pytest.approx(len(held) / HELD_OUT_PAIRS, abs=1)


def test_the_irish_sentence_is_not_in_the_training_text(corpus, dice):
    """Its question is never trained on, with any country, so neither is the sentence."""
    assert "at school they made {O} learn how to speak" in questions.HELD_OUT
    tokens = corpus.vocabulary.encode(IRELAND)
    assert all(token.known for token in tokens)
    ids = tuple(token.id for token in tokens)
    question = ids[ids.index(corpus.vocabulary["at"]) : -1]
    for _ in range(3000):
        s = corpus.statement(dice, "train", distance=0)
        assert s.ids != ids
        assert not _contains(s.ids, question)


@pytest.mark.parametrize("split", ["train", "pairs", "wordings"])
@pytest.mark.parametrize("distance", [0, 1, 2, 7, 40, 80])
def test_a_distance_is_made_exactly(corpus, dice, split, distance):
    """However many tokens are asked for, so many stand between opener and question."""
    wordings = {w.template: w for w in corpus._openers}
    asked = {w.template: w for texts in corpus._questions.values() for w in texts}
    for _ in range(20):
        s = corpus.statement(dice, split, distance, stated=True)
        article = s.country in {"Netherlands", "Philippines"}
        ends = (wordings[s.opener].variants, asked[s.question].variants)
        sizes = [{len(v) for person in of for v in person} for of in ends]
        # Besides these, a blank, perhaps an article, and up to four tokens that join the two.
        rest = len(s.ids) - distance - 1 - article
        assert any(0 <= rest - a - b <= 4 for a in sizes[0] for b in sizes[1])


def test_training_keeps_to_its_distances(corpus, dice):
    """Training never goes beyond 30 tokens of filler, and uses all up to there."""
    assert {corpus.statement(dice).distance for _ in range(2000)} == set(range(LONGEST_FILLER + 1))


def test_the_answer_is_the_fact_of_the_stated_country(corpus, dice):
    """The answer belongs to the country in the opener, not to one in the filler."""
    facts = {fact.country: fact for fact in corpus.facts}
    numbers = {corpus.vocabulary[country] for country in facts}
    others = 0
    for _ in range(500):
        s = corpus.statement(dice)
        named = [token for token in s.ids if token in numbers]
        others += len(named) - (s.country is not None)
        if s.country is None:
            assert s.answer == NOT_STATED
        else:
            assert s.answer == facts[s.country].answer(s.topic)
            assert corpus.vocabulary.words[named[0]] == s.country
        assert s.ids[-1] == corpus.vocabulary[BLANK]
        assert not {COUNTRY, OTHER} & set(s.ids)
    assert others > 100


def test_some_statements_name_no_country(corpus, dice):
    """Between 12 and 30 % do not: that is what makes forgetting pay."""
    made = [corpus.statement(dice) for _ in range(3000)]
    assert 0.12 < sum(s.country is None for s in made) / len(made) < 0.3


def test_the_vocabulary_holds_every_answer_and_country(corpus):
    """72 countries, 61 languages, and all that training can ask or say."""
    assert len(corpus.facts) == 72
    assert len({fact.language for fact in corpus.facts}) == 61
    assert all(word in corpus.vocabulary for word in corpus.answers)
    assert {"I", ".", ",", "the", UNKNOWN, BLANK} <= set(corpus.vocabulary.words)
