/** Convolution and pooling: values and gradients of PyTorch, initial values, errors, and a network that learns. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError, ShapeError } from "../../src/base/errors.ts";
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AvgPool1d,
  AvgPool2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  LayerNorm,
  Linear,
  MaxPool1d,
  MaxPool2d,
  Sequential,
  crossEntropy,
  globalAvgPool,
  globalMaxPool,
  relu,
} from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import {
  type Module,
  type Param,
  Tensor,
  compile,
  grad,
  initialize,
  ones,
  parameters,
  random,
  reference as inDoublePrecision,
  zeros,
} from "../../src/tensor/index.ts";
import { type Feeds, type GoldenCase, assertClose, numbersOf, readGolden, reference, tensorOf } from "./golden.ts";

type Run = (x: Tensor) => Tensor;
type SpatialModule = Module & { forward(x: Tensor): Tensor };
type Size = number & [number, number];

/** Options of a case, which have the names of the options of layers. */
const layers: Record<string, (golden: GoldenCase) => SpatialModule> = {
  Conv1d: (golden) => {
    const [outputs, inputs, kernel] = golden.inputs["weight"]!.shape as [number, number, number];
    return new Conv1d(inputs * groupsOf(golden), outputs, kernel, optionsOf(golden));
  },
  Conv2d: (golden) => {
    const [outputs, inputs, height, width] = golden.inputs["weight"]!.shape as [number, number, number, number];
    return new Conv2d(inputs * groupsOf(golden), outputs, [height, width], optionsOf(golden));
  },
  ConvTranspose2d: (golden) => {
    const [inputs, outputs, height, width] = golden.inputs["weight"]!.shape as [number, number, number, number];
    return new ConvTranspose2d(inputs, outputs * groupsOf(golden), [height, width], optionsOf(golden));
  },
  MaxPool1d: (golden) => new MaxPool1d(sizeOf(golden), poolingOf(golden)),
  MaxPool2d: (golden) => new MaxPool2d(sizeOf(golden), poolingOf(golden)),
  AvgPool1d: (golden) => new AvgPool1d(sizeOf(golden), poolingOf(golden)),
  AvgPool2d: (golden) => new AvgPool2d(sizeOf(golden), poolingOf(golden)),
  AdaptiveAvgPool1d: (golden) => new AdaptiveAvgPool1d(sizeOf(golden)),
  AdaptiveAvgPool2d: (golden) => new AdaptiveAvgPool2d(sizeOf(golden)),
  AdaptiveMaxPool1d: (golden) => new AdaptiveMaxPool1d(sizeOf(golden)),
  AdaptiveMaxPool2d: (golden) => new AdaptiveMaxPool2d(sizeOf(golden)),
};

const functions: Record<string, Run> = { globalAvgPool, globalMaxPool };

const sizeOf = ({ attributes }: GoldenCase) => attributes["size"] as Size;
const groupsOf = ({ attributes }: GoldenCase) => (attributes["groups"] ?? 1) as number;
const poolingOf = ({ attributes }: GoldenCase) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== "size"));

const optionsOf = ({ attributes, inputs }: GoldenCase) => ({ ...attributes, bias: inputs["bias"] !== undefined });

interface Prepared {
  readonly golden: GoldenCase;
  readonly params: ReadonlyMap<string, Param>;
  readonly x: Tensor;
  readonly cotangent: Tensor;
  /** Value, then the gradients in the order of the case. */
  readonly compute: (x: Tensor, cotangent: Tensor) => Tensor[];
}

function prepare(golden: GoldenCase): Prepared {
  const layer = layers[golden.operation]?.(golden);
  const run: Run = layer === undefined ? functions[golden.operation]! : (x) => layer.forward(x);
  const params = new Map(layer === undefined ? [] : parameters(layer));
  assert.deepEqual(["x", ...params.keys()], Object.keys(golden.inputs), `parameters of ${golden.name}`);
  const compute = (x: Tensor, cotangent: Tensor) => {
    const y = run(x);
    const leaves = Object.keys(golden.gradients).map((name) => params.get(name) ?? x);
    return [y, ...grad(y.mul(cotangent).sum(), leaves)];
  };
  return { golden, params, x: tensorOf(golden.inputs["x"]!), cotangent: tensorOf(golden.cotangents!["y"]!), compute };
}

function check({ outputs, gradients, name }: GoldenCase, found: readonly ArrayLike<number>[], tolerance: number) {
  [["y", outputs["y"]!] as const, ...Object.entries(gradients)].forEach(([what, expected], i) =>
    assertClose(found[i]!, expected, tolerance, `${what} of ${name}`),
  );
}

function checkReference({ golden, params, x, cotangent, compute }: Prepared): void {
  const feeds: Feeds = new Map();
  const tensors = compute(x, cotangent);
  feeds.set(x.node, numbersOf(golden.inputs["x"]!));
  feeds.set(cotangent.node, numbersOf(golden.cotangents!["y"]!));
  for (const [name, param] of params) feeds.set(param.node, numbersOf(golden.inputs[name]!));
  check(golden, reference(tensors, feeds).outputs, 1e-12);
}

async function checkCompiled({ golden, params, x, cotangent, compute }: Prepared): Promise<void> {
  for (const [name, param] of params) await param.set(Float32Array.from(numbersOf(golden.inputs[name]!)));
  const outputs = compile(compute)(x, cotangent);
  const shapes = [golden.outputs["y"]!, ...Object.values(golden.gradients)].map(({ shape }) => shape);
  assert.deepEqual(
    outputs.map(({ shape }) => shape),
    shapes,
    `shapes of ${golden.name}`,
  );
  check(golden, await Promise.all(outputs.map((tensor) => tensor.array())), 3e-6);
}

const cases = readGolden("convolution.json");
for (const operation of new Set(cases.map(({ operation }) => operation))) {
  const chosen = cases.filter((golden) => golden.operation === operation);
  describe(`${operation} agrees with PyTorch`, () => {
    test(`${chosen.length} cases with the reference`, () => {
      for (const golden of chosen) checkReference(prepare(golden));
    });
    test(`${chosen.length} cases compiled`, async () => {
      for (const golden of chosen) await checkCompiled(prepare(golden));
    });
  });
}

const values = async (tensor: Tensor) => [...(await tensor.array())];

test("initial values of convolutions are uniform within 1 / sqrt(inputs per output), in PyTorch's layout", async () => {
  const bounds: [Conv1d | Conv2d | ConvTranspose2d, number[], number][] = [
    [new Conv1d(16, 64, 4), [64, 16, 4], 1 / 8],
    [new Conv2d(32, 64, [2, 4], { groups: 2 }), [64, 16, 2, 4], 1 / Math.sqrt(128)],
    // As in PyTorch, the number of inputs is taken from axis 1 of the weight.
    [new ConvTranspose2d(64, 32, 2, { groups: 2 }), [64, 16, 2, 2], 1 / 8],
  ];
  for (const [layer, shape, bound] of bounds) {
    initialize(layer, { seed: 1 });
    assert.deepEqual(layer.weight.shape, shape);
    for (const param of [layer.weight, layer.bias!]) {
      const drawn = await values(param);
      assert.ok(drawn.every((x) => Math.abs(x) <= bound));
      assert.ok(Math.max(...drawn) > 0.85 * bound && Math.min(...drawn) < -0.85 * bound);
    }
  }
});

test("layers print their sizes", () => {
  const model = new Sequential(new Conv2d(3, 8, 5, { groups: 1 }), relu, new MaxPool2d(3, { stride: 2 }));
  assert.equal(String(model), "Sequential(Conv2d(3, 8, 5), relu, MaxPool2d(3, stride 2))");
  assert.equal(String(new ConvTranspose2d(4, 6, [2, 3], { groups: 2 })), "ConvTranspose2d(4, 6, [2, 3])");
  assert.equal(String(new AvgPool2d(2)), "AvgPool2d(2)");
  assert.equal(String(new AvgPool1d(3, { stride: 1 })), "AvgPool1d(3, stride 1)");
  assert.equal(String(new AdaptiveAvgPool1d(3)), "AdaptiveAvgPool1d(3)");
  assert.equal(String(new AdaptiveMaxPool2d([2, 1])), "AdaptiveMaxPool2d([2, 1])");
  assert.equal(String(new AdaptiveAvgPool2d([2, 1])), "AdaptiveAvgPool2d([2, 1])");
  assert.equal(String(new Conv1d(4, 6, 3, { groups: 2 })), "Conv1d(4, 6, 3)");
});

test("empty batches result in empty batches", async () => {
  const x = zeros([0, 2, 6, 6]);
  const expected: [SpatialModule, number[]][] = [
    [new Conv2d(2, 3, 3), [0, 3, 4, 4]],
    [new ConvTranspose2d(2, 3, 2, { stride: 2 }), [0, 3, 12, 12]],
    [new MaxPool2d(2), [0, 2, 3, 3]],
    [new AvgPool2d(2), [0, 2, 3, 3]],
    [new AdaptiveAvgPool2d(4), [0, 2, 4, 4]],
    [new AdaptiveMaxPool2d(4), [0, 2, 4, 4]],
  ];
  for (const [layer, shape] of expected) {
    const y = layer.forward(x);
    assert.deepEqual(y.shape, shape);
    assert.deepEqual(await values(y), []);
  }
});

test("max pooling has one gradient per window, and keeps -Infinity and NaN", async () => {
  const x = Tensor.from([[[-Infinity, -Infinity, 1, NaN, 3, 3]]]);
  const pool = new MaxPool1d(2);
  assert.deepEqual(await values(pool.forward(x)), [-Infinity, NaN, 3]);
  const slope = compile((x: Tensor) => grad(pool.forward(x).sum(), [x]));
  assert.deepEqual(await values(slope(Tensor.from([[[-Infinity, -Infinity, 1, 2, 3, 3]]]))[0]), [1, 0, 0, 1, 1, 0]);
});

test("max pooling has second derivatives", async () => {
  const pool = new MaxPool2d(2, { stride: 1 });
  const second = compile((x: Tensor) => {
    const [slope] = grad(pool.forward(x).pow(3).sum(), [x]);
    return grad(slope.square().sum(), [x]);
  });
  // y = 4 in all four windows, so the gradient is 4 · 3 · 4² = 192 there, and its derivative 4 · 6 · 4.
  const x = Tensor.from([1, 2, 3, 0, 4, 1, 2, 0, 3], [1, 1, 3, 3]);
  assert.deepEqual(await values(second(x)[0]), [0, 0, 0, 0, 2 * 192 * 96, 0, 0, 0, 0]);
});

test("constructors reject options out of range", () => {
  const refused: [() => unknown, RegExp][] = [
    [() => new Conv2d(0, 1, 3), /given 0 as inputs/],
    [() => new Conv2d(1, 1, 0), /given 0 as kernel/],
    [() => new Conv2d(1, 1, [3, 1.5]), /given \[3, 1.5\] as kernel/],
    [() => new Conv2d(1, 1, [3, 3, 3] as unknown as [number, number]), /or an array of 2/],
    [() => new Conv2d(1, 1, 3, { stride: 0 }), /integer of at least 1/],
    [() => new Conv2d(1, 1, 3, { padding: -1 }), /integer of at least 0, or an array of 2/],
    [() => new Conv2d(1, 1, 3, { padding: "valid" as unknown as number }), /given "valid" as padding/],
    [() => new Conv2d(1, 1, 3, { dilation: NaN }), /given NaN as dilation/],
    [() => new Conv2d(1, 1, 3, { padding: "same", stride: [1, 2] }), /"same" requires stride 1/],
    [() => new Conv1d(4, 6, 3, { groups: 4 }), /4 inputs and 6 outputs into 4 groups/],
    [() => new Conv1d(3, 6, 3, { groups: 2 }), /groups must divide both/],
    [() => new ConvTranspose2d(1, 1, 3, { stride: 2, outputPadding: 2 }), /less than the stride or the dilation/],
    [() => new ConvTranspose2d(1, 1, 3, { padding: "same" as unknown as number }), /given "same" as padding/],
    [() => new MaxPool2d(2, { padding: 2 }), /at most half the size/],
    [() => new MaxPool1d(2, { dilation: 0 }), /given 0 as dilation/],
    [() => new AvgPool2d(0), /given 0 as size/],
    [() => new AdaptiveAvgPool2d(0), /given 0 as size/],
  ];
  for (const [make, message] of refused) {
    assert.throws(make, (error: unknown) => error instanceof ArgumentError && message.test(error.message));
  }
});

test("errors of layers have the full shapes, the rule and a fix", () => {
  const layer = new Conv2d(3, 8, 5, { dilation: 2 });
  parameters({ stem: layer });
  assert.throws(
    () => layer.forward(zeros([2, 3, 8, 20])),
    (error: unknown) => {
      assert.ok(error instanceof ShapeError);
      assert.match(error.message, /^Conv2d\(3, 8, 5\) does not fit into \[2, 3, 8, 20\]\n/);
      assert.match(error.message, /stem\.weight +f32 \[8, 3, 5, 5\]/);
      assert.match(error.message, /The window is \[9, 9\], but the padded input is \[8, 20\]\./);
      return true;
    },
  );
  const refused: [() => unknown, RegExp][] = [
    [() => layer.forward(zeros([2, 4, 9, 9])), /x must have the shape \[n, 3, height, width\]/],
    [() => layer.forward(zeros([3, 9, 9])), /batch axis: x\.unsqueeze\(0\)/],
    [() => new Conv2d(1, 1, 3).forward(zeros([2, 9, 9])), /channel axis: x\.unsqueeze\(1\)/],
    [() => new Conv1d(2, 1, 3).forward(zeros([1, 2, 9, 9])), /x must have the shape \[n, 2, length\]/],
    [() => new Conv1d(2, 1, 3).forward(zeros([1, 2, 2])), /does not fit into/],
    [() => new MaxPool2d(3).forward(zeros([1, 2, 2, 5])), /does not fit into/],
    [() => new MaxPool1d(3).forward(zeros([4])), /x must have the shape \[n, channels, length\]/],
    [() => new AvgPool2d(3).forward(zeros([1, 2, 2, 5])), /does not fit into/],
    [() => new AdaptiveAvgPool2d(3).forward(zeros([1, 2, 0, 5])), /must not be empty/],
    [() => new AvgPool1d(3).forward(zeros([1, 2, 2])), /does not fit into/],
    [() => new AdaptiveAvgPool1d(3).forward(zeros([1, 2, 4, 5])), /x must have the shape \[n, channels, length\]/],
    [() => new ConvTranspose2d(2, 1, 3).forward(zeros([1, 3, 4, 4])), /x must have the shape \[n, 2, height, width\]/],
    [
      () => new ConvTranspose2d(2, 1, 1, { padding: 1 }).forward(zeros([1, 2, 2, 3])),
      /would have the lengths \[0, 1\]/,
    ],
    [() => globalAvgPool(ones([3, 2])), /with at least one axis/],
    [() => globalMaxPool(zeros([3, 2, 0])), /at least one axis and none empty/],
  ];
  for (const [run, message] of refused) {
    assert.throws(run, (error: unknown) => error instanceof ShapeError && message.test(error.message));
  }
});

test("a small convolutional network learns the direction of stripes", async () => {
  const model = new Sequential(
    new Conv2d(1, 4, 3, { padding: "same" }),
    relu,
    new MaxPool2d(2),
    (x: Tensor) => x.flatten(1),
    new Linear(64, 2),
  );
  initialize(model, { seed: 3 });
  const optimizer = adam(model, { learningRate: 0.02 });
  const step = compile((images: Tensor, labels: Tensor) => {
    const loss = crossEntropy(model.forward(images), labels);
    optimizer.minimize(loss);
    return loss;
  });
  // Shifted stripes of period 2 or 4, along rows for label 0 and along columns for label 1.
  const stripes = Array.from({ length: 16 }, (_, n) =>
    Array.from({ length: 64 }, (_, i) => {
      const along = n % 2 === 0 ? i % 8 : Math.floor(i / 8);
      return ((along + (n >> 2)) >> ((n >> 1) & 1)) & 1;
    }),
  );
  random.seed(5);
  const noise = random.normal([16, 1, 8, 8], { std: 0.3 });
  const images = Tensor.from(stripes).reshape([16, 1, 8, 8]).add(noise);
  const labels = Tensor.from(Int32Array.from({ length: 16 }, (_, n) => n % 2));
  const losses: number[] = [];
  for (let i = 0; i < 60; i++) losses.push(await step(images, labels).item());
  assert.ok(losses[0]! > 0.5, `the first loss is ${losses[0]}`);
  assert.ok(losses.at(-1)! < 0.05, `the last loss is ${losses.at(-1)}`);
});

// A kernel of this gradient reads values that it has written itself, which no other kernel does.
test("a normalized convolution of one megabyte has a gradient", async () => {
  const [convolution, norm] = [new Conv1d(8, 8, 2, { padding: "same" }), new LayerNorm(8)];
  initialize(convolution, { seed: 1 });
  const x = random.normal([64, 8, 512]);
  const slope = () => grad(norm.forward(convolution.forward(x).transpose()).sin().mean(), [convolution.weight])[0];
  const [found, [expected]] = [await compile(slope)().array(), await inDoublePrecision(slope())];
  assert.ok(Math.max(...expected!.map((value, i) => Math.abs(value - found[i]!))) < 1e-6);
});
