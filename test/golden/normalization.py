"""Golden values, gradients and running statistics of layer, root-mean-square and batch normalization."""
import torch
from torch.nn import functional as F

from case import DIGITS, Source, case, encode, numbers, trajectory


def layer_norm_cases(source):
    shapes = {
        "rows": ((3, 8), 1),
        "odd features": ((2, 3, 7), 1),
        "two axes": ((2, 3, 4), 2),
        "one row": ((1, 5), 1),
        "no leading axis": ((6,), 1),
        "one feature": ((3, 1), 1),
    }
    for kind, (shape, axes) in shapes.items():
        features = shape[-axes:]
        inputs = {"x": source.normal(*shape), "weight": source.normal(*features), "bias": source.normal(*features)}
        compute = lambda x, weight, bias: F.layer_norm(x, features, weight, bias, 1e-5)
        yield case(f"LayerNorm, {kind}", "LayerNorm", compute, inputs, {"epsilon": 1e-5, "axes": axes}, source=source)
    x = {"x": source.normal(2, 5)}
    compute = lambda x: F.layer_norm(x, (5,), eps=1e-3)
    yield case("LayerNorm, not affine", "LayerNorm", compute, x, {"epsilon": 1e-3, "axes": 1}, source=source)
    inputs = {"x": source.normal(2, 5), "weight": source.normal(5)}
    compute = lambda x, weight: F.layer_norm(x, (5,), weight)
    yield case("LayerNorm, no bias", "LayerNorm", compute, inputs, {"epsilon": 1e-5, "axes": 1}, source=source)


def rms_norm(x, weight, axes, epsilon):
    """RMSNorm by its definition, because PyTorch has it only since version 2.4."""
    y = x / (x.square().mean(tuple(range(-axes, 0)), keepdim=True) + epsilon).sqrt()
    return y if weight is None else y * weight


def rms_norm_cases(source):
    shapes = {"rows": ((3, 8), 1), "odd features": ((2, 3, 7), 1), "two axes": ((2, 3, 4), 2), "one row": ((1, 5), 1)}
    for kind, (shape, axes) in shapes.items():
        inputs = {"x": source.normal(*shape), "weight": source.normal(*shape[-axes:])}
        compute = lambda x, weight: rms_norm(x, weight, axes, 2**-23)
        yield case(f"RMSNorm, {kind}", "RMSNorm", compute, inputs, {"epsilon": 2**-23, "axes": axes}, source=source)
    compute = lambda x: rms_norm(x, None, 1, 1e-5)
    x = {"x": numbers([[0.5, -1, 2], [0, 0, 0]])}
    yield case("RMSNorm, a row of zeros, not affine", "RMSNorm", compute, x, {"epsilon": 1e-5, "axes": 1}, source=source)


def batch_norm_case(name, source, shape, training, affine=True, momentum=0.1, epsilon=1e-5):
    channels = shape[1]
    inputs = {"x": source.normal(*shape)}
    if affine:
        inputs |= {"weight": source.normal(channels), "bias": source.normal(channels)}
    state = {"running_mean": source.normal(channels), "running_var": source.normal(channels).square() + 0.5}
    state = {key: value.float().double() for key, value in state.items()}
    after = {key: value.clone() for key, value in state.items()}
    compute = lambda x, weight=None, bias=None: F.batch_norm(
        x, after["running_mean"], after["running_var"], weight, bias, training, momentum, epsilon)
    attributes = {"epsilon": epsilon, "momentum": momentum, "training": training}
    record = case(name, "BatchNorm", compute, inputs, attributes, source=source)
    record["inputs"] |= {key: encode(value) for key, value in state.items()}
    record["outputs"] |= {key: encode(value, DIGITS) for key, value in after.items()}
    return record


def batch_norm_cases(source):
    shapes = {
        "rows": (6, 4), "odd channels": (3, 5, 3), "images": (2, 3, 3, 2), "volumes": (2, 2, 2, 2, 2),
        "one image": (1, 3, 2, 3), "one channel": (4, 1),
    }
    for kind, shape in shapes.items():
        yield batch_norm_case(f"BatchNorm, training, {kind}", source, shape, True)
        if kind in ("rows", "images"):
            yield batch_norm_case(f"BatchNorm, evaluation, {kind}", source, shape, False)
    yield batch_norm_case("BatchNorm, evaluation, one row", source, (1, 3), False)
    yield batch_norm_case("BatchNorm, training, not affine", source, (5, 3), True, affine=False)
    yield batch_norm_case("BatchNorm, training, other constants", source, (5, 3), True, momentum=0.5, epsilon=0.01)


def statistics_cases():
    """Stacked outputs and running statistics of three training steps, then the first batch in evaluation."""
    source = Source(13, 16)
    for kind, shape, momentum in (("rows", (4, 2), 0.1), ("sequences, other momentum", (2, 3, 2), 0.375)):
        channels = shape[1]
        layer = torch.nn.BatchNorm1d(channels, momentum=momentum).double()
        weight, bias, x = source.normal(channels), source.normal(channels), source.normal(3, *shape)
        layer.load_state_dict(layer.state_dict() | {"weight": weight, "bias": bias})
        seen = {"y": [], "running_mean": [], "running_var": []}
        for batch in x:
            seen["y"].append(layer(batch))
            seen["running_mean"].append(layer.running_mean.clone())
            seen["running_var"].append(layer.running_var.clone())
        outputs = {key: torch.stack(value) for key, value in seen.items()} | {"evaluated": layer.eval()(x[0])}
        inputs = {"x": x, "weight": weight, "bias": bias}
        yield trajectory(f"BatchNorm, three steps, {kind}", "BatchNorm", {"momentum": momentum}, inputs, outputs)


def cases():
    source = Source(7, 64)
    families = (layer_norm_cases, rms_norm_cases, batch_norm_cases)
    return [record for family in families for record in family(source)]
