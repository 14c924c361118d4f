"""Golden values and gradients of losses, in the conventions of torch.nn.functional."""
import torch
from torch.nn import functional as F

from case import Source, case, numbers

REDUCTIONS = ("mean", "sum", "none")


def label_cases(source):
    logits, labels = source.normal(6, 5, scale=2), source.labels(5, 6)
    weights = numbers([0.5, 1, 2, 0.25, 1.5])
    ignored = labels.clone()
    ignored[1] = ignored[4] = -100
    variants = {
        "labels": (labels, {}),
        "weights": (labels, {"weight": weights}),
        "ignoreIndex": (ignored, {"ignore_index": -100}),
        "smoothing": (labels, {"label_smoothing": 0.1}),
        "weights, ignoreIndex": (ignored, {"weight": weights, "ignore_index": -100}),
        "weights, smoothing": (labels, {"weight": weights, "label_smoothing": 0.1}),
        "ignoreIndex, smoothing": (ignored, {"ignore_index": -100, "label_smoothing": 0.2}),
        "weights, ignoreIndex, smoothing": (ignored, {"weight": weights, "ignore_index": -100, "label_smoothing": 0.2}),
    }
    for kind, (targets, options) in variants.items():
        for reduction in REDUCTIONS:
            yield cross_entropy(f"crossEntropy, {kind}, {reduction}", logits, targets, options, reduction, source)
    second = {"ignore_index": int(labels[0])}
    yield cross_entropy("crossEntropy, a real class ignored", logits, labels, second, "mean", source)
    extreme = numbers([[100, -100, 0], [-1e4, 1e4, 0], [88, 89, 90], [0, 0, 0]])
    yield cross_entropy("crossEntropy, extreme logits", extreme, torch.tensor([1, 1, 0, 2]), {}, "mean", source)
    one = source.normal(3, 1)
    yield cross_entropy("crossEntropy, one class", one, torch.zeros(3, dtype=torch.long), {}, "mean", source)


def cross_entropy(name, logits, target, options, reduction, source):
    inputs = {"logits": logits, "target": target}
    if "weight" in options:
        inputs["weights"] = options["weight"]
    attributes = {"reduction": reduction}
    if "ignore_index" in options:
        attributes["ignoreIndex"] = options["ignore_index"]
    if "label_smoothing" in options:
        attributes["labelSmoothing"] = options["label_smoothing"]
    compute = lambda logits, target, weights=None: F.cross_entropy(logits, target, reduction=reduction, **options)
    return case(name, "crossEntropy", compute, inputs, attributes, ["logits"], source)


def sequence_cases(source):
    """Logits [batch, time, class], as in a language model."""
    inputs = {"logits": source.normal(2, 3, 4), "target": source.labels(4, 2, 3)}
    for reduction in REDUCTIONS:
        compute = lambda logits, target: F.cross_entropy(logits.permute(0, 2, 1), target, reduction=reduction)
        name = f"crossEntropy, sequence, {reduction}"
        yield case(name, "crossEntropy", compute, inputs, {"reduction": reduction}, ["logits"], source)


def probability_cases(source):
    logits, target = source.normal(4, 5, scale=2), source.probabilities(4, 5)
    weights = numbers([0.5, 1, 2, 0.25, 1.5])
    variants = {"probabilities": {}, "probabilities, weights": {"weight": weights},
                "probabilities, smoothing": {"label_smoothing": 0.1}}
    for kind, options in variants.items():
        for reduction in REDUCTIONS:
            yield cross_entropy(f"crossEntropy, {kind}, {reduction}", logits, target, options, reduction, source)


def binary_cases(source):
    inputs = {"logits": source.normal(4, 3, scale=2), "target": source.labels(2, 4, 3).double()}
    soft = {"logits": inputs["logits"], "target": source.probabilities(4, 3)}
    positive = numbers([0.5, 2, 3])
    for reduction in REDUCTIONS:
        plain = lambda logits, target: F.binary_cross_entropy_with_logits(logits, target, reduction=reduction)
        weighted = lambda logits, target, positiveWeight: F.binary_cross_entropy_with_logits(
            logits, target, pos_weight=positiveWeight, reduction=reduction)
        operation, attributes = "binaryCrossEntropyWithLogits", {"reduction": reduction}
        yield case(f"{operation}, {reduction}", operation, plain, inputs, attributes, ["logits"], source)
        yield case(f"{operation}, soft target, {reduction}", operation, plain, soft, attributes, ["logits"], source)
        with_weight = {**inputs, "positiveWeight": positive}
        name = f"{operation}, positiveWeight, {reduction}"
        yield case(name, operation, weighted, with_weight, attributes, ["logits"], source)
    logits, target = [-1e4, -100, -50, -20, 0, 20, 50, 100, 1e4], [0, 1, 0, 1, 1, 0, 1, 0, 1]
    extreme = {"logits": numbers(logits), "target": numbers(target)}
    yield case(f"{operation}, extreme logits", operation, plain, extreme, {"reduction": "none"}, ["logits"], source)


def other_cases(source):
    pair = {"prediction": source.normal(3, 4), "target": source.normal(3, 4)}
    for reduction in REDUCTIONS:
        compute = lambda prediction, target: F.mse_loss(prediction, target, reduction=reduction)
        name, attributes = f"meanSquaredError, {reduction}", {"reduction": reduction}
        yield case(name, "meanSquaredError", compute, pair, attributes, source=source)
    target = source.probabilities(4, 5)
    target[1, 2], target[1, 0] = 0, target[1, 0] + target[1, 2]
    log_prediction = (F.log_softmax(source.normal(4, 5), 1) * 1024).round() / 1024
    log_target = (F.log_softmax(source.normal(4, 5), 1) * 1024).round() / 1024
    for log, given in ((False, target), (True, log_target)):
        inputs = {"logPrediction": log_prediction, "target": given}
        for reduction in (*REDUCTIONS, "batchmean"):
            compute = lambda logPrediction, target: F.kl_div(logPrediction, target, reduction=reduction, log_target=log)
            kind = "log target" if log else "target with a 0"
            attributes = {"reduction": reduction, "logTarget": log}
            name = f"klDivergence, {kind}, {reduction}"
            yield case(name, "klDivergence", compute, inputs, attributes, ["logPrediction"], source)


def robust_cases(source):
    pair = {"prediction": source.normal(3, 4, scale=2), "target": source.normal(3, 4)}
    for delta in (1, 0.25):
        for reduction in REDUCTIONS:
            compute = lambda prediction, target: F.huber_loss(prediction, target, reduction=reduction, delta=delta)
            name, attributes = f"huber, delta {delta}, {reduction}", {"reduction": reduction, "delta": delta}
            yield case(name, "huber", compute, pair, attributes, source=source)


def cosine_cases(source):
    pair = {"first": source.normal(4, 5), "second": source.normal(4, 5)}
    for axis in (-1, 0):
        compute = lambda first, second: F.cosine_similarity(first, second, dim=axis)
        yield case(f"cosineSimilarity, axis {axis}", "cosineSimilarity", compute, pair, {"axis": axis}, source=source)
    zero = {"first": pair["first"], "second": torch.zeros_like(pair["second"])}
    compute = lambda first, second: F.cosine_similarity(first, second)
    yield case("cosineSimilarity, zeros", "cosineSimilarity", compute, zero, {"axis": -1}, ["first"], source)
    # Long vectors, because PyTorch adds 1e-12 to squared norms here.
    long = {key: value * 16 for key, value in pair.items()}
    inputs = {**long, "target": torch.tensor([1, -1, 1, -1])}
    for margin in (0, 0.5, -0.5):
        for reduction in REDUCTIONS:
            compute = lambda first, second, target: F.cosine_embedding_loss(
                first, second, target, margin=margin, reduction=reduction)
            name = f"cosineEmbedding, margin {margin}, {reduction}"
            attributes = {"reduction": reduction, "margin": margin}
            yield case(name, "cosineEmbedding", compute, inputs, attributes, ["first", "second"], source)


def penalty_cases(source):
    pair = {"first": source.normal(2, 3), "second": source.normal(4)}
    norms = {"l1": lambda first, second: first.abs().sum() + second.abs().sum(),
             "l2": lambda first, second: first.norm() ** 2 + second.norm() ** 2}
    for name, compute in norms.items():
        yield case(name, name, compute, pair, source=source)


def cases():
    source = Source(3, 64)
    families = (label_cases, sequence_cases, probability_cases, binary_cases, other_cases, robust_cases,
                cosine_cases, penalty_cases)
    return [record for family in families for record in family(source)]
