"""Writes golden.ts in this folder: `python3 golden.py && npx oxfmt golden.ts`, with PyTorch 1.13 (Debian's python3-torch).

The file contains the position of each optimizer on three surfaces after selected steps up to 100, in f64. The library is
tested against these numbers: a change in them needs a reason. Each learning rate is the fastest of 1, 2 and 5 times powers of
ten with which f32 and f64 agree over 100 steps. On the saddle, the learning rates are those of the course, except for
RMSProp: with the course's 0.1, f32 and f64 disagree.
"""
import pathlib

import torch

STEPS = [1, 2, 3, 5, *range(10, 101, 10)]

# name: (function, start), as in surfaces.ts.
SURFACES = {
    "sphere": (lambda x, y: 0.2 * x**2 + 2 * y**2, (3, 4)),
    "beale": (lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2, (1, 1.5)),
    "saddle": (lambda x, y: x**4 - 2 * x**2 + y**2, (2**-10, 1.5)),
}

# name: (function that creates the optimizer, learning rates in the order of the surfaces)
OPTIMIZERS = {
    "sgd": (lambda p, lr: torch.optim.SGD(p, lr=lr), (0.2, 0.02, 0.01)),
    "momentum": (lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9), (0.1, 0.005, 0.01)),
    "nesterov": (lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True), (0.1, 0.005, 0.01)),
    "adagrad": (lambda p, lr: torch.optim.Adagrad(p, lr=lr), (1, 2, 0.5)),
    "rmsprop": (lambda p, lr: torch.optim.RMSprop(p, lr=lr, alpha=0.9), (0.1, 0.02, 0.05)),
    "adam": (lambda p, lr: torch.optim.Adam(p, lr=lr), (0.5, 0.5, 0.1)),
    "adamw": (lambda p, lr: torch.optim.AdamW(p, lr=lr, weight_decay=0.01), (0.5, 0.5, 0.1)),
}


def positions(function, start, make, lr):
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([point], lr)
    seen = []
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        function(point[0], point[1]).backward()
        optimizer.step()
        if step in STEPS:
            seen.append([f"{value:.9g}" for value in point.tolist()])
    return [", ".join(coordinates) for coordinates in zip(*seen)]


lines = [
    "/** Positions of PyTorch's optimizers on the surfaces after selected steps. Written by golden.py; do not edit. */",
    "// oxlint-disable approx-constant -- one of the coordinates happens to be near a constant.",
    "",
    f"export const steps: readonly number[] = {STEPS};",
    "",
    "/** The trajectory of one optimizer on one surface. */",
    "export interface Golden {",
    "  readonly learningRate: number;",
    "  /** Coordinates after each of `steps`. */",
    "  readonly x: readonly number[];",
    "  readonly y: readonly number[];",
    "}",
    "",
    "/** Positions by the names of the surface and the optimizer. */",
    "export const golden: Readonly<Record<string, Readonly<Record<string, Golden>>>> = {",
]
for i, (surface, (function, start)) in enumerate(SURFACES.items()):
    lines.append(f"{surface}: {{")
    for name, (make, lrs) in OPTIMIZERS.items():
        x, y = positions(function, start, make, lrs[i])
        lines.append(f"{name}: {{ learningRate: {lrs[i]}, x: [{x}], y: [{y}] }},")
    lines.append("},")
lines.append("};")
(pathlib.Path(__file__).parent / "golden.ts").write_text("\n".join(lines) + "\n")
