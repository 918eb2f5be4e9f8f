"""Write ``network.json``: passes of the chain of neurons by PyTorch's autograd, in float64.

Run by hand (PyTorch is no dependency): python tests/data/references/make_network.py
"""

import json
from pathlib import Path

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

CASES = [
    ([1.5], [1.0], [0.8, -0.3, -1.2, 0.5]),
    ([-0.7], [0.0], [2.0, 0.1, 3.0, -1.0]),
    ([4.0], [1.0], [-3.0, 2.0, 5.0, -4.0]),
    ([0.6, -2.0, -1.2, 1.5, -0.4, 2.4], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0], [0.8, -0.3, -1.2, 0.5]),
    ([1.0, -1.0, 0.5], [1.0, 0.0, 0.0], [1.1, 0.2, -0.7, 0.4, 1.9, -0.6]),
    ([0.9], [0.0], [1.5, -0.5] * 10),
]


def reference(x: list[float], y: list[float], parameters: list[float]) -> dict[str, object]:
    """Return the mean loss, all gradients, and every z, a and their gradients."""
    p = [torch.tensor(v, requires_grad=True) for v in parameters]
    inputs, answers = torch.tensor(x), torch.tensor(y)
    a = inputs
    kept = {}
    for k in range(len(p) // 2):
        z = p[2 * k] * a + p[2 * k + 1]
        a = torch.sigmoid(z)
        for name, value in ((f"z{k + 1}", z), (f"a{k + 1}", a)):
            value.retain_grad()
            kept[name] = value
    loss = binary_cross_entropy_with_logits(z, answers)
    loss.backward()
    found: dict[str, object] = {"L": loss.item()}
    for name, value in kept.items():
        found[name] = value.tolist()
        # Of the mean loss; an example's own is m times as much. a of the last neuron has none.
        if value.grad is not None:
            found[f"dL_d{name}"] = (value.grad * len(x)).tolist()
    for k in range(len(p) // 2):
        found[f"dL_dw{k + 1}"] = p[2 * k].grad.item()
        found[f"dL_db{k + 1}"] = p[2 * k + 1].grad.item()
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    cases = [{"x": x, "y": y, "parameters": p, "expected": reference(x, y, p)} for x, y, p in CASES]
    content = {"torch": torch.__version__, "cases": cases}
    Path(__file__).with_name("network.json").write_text(json.dumps(content, indent=1) + "\n")
