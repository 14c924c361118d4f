"""Golden values and gradients of recurrent cells and layers, with states, lengths, layers and directions."""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from attention import module_case
from case import Source


CELLS = {"RNNCell": nn.RNNCell, "GRUCell": nn.GRUCell, "LSTMCell": nn.LSTMCell}
LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


def states(source, kind, *shape):
    """Returns `hidden`, and `cell` as well for an LSTM."""
    names = ["hidden", "cell"] if kind.startswith("LSTM") else ["hidden"]
    return {name: source.normal(*shape) for name in names}


def parts(state):
    return state if isinstance(state, tuple) else (state,)


def cell_case(name, kind, source, batch, inputs, hidden, state=True, bias=True, relu=False):
    options = {"nonlinearity": "relu"} if relu else {}
    module = CELLS[kind](inputs, hidden, bias=bias, **options)
    given = {"x": source.normal(batch, inputs), **(states(source, kind, batch, hidden) if state else {})}

    def call(module, x, *state):
        before = None if not state else state if len(state) > 1 else state[0]
        return torch.cat(parts(module(x, before)), 1)

    attributes = {"inputs": inputs, "hidden": hidden, "bias": bias, "relu": relu}
    return module_case(f"{kind}, {name}", kind, source, module, given, attributes, call)


def layer_case(name, kind, source, shape, inputs, hidden, lengths=None, state=False, bias=True, relu=False, layers=1,
               bidirectional=False):
    """The result: outputs [batch, time · width], then each part of the states [batch, layers · directions · hidden]."""
    options = {"nonlinearity": "relu"} if relu else {}
    options |= dict(num_layers=layers, bidirectional=bidirectional, bias=bias, batch_first=True)
    module = LAYERS[kind](inputs, hidden, **options)
    batch, time = shape
    cells = layers * (2 if bidirectional else 1)
    given = {"x": source.normal(batch, time, inputs)}
    if state:
        given |= states(source, kind, cells, batch, hidden)
    if lengths is not None:
        given["lengths"] = torch.tensor(lengths)
    names = list(given)

    def call(module, *values):
        named = dict(zip(names, values))
        before = tuple(named[name] for name in ("hidden", "cell") if name in named)
        before = None if not before else before if len(before) > 1 else before[0]
        x = named["x"]
        if lengths is not None:
            x = pack_padded_sequence(x, named["lengths"], batch_first=True, enforce_sorted=False)
        # PyTorch's modules also keep a list of their parameters.
        module._flat_weights = [getattr(module, name) for name in module._flat_weights_names]
        y, last = module(x, before)
        if lengths is not None:
            y, _ = pad_packed_sequence(y, batch_first=True, total_length=time)
        return torch.cat([y.flatten(1), *(part.transpose(0, 1).flatten(1) for part in parts(last))], 1)

    attributes = {"inputs": inputs, "hidden": hidden, "bias": bias, "relu": relu, "layers": layers,
                  "bidirectional": bidirectional}
    return module_case(f"{kind}, {name}", kind, source, module, given, attributes, call)


def cases():
    source = Source(12, 16)
    for kind in CELLS:
        yield cell_case("a state", kind, source, 2, 3, 2)
        yield cell_case("no state, no bias", kind, source, 1, 1, 3, state=False, bias=False)
    yield cell_case("relu", "RNNCell", source, 3, 2, 3, relu=True)
    for kind in LAYERS:
        make = lambda name, *arguments, **options: layer_case(name, kind, source, *arguments, **options)
        yield make("plain", (2, 4), 3, 3)
        yield make("one step, a state, no bias", (1, 1), 2, 2, state=True, bias=False)
        yield make("lengths, a state", (3, 3), 1, 2, lengths=[3, 1, 2], state=True)
        yield make("both directions", (2, 3), 2, 1, bidirectional=True)
        yield make("two layers, both directions, lengths, states", (3, 4), 2, 2, lengths=[2, 4, 1], state=True, layers=2,
                   bidirectional=True)
    yield layer_case("relu, two layers", "RNN", source, (2, 3), 2, 3, relu=True, layers=2)
