"""Writes golden.ts beside this script: `python3 golden.py && npx oxfmt golden.ts`, with PyTorch 1.13 (Debian's python3-torch).

Where each optimizer stands on three surfaces, in f64, after some of 100 steps. The numbers judge the library: a change in
them needs a reason. Rates are the fastest of 1, 2, 5 times powers of ten from which f32 and f64 agree over 100 steps; on the
saddle those of the course, but for RMSProp, whose rate of 0.1 they do not agree on.
"""
import pathlib

import torch

STEPS = [1, 2, 3, 5, *range(10, 101, 10)]

# name: (function, start); the functions and starts of surfaces.ts.
SURFACES = {
    "sphere": (lambda x, y: 0.2 * x**2 + 2 * y**2, (3, 4)),
    "beale": (lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2, (1, 1.5)),
    "saddle": (lambda x, y: x**4 - 2 * x**2 + y**2, (2**-10, 1.5)),
}

# name: (what makes it, its rates in the order of the surfaces)
OPTIMISERS = {
    "sgd": (lambda p, rate: torch.optim.SGD(p, lr=rate), (0.2, 0.02, 0.01)),
    "momentum": (lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9), (0.1, 0.005, 0.01)),
    "nesterov": (lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9, nesterov=True), (0.1, 0.005, 0.01)),
    "adagrad": (lambda p, rate: torch.optim.Adagrad(p, lr=rate), (1, 2, 0.5)),
    "rmsprop": (lambda p, rate: torch.optim.RMSprop(p, lr=rate, alpha=0.9), (0.1, 0.02, 0.05)),
    "adam": (lambda p, rate: torch.optim.Adam(p, lr=rate), (0.5, 0.5, 0.1)),
    "adamw": (lambda p, rate: torch.optim.AdamW(p, lr=rate, weight_decay=0.01), (0.5, 0.5, 0.1)),
}


def places(function, start, make, rate):
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([point], rate)
    seen = []
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        function(point[0], point[1]).backward()
        optimizer.step()
        if step in STEPS:
            seen.append([f"{value:.9g}" for value in point.tolist()])
    return [", ".join(coordinates) for coordinates in zip(*seen)]


lines = [
    "/** Where PyTorch's optimizers stand on the surfaces after so many steps. Written by golden.py; not to be edited. */",
    "// oxlint-disable approx-constant -- one of the coordinates is near a constant by chance.",
    "",
    f"export const steps: readonly number[] = {STEPS};",
    "",
    "export interface Golden {",
    "  readonly rate: number;",
    "  /** The coordinates after each of `steps`. */",
    "  readonly x: readonly number[];",
    "  readonly y: readonly number[];",
    "}",
    "",
    "/** By surface and optimizer. */",
    "export const golden: Readonly<Record<string, Readonly<Record<string, Golden>>>> = {",
]
for i, (surface, (function, start)) in enumerate(SURFACES.items()):
    lines.append(f"{surface}: {{")
    for name, (make, rates) in OPTIMISERS.items():
        x, y = places(function, start, make, rates[i])
        lines.append(f"{name}: {{ rate: {rates[i]}, x: [{x}], y: [{y}] }},")
    lines.append("},")
lines.append("};")
(pathlib.Path(__file__).parent / "golden.ts").write_text("\n".join(lines) + "\n")
