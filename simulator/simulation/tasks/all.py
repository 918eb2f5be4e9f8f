"""The tasks by name."""

from simulator.simulation.tasks.applications import NEXT_WORD, PURCHASES
from simulator.simulation.tasks.memory import ADDING, EMBEDDED_REBER, RECALL
from simulator.simulation.tasks.task import Task

TASKS: dict[str, Task] = {
    task.name: task for task in (ADDING, RECALL, EMBEDDED_REBER, NEXT_WORD, PURCHASES)
}
