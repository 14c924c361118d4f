"""Golden values and gradients of attention with scores and masks, multi-head attention and Transformer layers."""
import math

import torch
from torch import nn
from torch.nn.utils.stateless import functional_call

from case import Source, case

SCORES = {
    "dotScore": lambda q, k: q @ k.mT,
    "scaledDotScore": lambda q, k: q @ k.mT / math.sqrt(q.shape[-1]),
    "AdditiveScore": lambda q, k, weight, query, key: torch.tanh(
        (q @ query.mT).unsqueeze(-2) + (k @ key.mT).unsqueeze(-3)) @ weight,
    "BilinearScore": lambda q, k, weight: q @ weight @ k.mT,
}


def attend(scores, value, bias=None, seen=None):
    """Fully masked rows give zeros, where PyTorch's softmax gives NaN. Other rows agree with PyTorch."""
    if bias is not None:
        hidden = bias == -math.inf
        scores, seen = scores + bias.masked_fill(hidden, 0), ~hidden
    if seen is None:
        return scores.softmax(-1) @ value
    seen = seen.expand(scores.shape)
    rows = seen.any(-1, keepdim=True)
    weights = scores.masked_fill(~seen & rows, -math.inf).softmax(-1)
    return (weights * rows) @ value


def attention_case(name, source, query, keys, features, score="scaledDotScore", mask=None, causal=False, params=None):
    """`query` and `keys` are the shapes [..., n, d] and [..., m, e]; `features` is the last length of the values."""
    inputs = {"query": source.normal(*query), "key": source.normal(*keys), "value": source.normal(*keys[:-1], features)}
    inputs |= {key: source.normal(*shape, scale=0.5) for key, shape in (params or {}).items()}
    if mask is not None:
        inputs["mask"] = mask

    def compute(query, key, value, *rest):
        extra = rest[: len(params or {})]
        given = rest[-1] if mask is not None else None
        bias, seen = (given, None) if given is not None and given.is_floating_point() else (None, given)
        seen = None if seen is None else seen.bool()
        if causal:
            order = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool).tril(key.shape[-2] - query.shape[-2])
            seen = order if seen is None else order & seen
        return attend(SCORES[score](query, key, *extra), value, bias, seen)

    gradients = [key for key in inputs if key != "mask" or mask.is_floating_point() and mask.isfinite().all()]
    return case(name, "attention", compute, inputs, {"score": score, "causal": causal}, gradients, source)


def score_cases(source):
    params = {
        "dotScore": ({}, 4),
        "scaledDotScore": ({}, 4),
        "AdditiveScore": ({"weight": (5,), "query.weight": (5, 4), "key.weight": (5, 3)}, 3),
        "BilinearScore": ({"weight": (4, 3)}, 3),
    }
    for score, (shapes, features) in params.items():
        padding = torch.tensor([[[1, 1, 1, 0]], [[0, 0, 0, 0]]])
        for kind, mask in {"": None, ", padding": padding}.items():
            arguments = (f"{score}{kind}", source, (2, 3, 4), (2, 4, features), 3, score, mask)
            yield attention_case(*arguments, params=shapes)


def mask_cases(source):
    def one(kind, query, keys, mask=None, causal=False):
        return attention_case(f"attention, {kind}", source, query, keys, 3, mask=mask, causal=causal)

    yield one("causal", (2, 5, 4), (2, 5, 4), causal=True)
    yield one("causal, more keys", (1, 2, 4), (1, 5, 4), causal=True)
    yield one("causal, more queries", (1, 5, 4), (1, 3, 4), causal=True)
    yield one("causal and padding", (2, 3, 3), (2, 3, 3), torch.tensor([[[1, 0, 1]], [[0, 1, 1]]]), True)
    yield one("rows and all masked", (4, 3), (3, 3), torch.tensor([[1, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0]]))
    yield one("all masked", (1, 2, 3), (1, 3, 3), torch.zeros(1, 2, 3, dtype=torch.int64))
    yield one("one query and one key", (1, 1, 5), (1, 1, 5))
    yield one("one key, masked", (1, 2, 5), (1, 1, 5), torch.tensor([[[1], [0]]]))
    yield one("a learned bias", (2, 3, 4), (2, 3, 4), source.normal(3, 3))
    hidden = source.normal(3, 4).masked_fill(torch.tensor([[0, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]]).bool(), -math.inf)
    yield one("a bias with -Infinity", (2, 3, 4), (2, 4, 4), hidden)
    yield one("large values", (2, 4), (3, 4), torch.tensor([[1, 0, 1], [1, 1, 1]]))


def module_case(name, operation, source, module, inputs, attributes, call):
    """Runs `module` on `inputs`, with parameters from `source` under PyTorch's names."""
    module = module.double().train()
    params = {}
    for key, value in module.named_parameters():
        scale = value.shape[-1] ** -0.5 if value.dim() > 1 else 0.5
        params[key] = source.normal(*value.shape, scale=scale) + (1 if "norm" in key and key.endswith("weight") else 0)

    def compute(*values):
        tensors = dict(zip(params, values[len(inputs):]))

        class Bound(nn.Module):
            def __init__(self):
                super().__init__()
                self.module = module

            def forward(self):
                return call(self.module, *values[: len(inputs)])

        return functional_call(Bound(), {f"module.{key}": value for key, value in tensors.items()}, ())

    return case(name, operation, compute, {**inputs, **params}, attributes, source=source)


def hide(seen):
    """Inverts a mask, because PyTorch's modules mark hidden positions with True."""
    return None if seen is None else ~seen.bool()


def multi_head_cases(source):
    def self_attention(name, features, heads, shape, mask=None, padding=None, bias=True):
        module = nn.MultiheadAttention(features, heads, bias=bias, batch_first=True)
        inputs = {"query": source.normal(*shape, features)}
        if mask is not None:
            inputs["mask"] = mask
        if padding is not None:
            inputs["padding"] = padding
        given = list(inputs)

        def call(module, *values):
            named = dict(zip(given, values))
            masks = {"attn_mask": hide(named.get("mask")), "key_padding_mask": hide(named.get("padding"))}
            return module(*[named["query"]] * 3, need_weights=False, **masks)[0]

        attributes = {"features": features, "heads": heads}
        return module_case(f"MultiHeadAttention, {name}", "MultiHeadAttention", source, module, inputs, attributes, call)

    yield self_attention("self", 6, 2, (2, 3))
    yield self_attention("no bias, no batch", 4, 2, (3,), bias=False)
    yield self_attention("odd features, causal", 9, 3, (1, 3), mask=torch.ones(3, 3, dtype=torch.int64).tril())
    yield self_attention("padding", 4, 2, (2, 3), padding=torch.tensor([[1, 1, 0], [1, 1, 1]]))
    yield self_attention("one position", 5, 1, (1, 1))

    def cross(name, inputs):
        module = nn.MultiheadAttention(6, 3, batch_first=True)
        call = lambda module, q, k, v=None: module(q, k, k if v is None else v, need_weights=False)[0]
        attributes = {"features": 6, "heads": 3}
        return module_case(f"MultiHeadAttention, {name}", "MultiHeadAttention", source, module, inputs, attributes, call)

    def sized(name, features, heads, inputs, bias=True, mask=None, **sizes):
        """The result [batch, ...] is the outputs and the weights of every head, concatenated."""
        module = nn.MultiheadAttention(features, heads, bias=bias, batch_first=True, **sizes)
        given = inputs | ({} if mask is None else {"mask": mask})
        order = list(given)

        def call(module, *values):
            named = dict(zip(order, values))
            bias = named.get("mask")
            bias = bias if bias is None or bias.is_floating_point() else hide(bias)
            q, k = named["query"], named.get("key", named["query"])
            y, weights = module(q, k, named.get("value", k), attn_mask=bias, average_attn_weights=False)
            return torch.cat([y.flatten(1), weights.flatten(1)], 1)

        words = {"kdim": "keyFeatures", "vdim": "valueFeatures"}
        attributes = {"features": features, "heads": heads, "weights": True}
        attributes |= {words[key]: value for key, value in sizes.items()}
        return module_case(f"MultiHeadAttention, {name}", "MultiHeadAttention", source, module, given, attributes, call)

    yield sized("weights, additive mask", 4, 2, {"query": source.normal(2, 2, 4)}, mask=source.normal(2, 2))
    three = {"query": source.normal(1, 2, 4), "key": source.normal(1, 3, 5), "value": source.normal(1, 3, 1)}
    yield sized("key and value features, mask", 4, 2, three, mask=torch.tensor([[1, 0, 1], [1, 1, 0]]), kdim=5, vdim=1)
    pair = {"query": source.normal(2, 1, 2), "key": source.normal(2, 2, 3)}
    yield sized("key features, no bias", 2, 1, pair, bias=False, kdim=3, vdim=3)

    two = {"query": source.normal(2, 2, 6), "key": source.normal(2, 4, 6)}
    yield cross("cross", two)
    yield cross("keys and values", {**two, "value": source.normal(2, 4, 6)})


def transformer_cases(source):
    for pre in (False, True):
        kind = "preNorm" if pre else "postNorm"
        for shape in ((2, 3), (1, 1)):
            options = dict(dim_feedforward=5, dropout=0.0, batch_first=True, norm_first=pre)
            size = f"{shape[0]} x {shape[1]}"
            attributes = {"features": 4, "heads": 2, "feedForward": 5, "preNorm": pre, "causal": shape == (2, 3)}
            order = ~torch.ones(shape[1], shape[1], dtype=torch.bool).tril()
            name = f"TransformerEncoderLayer, {kind}, {size}"
            module = nn.TransformerEncoderLayer(4, 2, **options)
            call = lambda module, x: module(x, src_mask=order if attributes["causal"] else None)
            inputs = {"x": source.normal(*shape, 4)}
            yield module_case(name, "TransformerEncoderLayer", source, module, inputs, attributes, call)
            name = f"TransformerDecoderLayer, {kind}, {size}"
            module = nn.TransformerDecoderLayer(4, 2, **options)
            call = lambda module, x, memory: module(x, memory, tgt_mask=order)
            inputs = {"x": source.normal(*shape, 4), "memory": source.normal(shape[0], shape[1] + 1, 4)}
            attributes = {**attributes, "causal": True}
            yield module_case(name, "TransformerDecoderLayer", source, module, inputs, attributes, call)
    module = nn.TransformerEncoderLayer(3, 1, 7, 0.0, "gelu", batch_first=True)
    attributes = {"features": 3, "heads": 1, "feedForward": 7, "preNorm": False, "causal": False, "activation": "gelu"}
    inputs = {"x": source.normal(1, 4, 3)}
    call = lambda module, x: module(x)
    yield module_case("TransformerEncoderLayer, gelu", "TransformerEncoderLayer", source, module, inputs, attributes, call)


def cases():
    source = Source(8, 64)
    families = (score_cases, mask_cases, multi_head_cases, transformer_cases)
    return [record for family in families for record in family(source)]
