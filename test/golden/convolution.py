"""Golden values and gradients of convolution, transposed convolution and pooling."""
from torch.nn import functional as F

from case import Source, case, numbers


class Quarters(Source):
    """Multiples of 1/4. Sums of their products have few digits, which keeps the file small."""

    def normal(self, *shape, scale=1.0):
        return (super().normal(*shape, scale=scale) * 4).round() / 4


def convolution_case(name, operation, source, shape, weight, bias=True, **attributes):
    """`attributes` are the options that differ from the defaults, under the names of Hebb's layers."""
    transposed = operation == "ConvTranspose2d"
    groups = attributes.get("groups", 1)
    inputs = {"x": source.normal(*shape), "weight": source.normal(*weight)}
    if bias:
        inputs["bias"] = source.normal(weight[1] * groups if transposed else weight[0])
    function = {"Conv1d": F.conv1d, "Conv2d": F.conv2d, "ConvTranspose2d": F.conv_transpose2d}[operation]
    options = {"output_padding" if key == "outputPadding" else key: value for key, value in attributes.items()}
    compute = lambda x, weight, bias=None: function(x, weight, bias, **options)
    return case(f"{operation}, {name}", operation, compute, inputs, attributes, source=source)


def convolution_cases(source):
    make = lambda name, *shapes, **options: convolution_case(name, "Conv2d", source, *shapes, **options)
    yield make("plain", (2, 3, 5, 6), (4, 3, 3, 3))
    yield make("one image, odd channels, no bias", (1, 5, 4, 4), (7, 5, 3, 3), bias=False)
    yield make("1x1", (2, 5, 3, 2), (3, 5, 1, 1))
    yield make("padding 1", (2, 2, 4, 3), (3, 2, 3, 3), padding=1)
    yield make("stride 2, padding 1", (2, 3, 6, 5), (4, 3, 3, 3), stride=2, padding=1)
    yield make("stride 2, a last column unread", (1, 2, 6, 6), (3, 2, 3, 3), stride=2)
    yield make("1x1, stride 2", (1, 3, 5, 4), (2, 3, 1, 1), stride=2)
    yield make("dilation 2", (1, 2, 7, 6), (3, 2, 3, 3), dilation=2)
    yield make("stride 2, dilation 2, padding 2", (1, 2, 7, 6), (3, 2, 3, 3), stride=2, dilation=2, padding=2)
    yield make("pairs", (1, 2, 7, 6), (3, 2, 3, 2), stride=[2, 1], dilation=[1, 3], padding=[0, 2])
    yield make("same", (1, 2, 4, 5), (3, 2, 3, 3), padding="same")
    yield make("same, even kernel, dilation", (1, 2, 4, 5), (2, 2, 2, 4), padding="same", dilation=[3, 1])
    yield make("groups", (2, 4, 4, 4), (6, 2, 3, 3), groups=2, padding=1)
    yield make("depthwise", (2, 5, 5, 4), (5, 1, 3, 3), groups=5, padding=1)
    yield make("depthwise, two outputs each, stride 2", (1, 3, 5, 5), (6, 1, 3, 3), groups=3, stride=2)
    make = lambda name, *shapes, **options: convolution_case(name, "Conv1d", source, *shapes, **options)
    yield make("plain", (2, 3, 8), (4, 3, 3))
    yield make("stride 2, dilation 2, padding 3", (1, 3, 9), (5, 3, 3), stride=2, dilation=2, padding=3)
    yield make("same, even kernel", (2, 2, 5), (3, 2, 4), padding="same")
    yield make("groups, no bias", (2, 4, 6), (6, 2, 3), groups=2, bias=False)
    yield make("depthwise", (1, 5, 7), (5, 1, 3), groups=5)


def transposed_cases(source):
    make = lambda name, *shapes, **options: convolution_case(name, "ConvTranspose2d", source, *shapes, **options)
    yield make("plain", (2, 3, 3, 4), (3, 4, 3, 3))
    yield make("stride 2, padding 1, output padding 1", (2, 3, 3, 4), (3, 2, 3, 3), stride=2, padding=1, outputPadding=1)
    yield make("stride 3 leaves gaps", (1, 2, 3, 2), (2, 3, 2, 2), stride=3)
    yield make("padding beyond the kernel", (1, 2, 5, 5), (2, 3, 2, 2), padding=2)
    yield make("stride 2, 1x1, padding 1", (1, 2, 4, 4), (2, 2, 1, 1), stride=2, padding=1)
    yield make("dilation 2", (1, 3, 3, 3), (3, 2, 3, 3), dilation=2, padding=1)
    yield make("groups, pairs, no bias", (1, 4, 3, 3), (4, 3, 2, 3), groups=2, stride=[2, 1], padding=[0, 1], bias=False)
    yield make("depthwise, stride 2", (2, 3, 2, 3), (3, 1, 2, 2), groups=3, stride=2)


def pooling_case(name, operation, source, shape, size, ties=False, **attributes):
    x = source.normal(*shape)
    if ties:
        x = x.round().clamp(-1, 1)
    names = {"countIncludePad": "count_include_pad"}
    options = {names.get(key, key): value for key, value in attributes.items()}
    function = {"MaxPool1d": F.max_pool1d, "MaxPool2d": F.max_pool2d, "AvgPool1d": F.avg_pool1d,
                "AvgPool2d": F.avg_pool2d, "AdaptiveAvgPool1d": F.adaptive_avg_pool1d,
                "AdaptiveAvgPool2d": F.adaptive_avg_pool2d, "AdaptiveMaxPool1d": F.adaptive_max_pool1d,
                "AdaptiveMaxPool2d": F.adaptive_max_pool2d}[operation]
    compute = lambda x: function(x, size, **options)
    return case(f"{operation}, {name}", operation, compute, {"x": x}, attributes | {"size": size}, source=source)


def pooling_cases(source):
    make = lambda name, *args, **options: pooling_case(name, "MaxPool2d", source, *args, **options)
    yield make("plain", (2, 3, 4, 6), 2)
    yield make("a last row unread", (1, 3, 5, 5), 2)
    yield make("overlapping, padding", (2, 2, 6, 5), 3, stride=2, padding=1)
    yield make("ties", (2, 3, 6, 6), 2, ties=True)
    yield make("ties, overlapping, padding", (2, 3, 6, 5), 3, ties=True, stride=2, padding=1)
    yield make("ties, overlapping, stride 1", (1, 2, 6, 6), [3, 2], ties=True, stride=1)
    yield make("dilation 2, pairs", (1, 3, 7, 6), [3, 2], ties=True, stride=[1, 2], padding=[1, 0], dilation=2)
    yield case("MaxPool2d, equal elements throughout", "MaxPool2d", lambda x: F.max_pool2d(x, 3, 2, 1),
               {"x": numbers([[[[-2.0] * 5] * 5]])}, {"size": 3, "stride": 2, "padding": 1}, source=source)
    make = lambda name, *args, **options: pooling_case(name, "MaxPool1d", source, *args, **options)
    yield make("plain", (2, 3, 7), 2)
    yield make("ties, overlapping, padding", (2, 2, 9), 4, ties=True, stride=2, padding=2)
    make = lambda name, *args, **options: pooling_case(name, "AvgPool2d", source, *args, **options)
    yield make("plain", (2, 3, 4, 5), 2)
    yield make("overlapping, padding", (2, 2, 6, 5), 3, stride=2, padding=1)
    yield make("padding not counted", (2, 2, 6, 5), 3, stride=2, padding=1, countIncludePad=False)
    yield make("pairs", (1, 3, 5, 4), [3, 2], stride=[1, 2], padding=[1, 0])
    make = lambda name, *args: pooling_case(name, "AdaptiveAvgPool2d", source, *args)
    yield make("dividing", (2, 3, 4, 6), [2, 3])
    yield make("not dividing", (2, 2, 5, 7), [3, 2])
    yield make("to one", (1, 3, 5, 4), 1)
    yield make("more bins than elements", (1, 2, 2, 3), [3, 5])
    for name, (length, size) in {"dividing": (6, 3), "not dividing": (5, 3)}.items():
        yield pooling_case(name, "AdaptiveAvgPool1d", source, (2, 2, length), size)
    yield pooling_case("overlapping, padding", "AvgPool1d", source, (2, 2, 5), 3, stride=2, padding=1)
    yield pooling_case("padding not counted", "AvgPool1d", source, (1, 2, 5), 2, padding=1, countIncludePad=False)
    yield case("globalMaxPool", "globalMaxPool", lambda x: x.amax((2, 3)), {"x": source.normal(2, 3, 2, 3).round()},
               source=source)
    make = lambda name, *args, **options: pooling_case(name, "AdaptiveMaxPool2d", source, *args, **options)
    yield make("dividing, ties", (1, 2, 4, 6), [2, 3], ties=True)
    yield make("not dividing, ties", (1, 2, 5, 4), [3, 3], ties=True)
    yield make("to one", (1, 2, 2, 3), 1)
    yield pooling_case("not dividing, ties", "AdaptiveMaxPool1d", source, (2, 2, 5), 3, ties=True)
    yield case("globalAvgPool", "globalAvgPool", lambda x: x.mean((2, 3)), {"x": source.normal(2, 5, 3, 4)}, source=source)


def cases():
    source = Quarters(11)
    families = (convolution_cases, transposed_cases, pooling_cases)
    return [record for family in families for record in family(source)]
