"""Files that cannot be opened: one clear sentence each, and nothing is run or half opened."""

import io
import json
import pickle
import struct
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.files.foreign import open_model
from simulator.files.foreign.formats import read_contents
from simulator.files.foreign.pickles import PickleError
from tests.files.foreign.paths import FOREIGN, lstm, written


def refused(path, *arguments, **options):
    """The sentence that is said."""
    with pytest.raises(InputError) as error:
        open_model(path, *arguments, **options)
    assert "\n" not in str(error.value)
    assert path.name in str(error.value)
    return str(error.value)


class Bomb:
    """Fails the test if anybody unpickles it."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def _object_array():
    stream = io.BytesIO()
    np.savez(stream, weight_ih_l0=np.array([Bomb()], dtype=object))
    return stream.getvalue()


PICKLES = {
    "zip.pt": (FOREIGN / "zip.pt").read_bytes(),
    "old.pt": (FOREIGN / "old.pt").read_bytes(),
    "cut.pt": (FOREIGN / "zip.pt").read_bytes()[:3000],
    "new.pkl": pickle.dumps([Bomb()]),
    "first.pkl": pickle.dumps([Bomb()], protocol=0),
    "objects.npz": _object_array(),
}


@pytest.mark.parametrize(
    "name", ["net.pt", "net.npz", "net.safetensors", "net.onnx", "net.h5", "x"]
)
@pytest.mark.parametrize("kind", PICKLES)
def test_pickles_are_refused_whatever_they_are_called(tmp_path, kind, name):
    """By what they hold; the ten lines that convert them are told, and nothing is run."""
    path = tmp_path / name
    path.write_bytes(PICKLES[kind])
    with pytest.raises(PickleError) as error:
        open_model(path)
    assert error.value.sentence.startswith(f"{name} is refused: ")
    assert f'torch.load("{name}"' in error.value.lines
    assert "save_file(weights" in str(error.value)


def with_header(path, header, data=b""):
    """A safetensors file with this header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def entry(shape, begin, end, dtype="F32"):
    """What a header says of one tensor."""
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("header", "data", "said"),
    [
        (b"{", b"", "no JSON object"),
        (b"[1, 2]", b"", "cut off or no safetensors|no JSON object|no file of weights"),
        (b'{"a": {}, "a": {}}', b"", "stands in it twice"),
        ({"a": entry([2], 0, 8)}, b"1234", "cut off: a ends at byte 8 of the data, but there are"),
        ({"a": entry([3], 0, 8)}, b"12345678", r"says \(3,\) of F32, which is 12 bytes, but gives"),
        ({"a": entry([2**62, 2**62], 0, 8)}, b"12345678", "bytes, but gives"),
        ({"a": entry([-2], 0, 8)}, b"12345678", "are no counts"),
        ({"a": entry([True, 2], 0, 8)}, b"12345678", "are no counts"),
        ({"a": entry([2], 8, 0)}, b"12345678", "bytes, but gives"),
        ({"a": entry([8], 0, 8, "F8_E4M3")}, b"12345678", "type F8_E4M3, which is not read"),
        ({"a": {"dtype": "F32"}}, b"", "lacks dtype, shape or data_offsets"),
        ({"a": entry([1], 0, 4), "b": entry([1], 2, 6)}, b"123456", "the header is wrong"),
        ({"a": entry([1], 0, 4)}, b"1234more", "the header is wrong"),
        ({"__metadata__": {"a": 1}}, b"", "something else than text"),
    ],
)
def test_lying_headers_are_told(tmp_path, header, data, said):
    """Each place is named; no data is used before the header fits the file."""
    path = with_header(tmp_path / "net.safetensors", header, data)
    with pytest.raises(InputError, match=said):
        read_contents(path)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 200, 5000])
def test_a_file_cut_off_anywhere_is_told(tmp_path, length):
    """The copy that did not end: in the length, in the header, in the data."""
    path = tmp_path / "net.safetensors"
    path.write_bytes((FOREIGN / "mine.safetensors").read_bytes()[:length])
    assert "cut off" in refused(path)


@pytest.mark.parametrize("name", ["net.safetensors", "net.npz", "net.onnx", "net.pt", "net.h5"])
@pytest.mark.parametrize("content", [b"", b"hello there", bytes(range(256)) * 4])
def test_other_files_are_told(tmp_path, name, content):
    """Empty files, text and noise, whatever they are called."""
    path = tmp_path / name
    path.write_bytes(content)
    refused(path)


@pytest.mark.parametrize(
    "name",
    ["keras_lstm.keras", "keras_gru.h5", "cells.npz", "onnx_lstm.onnx", "onnx_gru.onnx.data"],
)
def test_damaged_files_are_told(tmp_path, name):
    """The first half of a file, and a file with one part overwritten, get a sentence."""
    whole = (FOREIGN / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: len(whole) // 2])
    refused(path)
    noise = np.random.default_rng(0).bytes(200)
    path.write_bytes(whole[:100] + noise + whole[300:])
    with suppress(InputError):
        open_model(path)  # HDF5 and ONNX have places that nobody reads


def test_five_gigabytes_are_refused_before_they_are_read(tmp_path):
    """By its size alone: a sparse file, which would take long to read."""
    path = tmp_path / "net.safetensors"
    with path.open("wb") as stream:
        stream.truncate(5 << 30)
    assert "5.0 GB; at most 2 GB" in refused(path)


def test_archives_that_unpack_to_more_than_memory_are_refused(tmp_path):
    """What the archive and the array's header claim is checked before anything is unpacked."""
    path = tmp_path / "net.npz"
    header = np.lib.format.header_data_from_array_1_0(np.zeros((1, 1), np.float32))
    for shape, said in (((1 << 20, 1 << 20), "but the archive has 4"), ((2, 2), "has 4")):
        stream = io.BytesIO()
        np.lib.format.write_array_header_1_0(stream, header | {"shape": shape})
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("weight_hh_l0.npy", stream.getvalue() + b"1234")
        assert said in refused(path)


def test_folders_and_missing_files_are_named(tmp_path):
    """A folder, a file that is not there, and one array alone."""
    assert "is a folder" in refused(tmp_path)
    assert "not there" in refused(tmp_path / "none.npz")
    np.save(tmp_path / "one.npy", np.ones(3))
    assert "no file of weights" in refused(tmp_path / "one.npy")
    assert "no recurrent layer" in refused(written(tmp_path / "other.npz", {"a": np.ones(3)}))


def changed(name, shape):
    """A network's arrays, one of them in another shape."""
    arrays = lstm(layers=2)
    return arrays | {name: np.ones(shape, np.float32)}


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("lstm.weight_hh_l0", (16, 5), r"expected (4·H, H)"),
        ("lstm.weight_hh_l0", (8, 4), r"expected (4·H, H)"),
        ("lstm.weight_hh_l0", (16, 4, 1), r"expected (4·H, H)"),
        ("lstm.weight_ih_l0", (12, 3), "expected (16, features of the input)"),
        ("lstm.weight_ih_l0", (16, 0), "expected (16, features of the input)"),
        ("lstm.bias_ih_l0", (12,), "expected (16,)"),
        ("lstm.bias_hh_l1", (16, 1), "expected (16,)"),
        ("lstm.weight_ih_l1", (16, 3), "expected 4 features"),
    ],
)
def test_wrong_shapes_are_named_with_what_was_expected(tmp_path, name, shape, expected):
    """Which tensor, its shape, and the shape that fits the others."""
    said = refused(written(tmp_path / "net.npz", changed(name, shape)))
    assert f"{name} has the shape {shape}" in said
    assert expected in said


@pytest.mark.parametrize("missing", ["weight_ih_l0", "weight_hh_l1", "bias_ih_l0", "bias_hh_l1"])
def test_missing_tensors_are_named(tmp_path, missing):
    """By the name that they should have."""
    arrays = lstm(layers=2)
    del arrays[f"lstm.{missing}"]
    assert f"lstm.{missing} is missing" in refused(written(tmp_path / "net.npz", arrays))


def test_layers_that_are_missing_are_named(tmp_path):
    """Layers 0 and 2 without layer 1."""
    arrays = {k: v for k, v in lstm(layers=3).items() if not k.endswith("l1")}
    assert "weight_ih_l1 is missing" in refused(written(tmp_path / "net.npz", arrays))


@pytest.mark.parametrize("name", list(lstm()))
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_named(tmp_path, name, value):
    """NaN or infinity in any tensor, with its place."""
    arrays = lstm()
    arrays[name][-1] = value
    assert f"{name} is not a number at ({arrays[name].shape[0] - 1}," in refused(
        written(tmp_path / "net.safetensors", arrays)
    )


def test_whole_numbers_are_a_quantised_network(tmp_path):
    """They are not taken for weights."""
    arrays = lstm()
    arrays["lstm.weight_hh_l0"] = np.ones((16, 4), np.int8)
    assert "quantised" in refused(written(tmp_path / "net.npz", arrays))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lstm.weight_ih_l0_reverse": (16, 3)}, "is bidirectional (lstm.weight_ih_l0_reverse)"),
        ({"lstm.weight_hr_l0": (2, 4)}, "projection of its hidden state (lstm.weight_hr_l0"),
        ({"top.weight_ih_l0": (8, 4), "top.weight_hh_l0": (8, 2)}, "2 recurrent networks"),
        ({"emb.weight": (5, 9), "out.weight": (4, 4), "out.bias": (4,)}, "has no embedding"),
    ],
)
def test_networks_that_chainrule_lacks_are_refused_in_words(tmp_path, change, said):
    """Bidirectional, with projection, several, without words."""
    arrays = lstm() | {name: np.ones(shape, np.float32) for name, shape in change.items()}
    assert said in refused(written(tmp_path / "net.npz", arrays))


def test_layers_of_several_sizes_are_refused_in_words(tmp_path):
    """Two modules that feed one another, of 4 and of 2 units."""
    arrays = lstm()
    arrays = {name.replace("lstm.", "lstm0."): array for name, array in arrays.items()}
    arrays |= {
        "lstm1.weight_ih_l0": np.ones((8, 4), "f"),
        "lstm1.weight_hh_l0": np.ones((8, 2), "f"),
    }
    assert "LSTM with 4 units and LSTM with 2" in refused(written(tmp_path / "n.npz", arrays))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("keras_both.keras", "is bidirectional"),
        ("keras_before.keras", "reset_after=False"),
        ("onnx_relu.onnx", "has the activations relu; Chainrule computes tanh"),
    ],
)
def test_other_programs_networks_that_chainrule_lacks(name, said):
    """Keras' Bidirectional and its old GRU, and a ReLU in ONNX."""
    assert said in refused(FOREIGN / name)


def test_a_gru_that_resets_first_is_refused_by_its_bias(tmp_path):
    """Keras' reset_after=False has one bias; nothing else tells."""
    arrays = {"kernel": np.ones((3, 12), "f"), "recurrent_kernel": np.ones((4, 12), "f")}
    arrays |= {"bias": np.ones(12, "f"), "embeddings": np.ones((5, 3), "f")}
    assert "reset_after=False" in refused(written(tmp_path / "net.npz", arrays))


@pytest.mark.parametrize("module", ["h5py", "onnx"])
def test_a_missing_extra_is_one_line_to_install(monkeypatch, module):
    """The sentence gives the line for pip and for pipx."""
    monkeypatch.setitem(__import__("sys").modules, module, None)
    name = {"h5py": "keras_gru.h5", "onnx": "onnx_lstm.onnx"}[module]
    said = refused(FOREIGN / name)
    assert f"pipx inject chainrule {module}" in said
    assert "pip install 'chainrule[" in said


def test_external_data_never_leave_the_folder(tmp_path):
    """Paths that lead out, links that lead out, and missing or short files are refused."""
    onnx = pytest.importorskip("onnx")
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.bin").write_bytes(b"x" * 5000)
    (inside / "link.bin").symlink_to(tmp_path / "secret.bin")
    (inside / "short.bin").write_bytes(b"x")
    path = inside / "net.onnx"
    for location, said in (
        ("../secret.bin", "outside the model's folder"),
        (str(tmp_path / "secret.bin"), "outside the model's folder"),
        ("link.bin", "outside the model's folder"),
        ("..\\secret.bin", "outside the model's folder"),
        ("", "outside the model's folder"),
        ("none.bin", "is not there"),
        ("short.bin", "cut off"),
    ):
        model = onnx.load(FOREIGN / "onnx_gru.onnx", load_external_data=False)
        for tensor in model.graph.initializer:
            if tensor.data_location == onnx.TensorProto.EXTERNAL:
                tensor.external_data[0].value = location
        path.write_bytes(model.SerializeToString())
        assert said in refused(path), location


def test_links_in_hdf5_are_refused(tmp_path):
    """An HDF5 file can point to another file; such a one is not followed."""
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "net.h5"
    with h5py.File(path, "w") as file:
        file["lstm/kernel"] = h5py.ExternalLink("other.h5", "/kernel")
    assert "is a link" in refused(path)
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", (4,), "f4", external=[(str(tmp_path / "raw.bin"), 0, 16)])
    assert "lies in another file" in refused(path)
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", (1 << 20, 1 << 20), "f4", chunks=(64, 64))
    assert "more than can be opened" in refused(path)
