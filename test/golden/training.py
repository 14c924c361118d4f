"""Golden trajectories of optimizers, clipping, projections, schedules, and a network trained for five steps."""
import torch
from torch.nn import functional as F
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from case import Source, numbers, trajectory

STEPS = [1, 2, 10, 50, 100]
VECTOR, MATRIX, TARGET = numbers([-0.5, 1.5]), numbers([[1, -0.75], [0.5, 2]]), numbers([1, -2])
FORMULA = "sum((1 - vector)^2) + sum((matrix . vector - target)^2) + sum(matrix^2) / 2"

SGD, RMS, ADAM, ADAMW = torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam, torch.optim.AdamW
ADAGRAD, ADADELTA, ADAMAX = torch.optim.Adagrad, torch.optim.Adadelta, torch.optim.Adamax
# name: (class, its options)
OPTIMIZERS = {
    "sgd": (SGD, dict(lr=0.02)),
    "sgd, weight decay": (SGD, dict(lr=0.02, weight_decay=0.1)),
    "momentum": (SGD, dict(lr=0.01, momentum=0.9)),
    "momentum, dampening": (SGD, dict(lr=0.02, momentum=0.9, dampening=0.5)),
    "momentum, weight decay": (SGD, dict(lr=0.01, momentum=0.9, weight_decay=0.1)),
    "nesterov": (SGD, dict(lr=0.01, momentum=0.9, nesterov=True)),
    "nesterov, weight decay": (SGD, dict(lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1)),
    "rmsprop": (RMS, dict(lr=0.005, alpha=0.99, eps=1e-8)),
    "rmsprop, momentum": (RMS, dict(lr=0.002, alpha=0.9, eps=1e-8, momentum=0.9)),
    "rmsprop, centered": (RMS, dict(lr=0.005, alpha=0.95, eps=1e-8, centered=True)),
    "rmsprop, centered, momentum, weight decay": (
        RMS, dict(lr=0.002, alpha=0.95, eps=1e-6, centered=True, momentum=0.5, weight_decay=0.1)),
    "adam": (ADAM, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8)),
    "adam, other constants": (ADAM, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-3)),
    "adam, weight decay": (ADAM, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)),
    "amsgrad": (ADAM, dict(lr=0.02, betas=(0.9, 0.9), eps=1e-8, amsgrad=True)),
    "adamW": (ADAMW, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)),
    "adamW, amsgrad": (ADAMW, dict(lr=0.02, betas=(0.9, 0.9), eps=1e-8, weight_decay=0.01, amsgrad=True)),
    "adagrad": (ADAGRAD, dict(lr=0.1, eps=1e-10)),
    "adagrad, rate decay, initial sum, weight decay": (
        ADAGRAD, dict(lr=0.2, lr_decay=0.05, initial_accumulator_value=0.5, eps=1e-6, weight_decay=0.1)),
    "adadelta": (ADADELTA, dict(lr=1, rho=0.9, eps=1e-6)),
    "adadelta, other constants": (ADADELTA, dict(lr=0.5, rho=0.95, eps=1e-4, weight_decay=0.1)),
    "adamax": (ADAMAX, dict(lr=0.02, betas=(0.9, 0.999), eps=1e-8)),
    "adamax, other constants": (ADAMAX, dict(lr=0.02, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)),
}
NAMES = {SGD: "sgd", RMS: "rmsprop", ADAM: "adam", ADAMW: "adamW", ADAGRAD: "adagrad", ADADELTA: "adadelta",
         ADAMAX: "adamax"}
WORDS = {"lr": "learningRate", "eps": "epsilon", "alpha": "decay", "rho": "decay", "weight_decay": "weightDecay",
         "lr_decay": "learningRateDecay", "initial_accumulator_value": "initialSum"}


def loss_of(vector, matrix):
    return (1 - vector).square().sum() + (matrix @ vector - TARGET).square().sum() + matrix.square().sum() / 2


def optimizer_cases():
    for name, (optimizer_class, options) in OPTIMIZERS.items():
        vector, matrix = VECTOR.clone().requires_grad_(), MATRIX.clone().requires_grad_()
        optimizer = optimizer_class([vector, matrix], **options)
        seen = {"vector": [], "matrix": [], "loss": []}
        for step in range(1, STEPS[-1] + 1):
            optimizer.zero_grad()
            loss = loss_of(vector, matrix)
            loss.backward()
            optimizer.step()
            if step in STEPS:
                for key, value in (("vector", vector), ("matrix", matrix), ("loss", loss)):
                    seen[key].append(value.detach().clone())
        words = {WORDS.get(key, key): value for key, value in options.items()}
        attributes = {**words, "loss": FORMULA, "steps": STEPS}
        inputs = {"vector": VECTOR, "matrix": MATRIX, "target": TARGET}
        outputs = {key: torch.stack(value) for key, value in seen.items()}
        yield trajectory(name, NAMES[optimizer_class], attributes, inputs, outputs)


def clipping_cases():
    source = Source(5)
    gradients = {"first": source.normal(3, 4), "second": source.normal(5, scale=3)}
    gradients["third"] = source.normal(2, 2, scale=0.125)
    zeros = {name: torch.zeros_like(value) for name, value in gradients.items()}

    def clipped(values, clip, limit):
        parameters = {name: torch.nn.Parameter(torch.zeros_like(value)) for name, value in values.items()}
        for name, parameter in parameters.items():
            parameter.grad = values[name].clone()
        norm = clip(parameters.values(), limit)
        outputs = {name: parameter.grad for name, parameter in parameters.items()}
        return outputs if norm is None else {**outputs, "norm": norm}

    by_norm = {"above the limit": (gradients, 1), "below the limit": (gradients, 100), "zero": (zeros, 1)}
    for name, (values, limit) in by_norm.items():
        outputs = clipped(values, clip_grad_norm_, limit)
        yield trajectory(f"clipByNorm, {name}", "clipByNorm", {"limit": limit}, values, outputs)
    for limit in (0.5, 100):
        outputs = clipped(gradients, clip_grad_value_, limit)
        yield trajectory(f"clipByValue, {limit}", "clipByValue", {"limit": limit}, gradients, outputs)


def projection_cases():
    """Parameters before and after a projection, by definition: rows, or whole tensors, scaled down to the limit."""
    source = Source(14)
    values = {"matrix": source.normal(4, 3), "kernel": source.normal(2, 2, 2)}

    def scaled(value, axes, limit):
        return value * limit / value.square().sum(axes, keepdim=True).sqrt().clamp(min=limit)

    for limit in (0.75, 1.5, 100):
        rows = {name: scaled(value, tuple(range(1, value.dim())), limit) for name, value in values.items()}
        yield trajectory(f"maxNorm, {limit}", "maxNorm", {"limit": limit}, values, rows)
        balls = {name: scaled(value, tuple(range(value.dim())), limit) for name, value in values.items()}
        yield trajectory(f"normBall, {limit}", "normBall", {"limit": limit}, values, balls)


def plateau_cases():
    """The learning rate after each epoch, from the metric of that epoch."""
    falling = [4, 3, 2, 2, 2.5, 1.9999, 2, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1, 1, 1, 1, 1]
    rising = [0.5, 0.75, 0.75, 0.7501, 0.7, 0.74, 0.875, 0.8, 0.8, 0.8, 0.8, 0.8]
    variants = {
        "smaller is better": (falling, "smaller", dict(factor=0.5, patience=1)),
        "cooldown": (falling, "smaller", dict(factor=0.5, patience=1, cooldown=2)),
        "a lowest rate": (falling, "smaller", dict(factor=0.25, patience=0, min_lr=0.0625)),
        "larger is better": (rising, "larger", dict(factor=0.5, patience=2, threshold=0.01)),
    }
    words = {"min_lr": "floor"}
    for name, (values, better, options) in variants.items():
        optimizer = SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
        mode = {"smaller": "min", "larger": "max"}[better]
        scheduler, rates = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode=mode, **options), []
        for value in values:
            scheduler.step(value)
            rates.append(optimizer.param_groups[0]["lr"])
        attributes = {"better": better, **{words.get(key, key): value for key, value in options.items()}}
        yield trajectory(name, "plateau", attributes, {"metric": numbers(values)}, {"learningRate": numbers(rates)})


def network(parameters, x, hidden):
    for i in (1, 2):
        x = hidden(F.linear(x, parameters[f"weight{i}"], parameters[f"bias{i}"]))
    return F.linear(x, parameters["weight3"], parameters["bias3"])


def network_case(name, hidden, loss_of, data, outputs, source):
    """Five steps of Adam on one batch: losses before each update, the first step's gradients, the final parameters."""
    initial = {}
    for i, (inputs, units) in enumerate([(6, 8), (8, 8), (8, outputs)], 1):
        initial[f"weight{i}"] = source.normal(units, inputs, scale=inputs**-0.5)
        initial[f"bias{i}"] = source.normal(units, scale=0.25)
    parameters = {key: value.clone().requires_grad_() for key, value in initial.items()}
    optimizer = torch.optim.Adam(parameters.values(), lr=0.01)
    losses, first = [], {}
    for step in range(5):
        optimizer.zero_grad()
        loss = loss_of(network(parameters, data["x"], hidden), data["target"])
        loss.backward()
        losses.append(loss.detach())
        first = first or {key: value.grad.clone() for key, value in parameters.items()}
        optimizer.step()
    attributes = {"learningRate": 0.01, "betas": [0.9, 0.999], "epsilon": 1e-8, "steps": 5, "activation": hidden.__name__}
    attributes["loss"] = "crossEntropy" if loss_of is F.cross_entropy else "meanSquaredError"
    outputs = {"losses": torch.stack(losses), **parameters}
    return trajectory(name, "network", attributes, {**data, **initial}, outputs, first)


def network_cases():
    source = Source(6)
    labeled = {"x": source.normal(16, 6), "target": source.labels(4, 16)}
    yield network_case("relu network, cross entropy", torch.relu, F.cross_entropy, labeled, 4, source)
    real = {"x": source.normal(16, 6), "target": source.normal(16, 2)}
    yield network_case("tanh network, mean squared error", torch.tanh, F.mse_loss, real, 2, source)
