/** Heads of neural Turing machines: definitions in f64, extreme values, masks, memories of one slot, wrong calls. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import { ReadHeads, WriteHeads, memoryWeights, readMemory, writeMemory } from "../../src/nn/index.ts";
import { Tensor, grad, initialize, ones, random, zeros } from "../../src/tensor/index.ts";

type Vector = readonly number[];
const values = async (x: Tensor) => [...(await x.array())];
const close = (found: Vector, expected: Vector, tolerance = 1e-5) => {
  assert.equal(found.length, expected.length);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) < tolerance, `${found.join(" ")}, not ${expected.join(" ")}`),
  );
};
const dot = (a: Vector, b: Vector) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const normalized = (x: Vector) => x.map((one) => one / x.reduce((sum, y) => sum + y));
const softmax = (x: Vector) => normalized(x.map(Math.exp));

/** Parameters of one head. */
interface Head {
  readonly key: Vector;
  readonly strength: number;
  readonly gate: number;
  readonly shift: Vector;
  readonly sharpness: number;
  readonly previous: Vector;
}

/** Computes the weights of one head as the paper writes them. */
function weightsOf(memory: readonly Vector[], { key, strength, gate, shift, sharpness, previous }: Head): number[] {
  const cosine = (a: Vector, b: Vector) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const content = softmax(memory.map((slot) => strength * cosine(key, slot)));
  const gated = content.map((w, i) => gate * w + (1 - gate) * previous[i]!);
  const [n, middle] = [gated.length, (shift.length - 1) / 2];
  const shifted = gated.map((_, i) =>
    shift.reduce((sum, share, k) => sum + share * gated[(((i - (k - middle)) % n) + n) % n]!, 0),
  );
  return normalized(shifted.map((w) => w ** sharpness));
}

const uniform = (low: number, high: number, shape: readonly number[]) => random.uniform(shape, { low, high });

/** Draws parameters of heads, as tensors and as numbers. */
async function drawHeads(heads: number, n: number, m: number, shifts: number) {
  const tensors = {
    key: uniform(-1, 1, [heads, m]),
    strength: uniform(0, 5, [heads]),
    gate: uniform(0, 1, [heads]),
    shift: random.normal([heads, shifts]).softmax(),
    sharpness: uniform(1, 4, [heads]),
    previous: random.normal([heads, n]).softmax(),
  };
  const [key, strength, gate, shift, sharpness, previous] = await Promise.all(Object.values(tensors).map(values));
  const row = (x: number[] | undefined, head: number) => {
    const size = x!.length / heads;
    return x!.slice(head * size, (head + 1) * size);
  };
  const numbers = Array.from({ length: heads }, (_, head) => ({
    key: row(key, head),
    strength: strength![head]!,
    gate: gate![head]!,
    shift: row(shift, head),
    sharpness: sharpness![head]!,
    previous: row(previous, head),
  }));
  return { tensors, numbers };
}

for (const [heads, n, m, shifts] of [
  [1, 1, 1, 1],
  [1, 1, 3, 3],
  [2, 2, 3, 5],
  [3, 7, 5, 3],
  [1, 17, 8, 5],
  [2, 3, 1, 9],
] as const) {
  test(`${heads} heads over ${n} slots of ${m}, with ${shifts} shifts, are those of the definition`, async () => {
    random.seed(n);
    const memory = random.normal([n, m]);
    const { tensors, numbers } = await drawHeads(heads, n, m, shifts);
    const flat = await values(memory);
    const slots = Array.from({ length: n }, (_, i) => flat.slice(i * m, (i + 1) * m));
    const weights = numbers.map((head) => weightsOf(slots, head));
    close(await values(memoryWeights(memory, tensors)), weights.flat());

    const read = weights.map((w) =>
      slots[0]!.map((_, k) =>
        dot(
          w,
          slots.map((slot) => slot[k]!),
        ),
      ),
    );
    close(await values(readMemory(memory, Tensor.from(weights))), read.flat());

    const [erase, add] = [uniform(0, 1, [heads, m]), random.normal([heads, m])];
    const [erased, added] = [await values(erase), await values(add)];
    const written = slots.map((slot, i) =>
      slot.map((x, k) => {
        const kept = weights.reduce((product, w, head) => product * (1 - w[i]! * erased[head * m + k]!), 1);
        return weights.reduce((sum, w, head) => sum + w[i]! * added[head * m + k]!, x * kept);
      }),
    );
    close(await values(writeMemory(memory, Tensor.from(weights), erase, add)), written.flat());
  });
}

test("each mechanism can be off", async () => {
  random.seed(3);
  const memory = random.normal([5, 2]);
  const { tensors, numbers } = await drawHeads(1, 5, 2, 3);
  const flat = await values(memory);
  const slots = Array.from({ length: 5 }, (_, i) => flat.slice(i * 2, i * 2 + 2));
  const { key, strength, previous, shift } = tensors;
  const [head] = numbers;
  const none = { gate: 1, shift: [1], sharpness: 1 };
  close(await values(memoryWeights(memory, { key, strength })), weightsOf(slots, { ...head!, ...none }));
  close(await values(memoryWeights(memory, { key })), weightsOf(slots, { ...head!, ...none, strength: 1 }));
  close(
    await values(memoryWeights(memory, { previous, shift })),
    weightsOf(slots, { ...head!, gate: 0, sharpness: 1 }),
  );
  close(await values(memoryWeights(memory, { previous })), await values(previous));
});

test("a shift of 1 moves a head to the next slot, and from the last one to the first", async () => {
  const memory = zeros([3, 2]);
  const shift = Tensor.from([[0, 0, 1]]);
  let previous = Tensor.from([[0, 1, 0]]);
  for (const expected of [
    [0, 0, 1],
    [1, 0, 0],
  ]) {
    previous = memoryWeights(memory, { previous, shift });
    close(await values(previous), expected);
  }
});

test("batches broadcast over one memory", async () => {
  random.seed(4);
  const memory = random.normal([4, 3]);
  const keys = random.normal([6, 2, 3]);
  const all = await values(memoryWeights(memory, { key: keys }));
  close(all.slice(3 * 8, 4 * 8), await values(memoryWeights(memory, { key: keys.slice([3, 4]).squeeze(0) })));
  assert.deepEqual(readMemory(memory, memoryWeights(memory, { key: keys })).shape, [6, 2, 3]);
});

test("keys and slots of zeros have finite weights and gradients", async () => {
  const [memory, key] = [zeros([4, 3]), zeros([1, 3])];
  const strength = Tensor.from([100]);
  const weights = () => memoryWeights(memory, { key, strength });
  close(await values(weights()), [0.25, 0.25, 0.25, 0.25]);
  const slopes = grad(
    weights()
      .mul(Tensor.from([1, 2, 3, 4]))
      .sum(),
    [memory, key, strength],
  );
  for (const slope of slopes) assert.ok((await values(slope)).every(Number.isFinite));
});

test("sharpening is finite for weights of 0 and large exponents, with all derivatives", async () => {
  const memory = zeros([128, 2]);
  const equal = ones([1, 128]).div(128);
  for (const previous of [equal, Tensor.from([Array.from({ length: 128 }, (_, i) => (i === 5 ? 1 : 0))])]) {
    for (const gamma of [1, 3, 50]) {
      const sharpness = Tensor.from([gamma]);
      const sharp = () => memoryWeights(memory, { previous, sharpness });
      close(await values(sharp()), await values(previous), 1e-12);
      const first = grad(sharp().square().sum(), [previous, sharpness]);
      const scalar = first.map((slope) => slope.mul(0.5).square().sum()).reduce((sum, one) => sum.add(one));
      for (const slope of [...first, ...grad(scalar, [previous, sharpness])])
        assert.ok((await values(slope)).every(Number.isFinite), `γ = ${gamma}`);
    }
  }
});

test("hidden slots have weight 0 and no gradient, even if they are NaN; the others sum to 1", async () => {
  const memory = Tensor.from([
    [1, 0],
    [NaN, NaN],
    [0, 1],
  ]);
  const mask = Tensor.from([1, 0, 1]).cast("bool");
  const [key, previous] = [Tensor.from([[1, 0.5]]), Tensor.from([[1, 0, 0]])];
  const [gate, shift] = [Tensor.from([0.5]), Tensor.from([[0, 0, 1]])];
  const weights = () => memoryWeights(memory, { key, previous, gate, shift, mask });
  const [first, hidden, last] = await values(weights());
  assert.equal(hidden, 0);
  assert.ok(Math.abs(first! + last! - 1) < 1e-6 && last! > 0 && first! > 0);
  const [slope] = grad(weights().square().sum(), [memory]);
  const found = await values(slope);
  assert.deepEqual(found.slice(2, 4), [0, 0]);
  assert.ok(found.every(Number.isFinite));
  const nothing = memoryWeights(memory, { key, mask: Tensor.from([0, 0, 0]).cast("bool") });
  assert.deepEqual(await values(nothing), [0, 0, 0]);
});

test("full erasure and addition replace a slot; two heads erase before they add", async () => {
  const memory = Tensor.from([
    [1, 2],
    [3, 4],
  ]);
  const at = Tensor.from([[0, 1]]);
  close(await values(writeMemory(memory, at, ones([1, 2]), Tensor.from([[5, 6]]))), [1, 2, 5, 6]);
  const both = Tensor.from([
    [0, 1],
    [0, 1],
  ]);
  const add = Tensor.from([
    [5, 6],
    [1, 1],
  ]);
  close(await values(writeMemory(memory, both, ones([2, 2]), add)), [1, 2, 6, 7]);
});

test("heads move, read and write, with every mechanism or with few", async () => {
  random.seed(5);
  const [x, memory, previous] = [random.normal([4, 6]), random.normal([4, 5, 3]), ones([4, 2, 5]).div(5)];
  for (const options of [
    {},
    { interpolation: false },
    { content: false },
    { shifts: 1, sharpening: false },
    { shifts: 5 },
  ]) {
    const reading = new ReadHeads(6, 3, { heads: 2, ...options });
    const writing = new WriteHeads(6, 3, { heads: 2, ...options });
    initialize(reading, { seed: 1 });
    const { read, weights } = reading.forward(x, memory, previous);
    assert.deepEqual(
      [read.shape, weights.shape],
      [
        [4, 2, 3],
        [4, 2, 5],
      ],
    );
    close(await values(read), await values(readMemory(memory, weights)));
    close(await values(weights.sum(-1)), Array<number>(8).fill(1));
    assert.deepEqual(writing.forward(x, memory, previous).memory.shape, [4, 5, 3]);
  }
});

test("wrong calls are refused", () => {
  const [memory, key, previous] = [ones([4, 3]), ones([2, 3]), ones([2, 4])];
  const one = ones([2]);
  assert.throws(() => memoryWeights(memory, {}), ArgumentError);
  const misspelled = { key, strenght: one };
  assert.throws(() => memoryWeights(memory, misspelled), /Did you mean strength/);
  assert.throws(() => memoryWeights(memory, { key, gate: one }), /no previous/);
  assert.throws(() => memoryWeights(memory, { previous, gate: one }), /no key/);
  assert.throws(() => memoryWeights(memory, { previous, strength: one }), /no key/);
  assert.throws(() => memoryWeights(memory, { key: ones([2, 4]) }), ShapeError);
  assert.throws(() => memoryWeights(memory, { key: ones([3]) }), ShapeError);
  assert.throws(() => memoryWeights(memory, { key, strength: ones([3]) }), /strength must have the last axes \[2\]/);
  assert.throws(() => memoryWeights(memory, { key, previous: ones([2, 3]) }), ShapeError);
  assert.throws(() => memoryWeights(memory, { key, shift: ones([2, 2]) }), /must be odd/);
  assert.throws(() => memoryWeights(memory, { key, mask: ones([4]) }), DTypeError);
  assert.throws(() => memoryWeights(memory, { key, mask: ones([3]).cast("bool") }), ShapeError);
  assert.throws(() => readMemory(memory, ones([2, 3])), ShapeError);
  assert.throws(() => readMemory(memory, ones([4])), ShapeError);
  assert.throws(() => writeMemory(memory, previous, ones([1, 3]), ones([2, 3])), ShapeError);
  assert.throws(() => writeMemory(memory, previous, ones([2, 3]), ones([2, 4])), ShapeError);
  assert.throws(() => new ReadHeads(6, 3, { shifts: 2 }), /odd/);
  assert.throws(() => new WriteHeads(6, 3, { shifts: 1, content: false }), /cannot move/);
  assert.throws(() => new ReadHeads(6, 0), ArgumentError);
  assert.throws(() => new ReadHeads(6, 3).forward(ones([2, 5]), memory, ones([1, 4])), ShapeError);
  assert.throws(() => new ReadHeads(6, 3).forward(ones([2, 6]), ones([4, 2]), ones([1, 4])), ShapeError);
});
