"""The model card: what a network was trained on, how, and what it can and cannot do."""

from typing import Any

from simulator.engine.recurrent import RecurrentModel
from simulator.simulation.corpus import fillers, openers, questions
from simulator.simulation.corpus.measures import (
    DISTANCES,
    accuracy_at,
    gradient_by_distance,
    leak,
    resets,
)
from simulator.simulation.corpus.recipe import Recipe
from simulator.simulation.corpus.statements import HELD_OUT, LONGEST_FILLER, Corpus
from simulator.simulation.corpus.streams import WORD_DROPOUT, WORD_NOISE, majority

Card = dict[str, Any]
"""Plain data that JSON can hold."""

GRADIENT_AT = (0, 10, 20, 40, 60)
"""Tokens before the blank at which the card says how much gradient is left."""


def card_of(model: RecurrentModel, recipe: Recipe, corpus: Corpus, command: str) -> Card:
    """Measure a network and return its card.

    Args:
        model: The trained network.
        recipe: How it was trained.
        corpus: On what.
        command: The command line that trained it.
    """
    card: Card = {
        "model": recipe.kind,
        "parameters": model.parameter_count,
        "hidden": recipe.hidden,
        "embedding": recipe.embedding,
        "words": len(corpus.vocabulary),
        "answers": len(corpus.answers),
        "tokens": recipe.tokens,
        "steps": recipe.steps,
        "seed": recipe.seed,
        "command": command,
        "corpus": _corpus(corpus),
        "majority_baseline": majority(corpus),
        "accuracy": {
            split: {str(k): accuracy_at(model, corpus, k, split) for k in DISTANCES}
            for split in ("pairs", "wordings")
        },
        "gradient": _gradient(model, corpus),
    }
    if recipe.kind == "ann":
        card["window"] = recipe.window
    if recipe.kind == "lstm":
        card |= _lstm(model, recipe, corpus)
    return card


def card_text(card: Card) -> str:
    """Return the card for people, in Markdown."""
    about, scores = card["corpus"], card["accuracy"]
    rows = "\n".join(
        f"| {k} | {scores['pairs'][k]:.3f} | {scores['wordings'][k]:.3f} |" for k in scores["pairs"]
    )
    return f"""# {card["model"].upper()} of {card["hidden"]} units

{card["parameters"]:,} parameters, {card["words"]} words, {card["answers"]} possible answers,
made by

    {card["command"]}

**Trained on** {card["tokens"]:,} tokens (seed {card["seed"]}) of sentences that are made from
templates, not written by people: {about["openers"]} openers, {about["questions"]} questions and
{about["fillers"]} filler clauses about {about["countries"]} countries, their language, capital
and currency (see assets/facts/SOURCE.md). A text has one to three statements with no reset
between them and 0 to {about["longest_filler"]} tokens of filler in each. A fifth of the
statements name no country; their answer is `<not stated>`. In training {WORD_DROPOUT:.0%} of the
words are made unknown and {WORD_NOISE:.0%} become another word.

**What it cannot do.** The facts are memorised and cannot be held out; of a country that is not
among them it says `<not stated>`. A statement is one sentence: at a full stop the place is to be
forgotten. In training the first country of a statement is the one that is meant, and the network
takes it so: "my aunt lives in France, but I grew up in Ireland" is France to it. It has learned
blanks of this kind only, not language.

**Accuracy on held-out sentences** by tokens of filler (40 and 80 are never trained on). Pairs:
known wordings that this country was never seen with. Wordings: openers, questions and fillers
that were never seen. Always giving the commonest answer: {card["majority_baseline"]:.3f}.

| filler | pairs | wordings |
|---|---|---|
{rows}

{_gradient_text(card)}{_lstm_text(card)}"""


def _corpus(corpus: Corpus) -> Card:
    opening = (*openers.CLAUSES, *openers.PHRASES, *openers.WITHOUT_COUNTRY)
    asked = [text for texts in questions.TOPICS.values() for text in texts]
    filling = (*fillers.PLAIN, *fillers.WITH_COUNTRY)
    return {
        "countries": len(corpus.facts),
        "openers": len(set(opening) - HELD_OUT),
        "questions": len(set(asked) - HELD_OUT),
        "fillers": len(set(filling) - HELD_OUT),
        "held_out_wordings": len(HELD_OUT),
        "longest_filler": LONGEST_FILLER,
    }


def _gradient(model: RecurrentModel, corpus: Corpus) -> Card:
    found = gradient_by_distance(model, corpus)
    return {state: {str(k): float(norms[k]) for k in GRADIENT_AT} for state, norms in found.items()}


def _lstm(model: RecurrentModel, recipe: Recipe, corpus: Corpus) -> Card:
    gates = resets(model, corpus)
    as_is, held_open = leak(model, corpus)
    return {
        "forget_bias": recipe.forget_bias if recipe.chrono is None else None,
        "chrono": recipe.chrono,
        "cost": {"keep": recipe.cost.keep, "energy": recipe.cost.energy},
        "resets": {
            "keepers": gates.keepers,
            "resetting": gates.resetting,
            "forget_gate_on_filler": gates.filler,
            "forget_gate_at_full_stop": gates.full_stop,
        },
        "leak": {"as_is": as_is, "forget_gate_held_at_1": held_open},
    }


def _gradient_text(card: Card) -> str:
    found = (f"∂/∂{state} {norms['60']:.2g}" for state, norms in card["gradient"].items())
    return (
        "**Gradient of the answer** 60 tokens before the blank, relative to the blank:\n"
        f"{', '.join(found)}.\n"
    )


def _lstm_text(card: Card) -> str:
    if card["model"] != "lstm":
        return ""
    gates, leaks, cost = card["resets"], card["leak"], card["cost"]
    return f"""
**Forget gates.** {gates["keepers"]} of {card["hidden"]} units keep (forget gate at least 0.9 on
filler); {gates["resetting"]} of these reset at a full stop. Mean forget gate of the keepers:
{gates["forget_gate_on_filler"]:.2f} on filler, {gates["forget_gate_at_full_stop"]:.2f} at a full
stop. Where a statement names no country, that of the statement before is answered in
{leaks["as_is"]:.0%} of the cases, and in {leaks["forget_gate_held_at_1"]:.0%} if the forget gates
are held at 1 at the full stop.

**To be told with these figures:** the loss was cross-entropy + {cost["keep"]:g} mean(1 − f) +
{cost["energy"]:g} mean(c²). This keep-and-energy cost makes units keep unless forgetting pays,
and makes the resets robust; it also regularises, and helps this network to learn at all. What
comes without it, `chainrule experiment reset` and `distance` measure (assets/results).
"""
