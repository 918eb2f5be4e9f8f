"""What ``chainrule train`` leaves in a folder: weights, vocabulary and model card."""

import json
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.atomic import write_atomically
from simulator.files.weights import SavedModel, write_model


def write_model_folder(
    folder: Path, name: str, saved: SavedModel, card: dict[str, object], text: str
) -> tuple[Path, ...]:
    """Write weights, vocabulary and card, and return the files.

    Args:
        folder: Where; it is made if it is not there.
        name: Of the files, without ending.
        saved: The network and its words.
        card: The card as data.
        text: The card for people.

    Raises:
        InputError: If a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror}); choose another folder."
        ) from error
    weights = folder / f"{name}.safetensors"
    contents = {
        folder / "vocabulary.json": _json(saved.vocabulary),
        folder / f"{name}.json": _json(card),
        folder / f"{name}.md": text.encode(),
    }
    write_model(weights, saved)
    for path, content in contents.items():
        write_atomically(path, content)
    return (weights, *contents)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
