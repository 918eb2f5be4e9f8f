"""Training as a walk, and training in a process of its own."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.errors import StoppedError
from simulator.engine.recurrent import flatten
from simulator.engine.recurrent_gradients import NO_COST
from simulator.files.facts import read_facts
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.tasks.all import TASKS
from simulator.simulation.tasks.task import train_on_task
from simulator.simulation.training_process import train_beside
from simulator.simulation.training_run import (
    STEPS,
    Course,
    TrainingPlan,
)
from simulator.simulation.training_tasks import FILLER, TRAINING_TASKS, task_called

SMALL = Recipe(hidden=8, embedding=8, tokens=60_000, texts=300, seed=3)
PLAN = TrainingPlan("streams", SMALL)


@pytest.fixture(scope="module")
def corpus():
    """The sentences about the shipped facts."""
    return Corpus(read_facts())


def walked(course, snapshot):
    """All snapshots after this one."""
    found = []
    while (snapshot := course.next(snapshot)) is not None:
        found.append(snapshot)
    return found


def weights(snapshot):
    """All numbers of a network."""
    return flatten(snapshot.model)[0]


def test_a_walk_ends_with_the_weights_of_one_whole_run(corpus):
    """Looking on changes nothing: the weights are those of chainrule train."""
    course = Course.of(PLAN, corpus.facts)
    steps = walked(course, course.first(PLAN))
    assert steps[-1].finished
    assert steps[-1].step == SMALL.steps
    assert [snapshot.step for snapshot in steps[:3]] == [STEPS, 2 * STEPS, 3 * STEPS]
    whole = flatten(train_on_corpus(SMALL, corpus))[0]
    assert np.array_equal(weights(steps[-1]), whole)


def test_going_on_from_any_snapshot_gives_the_same_end(corpus):
    """A snapshot is a checkpoint: pausing and going on is exact."""
    course = Course.of(PLAN, corpus.facts)
    steps = walked(course, course.first(PLAN))
    again = walked(Course.of(PLAN, corpus.facts), steps[0])
    assert np.array_equal(weights(again[-1]), weights(steps[-1]))
    assert again[-1].history == steps[-1].history


def test_accuracy_is_measured_on_texts_never_learnt_from(corpus):
    """Before the first step, along the way and at the end, at each distance."""
    course = Course.of(PLAN, corpus.facts)
    last = walked(course, course.first(PLAN))[-1]
    assert last.measured[0].step == 0
    assert last.measured[-1].step == SMALL.steps
    assert all(len(one.accuracy) == len(FILLER) for one in last.measured)
    blank = corpus.vocabulary["___"]
    assert all(text.tokens[-1] == blank for texts in course.lesson.held_out for text in texts)


def test_a_window_keeps_gradients_from_flowing_far(corpus):
    """Truncated backpropagation gives other weights than the whole."""
    short = TrainingPlan("streams", SMALL, truncation=4)
    course = Course.of(PLAN, corpus.facts)
    ends = [course.next(course.first(plan)) for plan in (PLAN, short)]
    assert not np.array_equal(*(weights(end) for end in ends))


def test_the_keeping_cost_is_for_lstms_only():
    """What regularises an LSTM's gates has no meaning in other cells."""
    assert TrainingPlan("streams", Recipe(kind="rnn")).settings(9).cost is NO_COST
    assert PLAN.settings(9).cost is SMALL.cost


def test_tasks_are_found_by_name():
    """An unknown task is a fault of ours."""
    assert all(task_called(task.name) is task for task in TRAINING_TASKS)
    with pytest.raises(ValueError, match="no task x"):
        task_called("x")


def test_another_process_trains_the_same_network(corpus):
    """To the last bit, also through a pause and going on from its snapshot."""
    orders, seen = iter(["go", "pause", "pause"]), []
    tiny = TrainingPlan("single", Recipe(hidden=4, embedding=4, tokens=30_000, texts=100, most=1))
    end = train_beside(
        tiny, corpus.facts, None, lambda: next(orders, "go"), lambda: False, seen.append
    )
    course = Course.of(tiny, corpus.facts)
    here = walked(course, course.first(tiny))[-1]
    assert np.array_equal(weights(end), weights(here))
    assert seen[0].step == 0
    again = train_beside(
        tiny, corpus.facts, seen[-1], lambda: "go", lambda: False, lambda snapshot: None
    )
    assert np.array_equal(weights(again), weights(here))


def test_stopping_ends_the_other_process(corpus):
    """Nothing is left running."""
    with pytest.raises(StoppedError):
        train_beside(PLAN, corpus.facts, None, lambda: "go", lambda: True, lambda snapshot: None)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("name", ["recall", "adding", "reber", "next-word", "purchases"])
def test_small_tasks_train_as_the_command_does(corpus, name):
    """The same texts and steps, so the same weights; their example can be read back."""
    task = task_called(name)
    recipe = replace(task.recipe, hidden=4, tokens=20_000, texts=200, seed=2)
    course = Course.of(TrainingPlan(name, recipe), corpus.facts)
    end = walked(course, course.first(TrainingPlan(name, recipe)))[-1]
    assert np.array_equal(weights(end), flatten(train_on_task(recipe, TASKS[name]))[0])
    vocabulary, answers = task.words(corpus.facts)
    assert all(token.known for token in vocabulary.read(task.sentence))
    assert end.model.outputs == len(answers)


def test_reports_stay_few_in_long_runs():
    """They go along with every snapshot, so a long training must not have many."""
    assert PLAN.settings(1000).report_every == STEPS
    assert PLAN.settings(30_000).report_every == 60
