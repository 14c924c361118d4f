"""Golden values and gradients of Linear, Embedding, matmul, einsum, layer normalization, residuals and encodings."""
import torch
from torch.nn import functional as F

from case import Source, case


def linear_cases(source):
    weight, bias = source.normal(3, 4), source.normal(3)
    for kind, shape in {"rows": (5, 4), "one row": (1, 4), "a sequence": (2, 3, 4), "no rows": (0, 4)}.items():
        inputs = {"x": source.normal(*shape), "weight": weight, "bias": bias}
        yield case(f"linear, {kind}", "linear", F.linear, inputs, source=source)
    inputs = {"x": source.normal(5, 4), "weight": weight}
    yield case("linear, no bias", "linear", F.linear, inputs, source=source)


def embedding_cases(source):
    weight = source.normal(6, 3)
    for kind, ids in {"repeated ids": [4, 0, 4, 4, 5], "a batch": [[1, 1, 2], [0, 2, 1]], "one id": [3]}.items():
        inputs = {"ids": torch.tensor(ids), "weight": weight}
        yield case(f"embedding, {kind}", "embedding", F.embedding, inputs, source=source)


def matmul_cases(source):
    turn = lambda x, turned: x.transpose(-1, -2) if turned else x
    shapes = {
        "plain": ((4, 5), (5, 3)),
        "odd sizes": ((5, 17), (17, 9)),
        "one by one": ((1, 1), (1, 1)),
        "a row by a column": ((1, 7), (7, 1)),
        "a column by a row": ((4, 1), (1, 3)),
        "nothing to contract": ((2, 0), (0, 3)),
        "batched": ((2, 4, 5), (2, 5, 3)),
        "broadcast batch": ((2, 1, 4, 5), (3, 5, 3)),
        "a batch by one matrix": ((3, 2, 4), (4, 5)),
        "one matrix by a batch": ((2, 4), (3, 4, 5)),
    }
    for kind, (left, right) in shapes.items():
        full = kind in ("plain", "odd sizes", "batched", "broadcast batch")
        for first, second in [(False, False), (True, False), (False, True), (True, True)] if full else [(False, False)]:
            a = turn(source.normal(*left), first).contiguous()
            b = turn(source.normal(*right), second).contiguous()
            attributes = {"transposeFirst": first, "transposeSecond": second}
            compute = lambda a, b: turn(a, first) @ turn(b, second)
            form = ("t" if first else "n") + ("t" if second else "n")
            yield case(f"matmul, {kind}, {form}", "matmul", compute, {"a": a, "b": b}, attributes, source=source)


def einsum_cases(source):
    samples = {
        "i j, j k -> i k": ((3, 4), (4, 2)),
        "b i d, b j d -> b i j": ((2, 3, 4), (2, 5, 4)),
        "b h i d, b h j d -> b h i j": ((2, 2, 3, 4), (2, 2, 2, 4)),
        "b i j, b j d -> b i d": ((2, 3, 5), (2, 5, 2)),
        "i, j -> i j": ((3,), (4,)),
        "i j, i j ->": ((3, 4), (3, 4)),
        "i j, j -> i": ((3, 4), (4,)),
        "i j -> j i": ((3, 4),),
        "b i j -> b": ((2, 3, 4),),
        "b t c, c d, d e -> b t e": ((2, 3, 4), (4, 5), (5, 2)),
        "b i, b j, b -> i j": ((4, 2), (4, 3), (4,)),
        "a b c, c d -> d b a": ((2, 3, 4), (4, 5)),
    }
    for equation, shapes in samples.items():
        inputs = {f"x{i}": source.normal(*shape) for i, shape in enumerate(shapes)}
        compute = lambda *operands: torch.einsum(equation.replace(" ", ""), *operands)
        yield case(f"einsum, {equation}", "einsum", compute, inputs, {"equation": equation}, source=source)


def normalize(x, gain, bias, epsilon=1e-5):
    """Layer normalization over the last axis, with the variance divided by the number of elements."""
    centered = x - x.mean(-1, keepdim=True)
    y = centered / (centered.square().mean(-1, keepdim=True) + epsilon).sqrt() * gain + bias
    assert torch.allclose(y, F.layer_norm(x, x.shape[-1:], gain, bias, epsilon), atol=1e-9)
    return y


def layer_norm_cases(source):
    shapes = {"rows": (3, 8), "a sequence": (2, 3, 5), "one feature": (3, 1), "large values": (2, 6)}
    for kind, shape in shapes.items():
        x = source.normal(*shape, scale=300 if kind == "large values" else 1)
        inputs = {"x": x, "gain": source.normal(shape[-1]), "bias": source.normal(shape[-1])}
        yield case(f"layerNorm, {kind}", "layerNorm", normalize, inputs, {"epsilon": 1e-5}, source=source)
    inputs = {"x": source.normal(2, 4) * 0.25 + 1000, "gain": torch.ones(4).double(), "bias": torch.zeros(4).double()}
    yield case("layerNorm, a far mean", "layerNorm", normalize, inputs, {"epsilon": 1e-5}, source=source)
    inputs = {**inputs, "x": torch.full((2, 4), 0.5, dtype=torch.float64)}
    yield case("layerNorm, equal values", "layerNorm", normalize, inputs, {"epsilon": 1e-5}, source=source)


def residual_cases(source):
    inputs = {"x": source.normal(3, 2), "weight": source.normal(2, 2), "bias": source.normal(2)}
    compute = lambda x, weight, bias: x + torch.tanh(F.linear(x, weight, bias))
    yield case("residual", "residual", compute, inputs, source=source)
    inputs = {"x": source.normal(2, 3), "weight": source.normal(2, 3), "bias": source.normal(2),
              "shortcut": source.normal(2, 3)}
    compute = lambda x, weight, bias, shortcut: F.linear(x, shortcut) + torch.tanh(F.linear(x, weight, bias))
    yield case("residual, a shortcut", "residual", compute, inputs, source=source)


def encoding_cases(source):
    """A learned encoding of sequences [batch, length, features] with fewer positions than it has."""
    compute = lambda x, weight: x + weight[: x.shape[1]]
    inputs = {"x": source.normal(2, 3, 2), "weight": source.normal(5, 2)}
    yield case("learnedEncoding", "learnedEncoding", compute, inputs, source=source)


def cases():
    source = Source(4, 64)
    families = (linear_cases, embedding_cases, matmul_cases, einsum_cases, layer_norm_cases, residual_cases, encoding_cases)
    return [record for family in families for record in family(source)]
