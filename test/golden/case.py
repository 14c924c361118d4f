"""Computes and writes golden cases of any operation. README.md describes the format."""
import json
import math
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent

# Significant digits of results. Tests compare 12; all 17 would make the files 25% larger.
DIGITS = 13


class Source:
    """Seeded inputs: multiples of 1 / `steps`, which are exact in f32 and f64 and keep the files small."""

    def __init__(self, seed, steps=1024):
        self.steps = steps
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape, scale=1.0):
        values = torch.randn(*shape, generator=self.generator, dtype=torch.float64) * scale
        return (values * self.steps).round() / self.steps

    def probabilities(self, rows, classes):
        """Rows that sum to 1 exactly: multiples of 1/1024."""
        counts = (torch.rand(rows, classes, generator=self.generator, dtype=torch.float64) * 1024 / classes).floor()
        counts[:, 0] += 1024 - counts.sum(1)
        return counts / 1024

    def labels(self, classes, *shape):
        return torch.randint(classes, shape, generator=self.generator)


def numbers(values):
    """Values rounded to f32 and stored as f64, so that both element types get the same input."""
    return torch.tensor(values, dtype=torch.float32).double()


def _number(value):
    if isinstance(value, int):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    whole = abs(value) < 2**53 and value == int(value) and math.copysign(1, value) == (-1 if value < 0 else 1)
    return int(value) if whole else value


def encode(tensor, digits=17):
    values = [_number(value) for value in tensor.detach().flatten().tolist()]
    values = [float(f"{value:.{digits}g}") if isinstance(value, float) else value for value in values]
    dtype = "f64" if tensor.is_floating_point() else "i32"
    return {"dtype": dtype, "shape": list(tensor.shape), "data": values}


def _encode_all(tensors, digits=17):
    return {name: encode(tensor, digits) for name, tensor in tensors.items()}


def case(name, operation, compute, inputs, attributes=None, gradients=None, source=None, digits=DIGITS):
    """Runs `compute` in f64 on the inputs, in their order.

    `gradients` names the inputs to differentiate by; None selects every float input. A result that is not a scalar is
    first contracted with a random cotangent from `source`.
    """
    leaves = {key: value.clone() for key, value in inputs.items()}
    floats = [key for key, value in leaves.items() if value.is_floating_point()]
    wanted = floats if gradients is None else gradients
    for key in wanted:
        leaves[key].requires_grad_()
    output = compute(*leaves.values())
    record = {"name": name, "operation": operation, "attributes": attributes or {}}
    record |= {"inputs": _encode_all(inputs), "outputs": {"y": encode(output, digits)}, "gradients": {}}
    if wanted:
        scalar = output
        if output.dim() > 0:
            cotangent = (source or Source(1)).normal(*output.shape)
            record["cotangents"] = {"y": encode(cotangent)}
            scalar = (output * cotangent).sum()
        found = torch.autograd.grad(scalar, [leaves[key] for key in wanted])
        record["gradients"] = _encode_all(dict(zip(wanted, found)), digits)
    return record


def trajectory(name, operation, attributes, inputs, outputs, gradients=None):
    """Returns a case whose outputs and gradients were computed by the caller."""
    return {"name": name, "operation": operation, "attributes": attributes, "inputs": _encode_all(inputs),
            "outputs": _encode_all(outputs, DIGITS), "gradients": _encode_all(gradients or {}, DIGITS)}


def write(file, cases):
    """Writes one case per line, so that a changed case is one changed line. Returns the size in bytes."""
    names = [record["name"] for record in cases]
    assert len(set(names)) == len(names), f"{file}: two cases have the same name"
    lines = ",\n".join(json.dumps(record, separators=(",", ":"), allow_nan=False) for record in cases)
    text = f"[\n{lines}\n]\n"
    (FOLDER / file).write_text(text)
    return len(text)
