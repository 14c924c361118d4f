"""Golden values of elementwise operations over difficult ranges, and of the softmax family."""
import functools
import itertools
import math

import torch
from torch.nn import functional as F

import case as golden
from case import Source, numbers

# All digits, because tests round these results to f32.
case = functools.partial(golden.case, digits=17)

NAN, INF = math.nan, math.inf
MODERATE = [-4, -2.75, -2, -1.5, -1, -0.75, -0.5, -0.1, -0.01, 0.01, 0.1, 0.25, 0.5, 0.9, 1, 1.25, 2, 2.5, 3, 4]
POSITIVE = [0.01, 0.1, 0.25, 0.5, 0.9, 1, 1.25, 2, 2.5, 3, 4, 10]
SMALL = [1e-30, 1e-12, 1e-8, 1e-5, 1e-4, 1e-3, 0.01]
FAR = [4e4, 1e5, 1e6 + 0.5, 316543392, 1e10, 1.1818387e22, 1e30, 3.4e38]
TURNS = [math.pi / 4, math.pi / 2, 3 * math.pi / 4, math.pi, 3 * math.pi / 2, 2 * math.pi, 10, 22, 100, 355, 1e3, 1e4]


def both(values):
    return [-value for value in reversed(values)] + values


SIGNED = both(SMALL + [0.1, 0.3, 0.5, 0.6, 1, 1.5, 2, 3, 3.9, 4, 5, 6, 7.9, 9, 9.1, 12, 20, 50, 88, 100, 1e4])
MIDDLE = SIGNED[8:-8] + [80, -80]
ZEROS = [0.0, -0.0, INF, -INF, NAN]
UNIT = [1.2e-38, 1e-30, 1e-8, 1e-3, 0.1, 0.5, 0.7071068, 0.9, 0.99, 0.9999999, 1, 1.0000001, 1.001, 1.1, 1.4142135]
WIDE = UNIT + [2, math.e, 3, 10, 1e3, 1e8, 1e30, 3.4e38]
EXPONENTS = both(SMALL + [0.1, 0.3465, 0.3466, 0.5, math.log(2), 1, 2, 5, 10, 20, 50, 80, 87]) + [88.5, 88.7]


def softplus(x):
    """log(exp(x) + 1) without the threshold of F.softplus, in a form that is accurate for small results."""
    y = x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))
    assert torch.allclose(y, F.softplus(x), atol=1e-8, equal_nan=True)
    return y


# The next three functions are PyTorch's, in forms that are accurate for small results.
def gelu(x):
    y = 0.5 * x * torch.erfc(-x * math.sqrt(0.5))
    assert torch.allclose(y, F.gelu(x), atol=1e-14, equal_nan=True)
    return y


def gelu_tanh(x):
    y = x * torch.sigmoid(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    assert torch.allclose(y, F.gelu(x, approximate="tanh"), atol=1e-14, equal_nan=True)
    return y


def elu(x, alpha=1):
    y = torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0)))
    assert torch.allclose(y, F.elu(x, alpha), atol=1e-14, equal_nan=True)
    return y


# name: (function, range, special values, values with a subnormal f32 input or output, values to differentiate at)
ELEMENTWISE = {
    "exp": (torch.exp, EXPONENTS, ZEROS + [89, 1e4, -105, -1e4], [1e-40, -1e-40, -88, -95, -103], MODERATE),
    "log": (torch.log, WIDE, ZEROS + [-1], [1e-39, 1e-40, 1e-44], POSITIVE),
    "expm1": (torch.expm1, EXPONENTS, ZEROS + [89, 1e4, -105, -1e4], [1e-40, -1e-40], MODERATE),
    "log1p": (torch.log1p, both(SMALL + [0.1, 0.5, 0.9, 0.999]) + [1, 10, 1e8, 3.4e38], ZEROS + [-1, -2], [1e-40, -1e-40], POSITIVE),
    "tanh": (torch.tanh, SIGNED, ZEROS + [1e30], [1e-40, -1e-40], MODERATE),
    "erf": (torch.erf, SIGNED, ZEROS + [1e30], [1e-40, -1e-40], MODERATE),
    "sin": (torch.sin, both(SMALL + [0.1, 0.5, 1, 3] + TURNS + FAR), ZEROS, [1e-40, -1e-40], MODERATE),
    "cos": (torch.cos, both(SMALL + [0.1, 0.5, 1, 3] + TURNS + FAR), ZEROS, [1e-40, -1e-40], MODERATE),
    "sqrt": (torch.sqrt, WIDE, ZEROS + [-1], [1e-39, 1e-40, 1e-44], POSITIVE),
    "sigmoid": (torch.sigmoid, MIDDLE, ZEROS + [1e4, -1e4], [1e-40, -88], MODERATE + [-20, -80]),
    "softplus": (softplus, MIDDLE, [0.0, 1e4, -1e4, NAN], [], MODERATE + [-20, -80, 80]),
    "gelu": (gelu, SIGNED, [0.0, NAN], [], MODERATE),
    "geluTanh": (gelu_tanh, SIGNED, [0.0, NAN], [], MODERATE),
    "silu": (F.silu, SIGNED, [0.0, NAN], [], MODERATE),
    "elu": (elu, SIGNED, [0.0, INF, -INF, NAN], [], MODERATE),
    "leakyRelu": (F.leaky_relu, SIGNED, [0.0, INF, -INF, NAN], [], MODERATE),
}
ATTRIBUTES = {
    "gelu": {"approximate": False},
    "geluTanh": {"approximate": True},
    "elu": {"alpha": 1},
    "leakyRelu": {"slope": 0.01},
}


def elementwise_cases():
    for name, (function, values, special, subnormal, points) in ELEMENTWISE.items():
        operation = "gelu" if name == "geluTanh" else name
        attributes = ATTRIBUTES.get(name)
        for kind, points_of_kind in {"range": values, "special": special, "subnormal": subnormal}.items():
            if points_of_kind:
                x = {"x": numbers(points_of_kind)}
                yield case(f"{name}, {kind}", operation, function, x, attributes, [])
        yield case(f"{name}, gradient", operation, function, {"x": numbers(points)}, attributes)
    x = {"x": numbers(MODERATE)}
    yield case("elu, alpha 0.5", "elu", lambda x: elu(x, 0.5), x, {"alpha": 0.5})
    yield case("leakyRelu, slope 0.2", "leakyRelu", lambda x: F.leaky_relu(x, 0.2), x, {"slope": 0.2})


def pow_cases():
    pairs = lambda rows: dict(zip(("x", "y"), map(numbers, zip(*rows))))
    ordinary = itertools.product((0.01, 0.5, 0.9, 1, 1.5, 2, 10), (-2.5, -1, -0.5, 0, 0.5, 1, 2, 3.7))
    negative = itertools.product((-2, -0.5), (-3, -2, -1, 0, 1, 2, 3, 0.5, -1.5))
    special = [(0, 0), (0, 2), (0, -1), (-0.0, 3), (1, NAN), (NAN, 0), (NAN, 1)]
    special += [(INF, 0), (INF, -1), (2, INF), (0.5, INF), (2, -INF)]
    large = [(10, 38), (10, 39), (10, -37), (1.0000001, 1e7), (0.9999999, 1e7)]
    large += [(2, 127), (2, -126), (3e38, 1), (1e-30, 1.2)]
    yield case("pow, ordinary", "pow", torch.pow, pairs(ordinary))
    yield case("pow, negative base", "pow", torch.pow, pairs(negative), gradients=[])
    yield case("pow, special", "pow", torch.pow, pairs(special), gradients=[])
    yield case("pow, large and small results", "pow", torch.pow, pairs(large), gradients=[])
    yield case("pow, gradient at base 0", "pow", torch.pow, pairs([(0, 1), (0, 2), (0, 3), (0, 1.5)]))
    whole = pairs([(-2, 2), (-2, 3), (-0.5, -1), (-1.5, 1)])
    yield case("pow, gradient by a negative base", "pow", torch.pow, whole, gradients=["x"])


def mod_cases():
    """Quotients of every size. They are exact, because PyTorch computes remainders in f64 like fmod."""
    magnitudes = [1e-45, 1e-40, 1e-30, 7e-5, 0.3, 1, 3, 4095.5, 1e5, 16777216, 1e12, 1e30, 3.4e38]
    pairs = [(a, b) for x, y in itertools.product(magnitudes, magnitudes) for a in (x, -x) for b in (y, -y)]
    special = [(1, 0), (0, 0), (0, 3), (INF, 2), (NAN, 2), (2, NAN), (2, -INF), (-2, INF)]
    for name, rows in {"mod, quotients of every size": pairs, "mod, special": special}.items():
        yield case(name, "mod", torch.remainder, dict(zip(("x", "y"), map(numbers, zip(*rows)))), gradients=[])


def softmax_cases():
    source = Source(2)
    functions = {"softmax": F.softmax, "logSoftmax": F.log_softmax, "logSumExp": torch.logsumexp}
    inputs = {
        "last axis": (source.normal(3, 5, scale=2), -1),
        "first axis": (source.normal(4, 3), 0),
        "middle axis": (source.normal(2, 5, 3), 1),
        "one class": (source.normal(3, 1), -1),
        "33 classes": (source.normal(2, 33, scale=3), -1),
        "equal values": (torch.full((2, 4), 0.5, dtype=torch.float64), -1),
        "large values": (numbers([[1e4, 1e4 - 1, -1e4], [1e30, -1e30, 0], [-1000, -1001, -1002.5], [88, 89, 90]]), -1),
        "masked by -Infinity": (numbers([[0.5, -INF, 1.25], [-INF, -INF, 2], [-INF, 0, -INF]]), -1),
    }
    for name, function in functions.items():
        for kind, (x, axis) in inputs.items():
            compute = lambda x: function(x, axis)
            # The log-softmax of a masked value is -Infinity, which must not be multiplied by a cotangent.
            masked = kind.startswith("masked") and name == "logSoftmax"
            yield case(f"{name}, {kind}", name, compute, {"x": x}, {"axis": axis}, [] if masked else None, source)
    every = numbers([[-INF, -INF], [INF, 0], [NAN, 1]])
    yield case("logSumExp, special", "logSumExp", lambda x: torch.logsumexp(x, -1), {"x": every}, {"axis": -1}, [])


def cases():
    return [*elementwise_cases(), *pow_cases(), *mod_cases(), *softmax_cases()]
