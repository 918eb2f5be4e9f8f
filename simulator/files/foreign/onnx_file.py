"""Reading ONNX: the nodes LSTM, GRU and RNN of the graph, their weights, and what feeds them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Arrays, Contents, Use
from simulator.files.foreign.onnx_external import external_array

RECURRENT = ("LSTM", "GRU", "RNN")
"""The operators that are read."""

PASSING = (
    *("Squeeze", "Unsqueeze", "Transpose", "Reshape", "Identity", "Dropout", "Cast", "Flatten"),
    *("Slice", "Gather"),
)
"""Operators that only pass on what they read, in another shape or in part."""

ACTIVATIONS = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"], "RNN": ["tanh"]}


_DAMAGED = "{} is no ONNX file, or damaged; export it again."


def read_onnx(path: Path) -> Contents:
    """Return the weights of the recurrent nodes, named W, R and B, and of what stands around them.

    Raises:
        InputError: If onnx is missing, the file is something else, or a node computes what
            Chainrule does not.
    """
    onnx = _onnx(path.name)
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf's errors have no common class of their own
        raise InputError(_DAMAGED.format(path.name)) from error
    try:
        found = _Graph(onnx, path, model.graph).contents()
    except (TypeError, UnicodeDecodeError) as error:  # a text of the graph is no text
        raise InputError(_DAMAGED.format(path.name)) from error
    if not all(isinstance(name, str) for name in found.arrays):
        raise InputError(_DAMAGED.format(path.name))
    return found


class _Graph:
    """The graph of a model; ``contents`` is all that is wanted of it."""

    def __init__(self, onnx: Any, path: Path, graph: Any) -> None:
        self._onnx, self._path = onnx, path
        self._nodes = list(graph.node)
        self._makers = {name: node for node in self._nodes for name in node.output if name}
        self._constants = {tensor.name: tensor for tensor in graph.initializer}
        for node in self._nodes:
            if node.op_type == "Constant" and node.attribute[:1]:
                self._constants[node.output[0]] = node.attribute[0].t
        self._parts: dict[int, str] = {}

    def contents(self) -> Contents:
        """Return the arrays, by names that say what they are."""
        recurrent = [node for node in self._nodes if node.op_type in RECURRENT]
        if not recurrent:
            raise InputError(
                f"{self._path.name} has no LSTM, GRU or RNN node: if its loop was unrolled by the "
                "exporter, export it with dynamo=False, or write the weights as safetensors."
            )
        arrays: Arrays = {}
        for number, node in enumerate(recurrent):
            part = node.name or node.op_type.lower()
            part = f"{part}_{number}" if part in self._parts.values() else part
            self._parts[id(node)] = part
            self._check(node, part)
            arrays |= self._weights(node, part)
        uses: dict[str, Use] = {}
        taken = {name for node in recurrent for name in node.input[1:]}
        for name, array, use in self._others(taken):
            arrays[name] = array
            if use is not None:
                uses[name] = use
        stated = any(name.endswith("/W") for name in arrays)
        sequences = tuple(self._sequences(recurrent)) if stated else None
        return Contents(self._path.name, arrays, {}, uses, sequences)

    def _check(self, node: Any, part: str) -> None:
        """Refuse what Chainrule does not compute."""
        file, settings = self._path.name, _settings(node)
        direction = settings.get("direction", b"forward").decode()
        if direction != "forward":
            raise InputError(
                f"{file} is {direction} ({part}): Chainrule follows a memory from the first word "
                "to the last; export one that reads forward."
            )
        usual = ACTIVATIONS[node.op_type]
        given = [name.decode().lower() for name in settings.get("activations", [])]
        if given and given != usual:
            raise InputError(
                f"{file}: {part} has the activations {', '.join(given)}; Chainrule computes "
                f"{', '.join(usual)}."
            )
        if settings.get("clip") or settings.get("input_forget"):
            raise InputError(f"{file}: {part} has clip or input_forget, which are not computed.")
        if node.op_type == "GRU" and not settings.get("linear_before_reset"):
            raise InputError(
                f"{file}: {part} resets its state before the product (linear_before_reset=0), "
                "which Chainrule's GRU does not; PyTorch and Keras export 1."
            )
        for place in (5, 6):
            start = self._constant(node.input[place]) if len(node.input) > place else None
            if start is not None and start.any():
                raise InputError(f"{file}: {part} starts from a state that is not zero.")

    def _weights(self, node: Any, part: str) -> Arrays:
        """Return W, R, B and P, as far as they stand in the file as they are used.

        Exporters may leave PyTorch's own tensors and turn them in the graph; then nothing is
        returned, and those are read by their names.
        """
        places = {"W": 1, "R": 2, "B": 3, "P": 7}
        found = {
            what: self._constant(node.input[place])
            for what, place in places.items()
            if len(node.input) > place and node.input[place]
        }
        if any(array is None for array in found.values()):
            return {}
        return {f"{part}/{what}": array for what, array in found.items() if array is not None}

    def _constant(self, name: str) -> NDArray[Any] | None:
        """Return an array that stands in the file, also behind an Identity."""
        while name not in self._constants:
            node = self._makers.get(name)
            if node is None or node.op_type != "Identity":
                return None
            name = node.input[0]
        tensor = self._constants[name]
        if tensor.data_location == self._onnx.TensorProto.EXTERNAL:
            return external_array(self._onnx, self._path, tensor)
        try:
            array = np.asarray(self._onnx.numpy_helper.to_array(tensor))
        except (ValueError, TypeError) as error:
            raise InputError(
                f"{self._path.name}: {name} is damaged ({error}); export it again."
            ) from error
        return array.astype(np.float32) if array.dtype.name == "bfloat16" else array

    def _others(self, taken: set[str]) -> Iterator[tuple[str, NDArray[Any], Use | None]]:
        """Yield the other arrays of one or two axes, and what the nodes that read them say."""
        for name, tensor in self._constants.items():
            shape = tuple(tensor.dims)
            if name in taken or not 1 <= len(shape) <= 2 or min(shape) < 1 or max(shape) < 2:
                continue
            array = self._constant(name)
            if array is not None and array.dtype.kind == "f":
                yield name, array, self._use(name, len(shape))

    def _use(self, name: str, axes: int) -> Use | None:
        for node in self._nodes:
            if name not in node.input:
                continue
            place = list(node.input).index(name)
            if node.op_type == "Gather" and place == 0 and axes == 2:
                return "embedding"
            if node.op_type == "Transpose" and axes == 2:
                return "head"
            if node.op_type == "MatMul" and place == 1:
                return "head transposed"
            if node.op_type == "Gemm" and place == 1:
                return "head" if _settings(node).get("transB") else "head transposed"
            if axes == 1 and (node.op_type, place) == ("Gemm", 2):
                return "head bias"
            if axes == 1 and node.op_type == "Add" and self._after_product(node, name):
                return "head bias"
        return None

    def _after_product(self, node: Any, name: str) -> bool:
        makers = [self._makers.get(other) for other in node.input if other != name]
        return any(maker is not None and maker.op_type == "MatMul" for maker in makers)

    def _sequences(self, recurrent: list[Any]) -> Iterator[tuple[str, ...]]:
        """Yield rows of nodes that feed one another, the lowest first."""
        below = {id(node): self._recurrent_below(node) for node in recurrent}
        for node in recurrent:
            if below[id(node)] is not None:
                continue
            row, here = [self._parts[id(node)]], node
            while here is not None:
                above = (n for n in recurrent if below[id(n)] is here)
                here = next(above, None)
                row += [self._parts[id(here)]] if here is not None else []
            yield tuple(row)

    def _recurrent_below(self, node: Any) -> Any | None:
        """Return the recurrent node that feeds this one; None if words or features do."""
        between = None
        here = self._makers.get(node.input[0])
        for _ in self._nodes:
            if here is None or (here.op_type == "Gather" and here.input[0] in self._constants):
                return None
            if here.op_type in RECURRENT:
                if between is not None:
                    raise InputError(
                        f"{self._path.name}: between two recurrent layers stands {between}, which "
                        "Chainrule does not compute; it shows layers that read one another."
                    )
                return here
            if here.op_type not in PASSING:
                between = here.op_type
            here = self._makers.get(here.input[0]) if here.input else None
        return None


def _settings(node: Any) -> dict[str, Any]:
    """Return the attributes of a node that matter here, by name."""
    kinds = {1: "f", 2: "i", 3: "s", 8: "strings"}
    return {a.name: getattr(a, kinds[a.type]) for a in node.attribute if a.type in kinds}


def _onnx(file: str) -> Any:
    try:
        import onnx
        import onnx.numpy_helper
    except ImportError as error:
        raise InputError(
            f"{file} is an ONNX file, which needs onnx: pip install 'chainrule[onnx]' (with pipx: "
            "pipx inject chainrule onnx)."
        ) from error
    return onnx
