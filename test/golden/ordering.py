"""Golden values of running sums, stable sorts and the largest elements."""
import math

import torch

from case import Source, case, numbers


def cases():
    source = Source(3)
    for kind, (shape, axis) in {"a vector": ((7,), 0), "the middle axis": ((2, 4, 2), 1)}.items():
        x = {"x": source.normal(*shape)}
        at = {"axis": axis}
        yield case(f"cumulativeSum, {kind}", "cumulativeSum", lambda x: torch.cumsum(x, axis), x, at, None, source)
        for descending in (False, True):
            options = {"axis": axis, "descending": descending}
            sort = lambda x: torch.sort(x, dim=axis, descending=descending, stable=True).values
            name = f"sort, {kind}, {'descending' if descending else 'ascending'}"
            yield case(name, "sortValues", sort, x, options, None, source)
        options = {"axis": axis, "count": 2}
        top = lambda x: torch.topk(x, 2, dim=axis)
        yield case(f"topK, {kind}", "topKValues", lambda x: top(x).values, x, options, None, source)
        yield case(f"indices of topK, {kind}", "topKIndices", lambda x: top(x).indices, x, options, [])
    equal = {"x": numbers([2, 1, math.nan, 2, 0.0, -math.inf, 1, math.inf, -0.0, math.nan, 2, 1])}
    for descending in (False, True):
        sort = lambda x: torch.sort(x, dim=0, descending=descending, stable=True).indices
        name = f"argsort of equal and special values, {'descending' if descending else 'ascending'}"
        yield case(name, "argsort", sort, equal, {"axis": 0, "descending": descending}, [])
