"""Other people's weights: PyTorch, Keras and ONNX, read without running any code of theirs.

``open_model(path, vocabulary_path=None)`` returns an ``OpenedModel``: the network, its words,
the proof of its gate order, and what became of each tensor.
"""

from simulator.files.foreign.opened import OpenedModel, open_model

__all__ = ["OpenedModel", "open_model"]
