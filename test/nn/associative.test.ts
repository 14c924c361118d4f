/** Associative memories: storage rules in closed form, energies that never rise, masks of zeros, and error messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, ShapeError } from "../../src/base/errors.ts";
import {
  BidirectionalAssociativeMemory,
  HopfieldNetwork,
  ModernHopfieldNetwork,
  attention,
  hebbianWeights,
  projectionWeights,
} from "../../src/nn/index.ts";
import { Tensor, arange, compile, concat, grad, random, reference, where } from "../../src/tensor/index.ts";

const values = async (tensor: Tensor) => [...(await tensor.array())];
const signs = (shape: readonly number[]) => random.bernoulli(0.5, shape).cast("f32").mul(2).sub(1);

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(found.length, expected.length);
  Array.from(expected).forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) <= tolerance, `${i}: ${found[i]} instead of ${x}`),
  );
}

test("Hebbian weights are the sum of outer products, and exact for patterns of 1 and -1", async () => {
  const [x, y] = [
    Tensor.from([
      [1, -1, 1],
      [1, 1, -1],
    ]),
    Tensor.from([
      [1, -1],
      [-1, -1],
    ]),
  ];
  assert.deepEqual(await values(hebbianWeights(x)), [2, 0, 0, 0, 2, -2, 0, -2, 2]);
  assert.deepEqual(await values(hebbianWeights(x, y)), [0, -2, -2, 0, 2, 0]);
  assert.deepEqual(await values(hebbianWeights(Tensor.from([[-1]]))), [1]);
});

test("projection weights are Xᵀ (X Xᵀ)⁻¹ X, symmetric and idempotent; repeated patterns add nothing", async () => {
  const x = Tensor.from([
    [1, 1, 1, -1],
    [1, -1, 1, 1],
  ]);
  // X Xᵀ is 4 I here.
  const expected = await values(x.transpose().matmul(x).div(4));
  assertClose(await values(projectionWeights(x)), expected, 1e-6);
  assertClose(await values(projectionWeights(concat([x, x.neg(), x.slice([0, 1])]))), expected, 1e-6);
  random.seed(4);
  const many = signs([60, 77]);
  const weights = await compile(projectionWeights)(many).array();
  const W = Tensor.from(weights, [77, 77]);
  assertClose(await many.matmul(W).array(), await many.array(), 1e-5);
  assertClose(await W.matmul(W).array(), weights, 1e-5);
  assertClose(await W.transpose().array(), weights, 1e-6);
  assert.deepEqual(await values(projectionWeights(Tensor.from([], [0, 2]))), [0, 0, 0, 0]);
});

test("asynchronous updates change the energy by the reported amounts, never upward, until a stored pattern", async () => {
  random.seed(2);
  const units = 37;
  const network = new HopfieldNetwork(units);
  const patterns = signs([2, units]);
  await network.store(hebbianWeights(patterns));
  await network.bias.set(signs([units]));
  const start = signs([5, units]);
  const order = concat(Array.from({ length: 6 }, () => random.permutation(units)));
  const { state, changes } = compile((s: Tensor) => network.forward(s, order))(start);
  assert.deepEqual(changes.shape, [6 * units, 5]);
  assert.ok((await values(changes)).every((change) => change <= 0));
  const [before, after, total] = await Promise.all(
    [network.energy(start), network.energy(state), changes.sum(0)].map(values),
  );
  assert.deepEqual(
    total,
    after!.map((energy, i) => energy - before![i]!),
  );
  // Settled: one more sweep changes nothing.
  assert.deepEqual(await values(network.forward(state, arange(units)).state), await values(state));
});

test("a single update takes the sign of the net input, and keeps the state where it is 0", async () => {
  const network = new HopfieldNetwork(3);
  await network.store(
    Tensor.from([
      [5, 1, -1],
      [1, 5, 0],
      [-1, 0, 5],
    ]),
  );
  assert.deepEqual(await values(network.weight), [0, 1, -1, 1, 0, 0, -1, 0, 0]);
  const state = Tensor.from([1, -1, 1]);
  assert.deepEqual(await values(network.netInput(state)), [-2, 1, -1]);
  const { state: after, changes } = network.forward(state, Tensor.from(Int32Array.of(0, 1)));
  assert.deepEqual(await values(after), [-1, -1, 1]);
  assert.deepEqual(await values(changes), [-4, 0]);
  assert.deepEqual(await values(network.synchronous(state)), [-1, 1, -1]);
  // The net input of unit 0 is 0 if its neighbors agree.
  const tied = network.forward(
    Tensor.from([
      [1, 1, 1],
      [-1, 1, 1],
    ]),
    Tensor.from(Int32Array.of(0)),
  );
  assert.deepEqual(await values(tied.state), [1, 1, 1, -1, 1, 1]);
});

test("networks of one unit follow their bias", async () => {
  const network = new HopfieldNetwork(1);
  await network.store(Tensor.from([[3]]));
  await network.bias.set([-2]);
  assert.deepEqual(await values(network.weight), [0]);
  assert.deepEqual(await values(network.forward(Tensor.from([1]), arange(1)).state), [-1]);
  const pairs = new BidirectionalAssociativeMemory(1, 1);
  await pairs.weight.set([[-1]]);
  assert.deepEqual(await values(pairs.forward(Tensor.from([1]), 1).second), [-1]);
});

test("recall passes no gradient, energy does", async () => {
  random.seed(1);
  const network = new HopfieldNetwork(4);
  await network.store(hebbianWeights(signs([1, 4])));
  const start = random.normal([4]);
  const [none] = grad(network.forward(start, arange(4)).state.sum(), [start]);
  assert.deepEqual(await values(none), [0, 0, 0, 0]);
  const [slope] = grad(network.energy(start), [start]);
  assertClose(await slope.array(), await network.netInput(start).neg().array(), 1e-6);
});

test("pairs recall each other in both directions, and no sweep raises their energy", async () => {
  random.seed(3);
  const [x, y] = [signs([3, 50]), signs([3, 33])];
  const memory = new BidirectionalAssociativeMemory(50, 33);
  await memory.weight.set(hebbianWeights(x, y));
  const half = where(arange(50).less(30), x, 0);
  const found = memory.forward(half, 3);
  assert.deepEqual(await values(found.first), await values(x));
  assert.deepEqual(await values(found.second), await values(y));
  const other = memory.backward(where(arange(33).less(20), y, 0), 3);
  assert.deepEqual(await values(other.first), await values(x));
  let pair = memory.forward(signs([8, 50]), 1);
  const energies: number[][] = [];
  for (let sweep = 0; sweep < 6; sweep++) {
    energies.push(await values(memory.energy(pair)));
    pair = memory.forward(pair.first, 1);
  }
  energies.slice(1).forEach((now, i) => now.forEach((energy, row) => assert.ok(energy <= energies[i]![row]!)));
});

test("units of a pair without any evidence stay unknown", async () => {
  const memory = new BidirectionalAssociativeMemory(2, 2);
  await memory.weight.set([
    [1, 0],
    [1, 0],
  ]);
  assert.deepEqual(await values(memory.forward(Tensor.from([1, 1]), 2).second), [1, 0]);
});

test("an update of the modern network is one attention read and never raises the energy", async () => {
  random.seed(5);
  for (const [count, features] of [
    [1, 1],
    [7, 5],
    [33, 9],
  ] as const) {
    const network = new ModernHopfieldNetwork(count, features);
    const state = random.normal([2, 3, features]);
    const P = network.patterns;
    assertClose(await network.forward(state).array(), await attention(state, P, P).array(), 1e-6);
    const [before, after] = await reference(network.energy(state), network.energy(network.forward(state)));
    before!.forEach((energy, i) =>
      assert.ok(after![i]! <= energy + 1e-12 && after![i]! >= 0, `${energy} ${after![i]}`),
    );
  }
  // ∂E/∂ξ = ξ - softmax(β ξ Xᵀ) X: an update is a gradient step of length 1.
  const network = new ModernHopfieldNetwork(4, 3, { beta: 2 });
  const state = random.normal([2, 3]);
  const [slope] = grad(network.energy(state).sum(), [state]);
  assertClose(await state.sub(slope).array(), await network.forward(state).array(), 1e-5);
});

test("a large beta returns the most similar pattern, a small one the mean", async () => {
  const patterns = [
    [1, 0],
    [0, 1],
    [-1, -1],
  ];
  const at = async (beta: number) => {
    const network = new ModernHopfieldNetwork(3, 2, { beta });
    await network.patterns.set(patterns);
    return values(network.forward(Tensor.from([[0.9, 0.4]])));
  };
  assertClose(await at(1000), [1, 0], 1e-6);
  assertClose(await at(1e-4), [0, 0], 1e-3);
});

test("mistakes have clear errors", () => {
  const network = new HopfieldNetwork(3);
  assert.throws(() => network.energy(Tensor.from([1, 1])), ShapeError);
  assert.throws(() => network.forward(Tensor.from([[1, 1]]), arange(2)), /HopfieldNetwork\(3\) was given states/);
  assert.throws(() => new HopfieldNetwork(0), ArgumentError);
  assert.throws(() => hebbianWeights(Tensor.from([1, 1])), /one pair of patterns per row/);
  assert.throws(() => hebbianWeights(Tensor.from([[1], [1]]), Tensor.from([[1]])), ShapeError);
  assert.throws(() => projectionWeights(Tensor.from([1])), /one pattern per row/);
  const pairs = new BidirectionalAssociativeMemory(2, 3);
  assert.throws(() => pairs.backward(Tensor.from([1, 1]), 1), /second layer must have 3/);
  assert.throws(() => pairs.forward(Tensor.from([1, 1]), 0), /sweeps must be an integer/);
  assert.throws(() => new ModernHopfieldNetwork(2, 2, { beta: 0 }), /above 0/);
  assert.throws(() => new ModernHopfieldNetwork(2, 2).forward(Tensor.from([1, 1])), ShapeError);
});
