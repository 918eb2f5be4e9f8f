"""Make optimizers.json: 25 steps of torch.optim on a badly scaled quadratic (float64)."""

import json
import sys
from pathlib import Path

import torch

H = torch.tensor([[3.0, 0.5], [0.5, 0.2]], dtype=torch.float64)
target = torch.tensor([1.0, -2.0], dtype=torch.float64)
MAKERS = {
    "gd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-8),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=1e-8),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
}
paths = {}
for name, make in MAKERS.items():
    p = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)
    rule, path = make([p]), []
    for _ in range(25):
        rule.zero_grad()
        d = p - target
        (0.5 * d @ H @ d).backward()
        rule.step()
        path.append(p.detach().tolist())
    paths[name] = path
Path(sys.argv[1]).write_text(json.dumps({"torch": torch.__version__, "paths": paths}))
