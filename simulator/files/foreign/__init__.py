"""Other people's weights: PyTorch, Keras and ONNX, read without running any code of theirs.

Helper ``weights`` builds this package. ``open_model(path, vocabulary_path=None)`` returns an
``OpenedModel``: the network, its words, the proof of its gate order, and what became of each
tensor.
"""
