/** Recurrent cells and layers: values and gradients of PyTorch, sequences of different lengths, dropout, errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import {
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  type LSTMState,
  RNN,
  RNNCell,
  type RecurrentOptions,
  type SequenceResult,
  initializers,
  relu,
} from "../../src/nn/index.ts";
import {
  type Module,
  Tensor,
  arange,
  compile,
  concat,
  grad,
  ones,
  parameters,
  random,
  where,
  zeros,
} from "../../src/tensor/index.ts";
import { evaluateNodes } from "../../src/tensor/program/evaluate.ts";
import { type Attributes, type Subject, type Subjects, type Tensors, pathOf, testGolden } from "./golden-modules.ts";
import type { GoldenCase } from "./golden.ts";

type State = Tensor | LSTMState;
type AnyCell = Module & { forward(x: Tensor, state?: State): State };
type AnyLayer = Module & { forward(x: Tensor, options?: object): SequenceResult<State> };

const partsOf = (state: State): Tensor[] => (state instanceof Tensor ? [state] : [state.hidden, state.cell]);
const values = async (tensor: Tensor) => [...(await tensor.array())];

/** Creates a state from the parts of PyTorch, which have equal shapes. */
const stateOf = (hidden: Tensor, cell: Tensor | undefined): State => (cell === undefined ? hidden : { hidden, cell });

function optionsOf({ relu: rectified, bias, layers, bidirectional }: Attributes) {
  return {
    bias: bias!,
    ...(layers === undefined ? {} : { layers, bidirectional: bidirectional! }),
    ...(rectified ? { activation: relu } : {}),
  };
}

function cellSubject(cell: AnyCell): Subject {
  const run = ({ x, hidden, cell: memory }: Tensors) =>
    concat(partsOf(cell.forward(x!, hidden && stateOf(hidden, memory))), 1);
  return { layer: cell, run };
}

/** Outputs [batch, time · width], then each part of the states [batch, layers · directions · hidden]. */
function joined(outputs: Tensor, states: readonly State[]): Tensor {
  const [batch, ...rest] = outputs.shape as [number, number, number];
  const parts = states.map(partsOf);
  const kinds = parts[0]!.map((_, i) => parts.map((part) => part[i]!));
  return concat([outputs.reshape([batch, rest[0] * rest[1]]), ...kinds.flat()], 1);
}

function layerSubject(layer: AnyLayer): Subject {
  const run = ({ x, hidden, cell, lengths }: Tensors) => {
    const rows = (stacked: Tensor) => stacked.split(1).map((row) => row.squeeze(0));
    const cells = cell && rows(cell);
    const state = hidden && rows(hidden).map((row, i) => stateOf(row, cells?.[i]));
    const result = layer.forward(x!, { state, lengths });
    return joined(result.outputs, result.state);
  };
  return { layer, run };
}

/** Creates the subject of modules with the arguments inputs, hidden and options. */
const made =
  <M>(Maker: new (inputs: number, hidden: number, options: object) => M, subjectOf: (module: M) => Subject) =>
  (_: GoldenCase, attributes: Attributes) =>
    subjectOf(new Maker(attributes["inputs"]!, attributes["hidden"]!, optionsOf(attributes)));

const subjects: Subjects = {
  RNNCell: made(RNNCell, cellSubject),
  GRUCell: made(GRUCell, cellSubject),
  LSTMCell: made(LSTMCell, cellSubject),
  RNN: made(RNN, layerSubject),
  GRU: made(GRU, layerSubject),
  LSTM: made(LSTM, layerSubject),
};

/** Converts names of PyTorch, such as weight_ih_l0_reverse to cells.0.1.weightIh. */
function recurrentPath(name: string): string {
  const [, own, layer, reverse] = /^(.*?)(?:_l(\d+))?(_reverse)?$/.exec(name)!;
  return layer === undefined ? pathOf(own!) : `cells.${layer}.${reverse ? 1 : 0}.${pathOf(own!)}`;
}

testGolden("recurrent", subjects, recurrentPath);

const layers: readonly (readonly [string, (options: RecurrentOptions) => AnyLayer])[] = [
  ["RNN", (options) => new RNN(2, 3, options)],
  ["GRU", (options) => new GRU(2, 3, options)],
  ["LSTM", (options) => new LSTM(2, 3, options)],
];

const wide = { layers: 2, bidirectional: true };

const close = (found: readonly number[], expected: readonly number[], what: string) => {
  assert.equal(found.length, expected.length, what);
  found.forEach((x, i) => assert.ok(Math.abs(x - expected[i]!) < 2e-6, `${what}[${i}]: ${x}, not ${expected[i]}`));
};
const ints = (...numbers: number[]) => Tensor.from(Int32Array.of(...numbers));

for (const [name, make] of layers) {
  test(`${name}: a padded sequence has the same result as alone, independent of its padding`, async () => {
    random.seed(3);
    const layer = make(wide);
    const x = random.normal([3, 4, 2]);
    const spoiled = where(
      arange(4)
        .unsqueeze(-1)
        .less(ints(2, 0, 4).reshape([3, 1, 1])),
      x,
      1e6,
    );
    const padded = layer.forward(spoiled, { lengths: ints(2, 0, 4) });
    for (const [row, length] of [2, 0, 4].entries()) {
      const alone = layer.forward(x.slice([row, row + 1], [0, length]));
      const own = [row, row + 1] as const;
      close(await values(padded.outputs.slice(own, [0, length])), await values(alone.outputs), `outputs ${row}`);
      assert.ok((await values(padded.outputs.slice(own, [length, null]))).every((y) => y === 0));
      for (const [i, state] of alone.state.entries()) {
        const found = partsOf(padded.state[i]!).map((part) => part.slice(own));
        close(await values(concat(found)), await values(concat(partsOf(state))), `state ${i} of ${row}`);
      }
    }
  });

  test(`${name}: without steps, the final states are the initial ones, with a gradient of 1`, async () => {
    const layer = make({});
    const start = name === "LSTM" ? { hidden: ones([2, 3]), cell: ones([2, 3]).mul(2) } : ones([2, 3]);
    const inputs: readonly [Tensor, object][] = [
      [zeros([2, 0, 2]), {}],
      [ones([2, 3, 2]), { lengths: ints(0, 0) }],
    ];
    for (const [x, options] of inputs) {
      const { outputs, state } = layer.forward(x, { state: [start], ...options });
      assert.deepEqual(outputs.shape, [2, x.shape[1]!, 3]);
      assert.ok((await values(outputs)).every((y) => y === 0));
      assert.deepEqual(await values(concat(partsOf(state[0]!))), await values(concat(partsOf(start))));
      const [slope] = grad(concat(partsOf(state[0]!)).sum(), [partsOf(start)[0]!]);
      assert.deepEqual(await values(slope), [1, 1, 1, 1, 1, 1]);
    }
  });

  test(`${name}: the next call can resume from the final state`, async () => {
    const layer = make({ layers: 2 });
    const x = random.normal([2, 5, 2]);
    const whole = layer.forward(x);
    const first = layer.forward(x.slice(null, [0, 3]));
    const second = layer.forward(x.slice(null, [3, null]), { state: first.state });
    close(await values(concat([first.outputs, second.outputs], 1)), await values(whole.outputs), "outputs");
  });
}

test("compiled values and gradients at odd sizes are those of the reference", async () => {
  const all = [new RNN(5, 19, wide), new GRU(5, 19, wide), new LSTM(5, 19, wide)] as readonly AnyLayer[];
  for (const layer of all) {
    const [x, lengths] = [random.normal([7, 6, 5]), ints(6, 1, 0, 4, 6, 3, 5)];
    await x.array();
    const compute = (x: Tensor) => {
      const { outputs, state } = layer.forward(x, { lengths });
      const y = joined(outputs, state);
      return [y, ...grad(y.square().mean(), [x, ...parameters(layer).map(([, param]) => param)])];
    };
    const found = await Promise.all(compile(compute)(x).map((tensor) => tensor.array()));
    const expected = evaluateNodes(compute(x).map(({ node }) => node));
    expected.forEach((numbers, i) => {
      const scale = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      numbers.forEach((value, at) =>
        assert.ok(Math.abs(found[i]![at]! - value) <= 3e-6 * scale, `${String(layer)}, result ${i} at ${at}`),
      );
    });
  }
});

test("layers have the parameters of PyTorch, by layer and direction", () => {
  const paths = parameters(new GRU(5, 3, { layers: 2, bidirectional: true })).map(
    ([path, { shape }]) => `${path} [${shape.join(", ")}]`,
  );
  assert.equal(paths.length, 16);
  assert.deepEqual(paths.slice(0, 4), [
    "cells.0.0.weightIh [9, 5]",
    "cells.0.0.weightHh [9, 3]",
    "cells.0.0.biasIh [9]",
    "cells.0.0.biasHh [9]",
  ]);
  assert.equal(paths[12], "cells.1.1.weightIh [9, 6]");
  assert.equal(String(new LSTM(5, 3)), "LSTM(5, 3)");
});

test("initial values are uniform within 1 / sqrt(hidden), or set by initializers", async () => {
  const drawn = await new LSTMCell(3, 25).weightIh.array();
  assert.ok(drawn.every((x) => Math.abs(x) <= 0.2) && Math.max(...drawn) > 0.18 && Math.min(...drawn) < -0.18);
  const { constant, orthogonal } = initializers;
  const cell = new GRUCell(2, 4, { weight: constant(2), bias: constant(3), recurrentWeight: orthogonal() });
  assert.deepEqual(new Set(await cell.weightIh.array()), new Set([2]));
  assert.deepEqual(new Set([...(await cell.biasIh!.array()), ...(await cell.biasHh!.array())]), new Set([3]));
  const gram = cell.weightHh.transpose().matmul(cell.weightHh);
  close(await values(gram.reshape([-1])), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], "gram");
});

/** Creates a layer whose outputs are its inputs, 1, at every step, so that a 0 in them was dropped. */
async function passing(options: RecurrentOptions): Promise<RNN> {
  const layer = new RNN(8, 8, { ...options, layers: 2, bias: false, activation: (x) => x });
  for (const [below] of layer.cells) {
    await below!.weightIh.set(arange(8).equal(arange(8).unsqueeze(-1)).cast("f32"));
    await below!.weightHh.set(zeros([8, 8]));
  }
  return layer;
}

test("dropout between layers draws a mask per time step, or one for all with variational", async () => {
  for (const variational of [false, true]) {
    const layer = await passing({ dropout: 0.5, variational });
    const outputs = (training: boolean) =>
      values(compile((x: Tensor) => layer.forward(x).outputs, { training })(ones([3, 6, 8])));
    assert.deepEqual(new Set(await outputs(false)), new Set([1]));
    const found = await outputs(true);
    assert.deepEqual(new Set(found), new Set([0, 2]));
    const times = (row: number) =>
      Array.from({ length: 6 }, (_, t) => found.slice((row * 6 + t) * 8, (row * 6 + t + 1) * 8));
    const patterns = [0, 1, 2].map((row) => new Set(times(row).map(String)));
    if (variational)
      assert.deepEqual(
        patterns.map(({ size }) => size),
        [1, 1, 1],
      );
    else assert.ok(patterns.every(({ size }) => size > 3));
    assert.ok(new Set(patterns.flatMap((pattern) => [...pattern])).size >= 3);
  }
});

test("recurrent dropout has one mask of the hidden state for all time steps, and none outside training", async () => {
  const layer = new RNN(1, 16, { bias: false, activation: (x) => x, recurrentDropout: 0.5 });
  const [[cell]] = layer.cells as unknown as [[RNNCell]];
  await cell.weightIh.set(ones([16, 1]));
  await cell.weightHh.set(arange(16).equal(arange(16).unsqueeze(-1)).cast("f32"));
  const outputs = (training: boolean) =>
    values(compile((x: Tensor) => layer.forward(x).outputs, { training })(ones([1, 4, 1])));
  // h' = 1 + mask · h with a mask of 0 or 2: a unit has the values 1, 3, 7, 15, or stays at 1.
  const found = await outputs(true);
  const units = new Set(Array.from({ length: 16 }, (_, unit) => String([0, 1, 2, 3].map((t) => found[t * 16 + unit]))));
  assert.deepEqual([...units].sort(), ["1,1,1,1", "1,3,7,15"]);
  assert.deepEqual((await outputs(false)).slice(48), new Array<number>(16).fill(4));
});

test("gradients can be truncated, and steps recomputed in the backward pass", async () => {
  const layer = new GRU(2, 3, { bidirectional: true });
  const x = random.normal([2, 5, 2]);
  const slopes = async (options: { truncate?: number; recompute?: boolean }) => {
    const [slope] = grad(layer.forward(x, options).outputs.slice(null, [4, 5], [0, 3]).sum(), [x]);
    return values(slope);
  };
  const whole = await slopes({});
  close(await slopes({ recompute: true }), whole, "recomputed");
  close(await slopes({ truncate: 5 }), whole, "truncated after the end");
  // Truncation before steps 2 and 4: the last output depends on step 4 only.
  const truncated = await slopes({ truncate: 2 });
  const step = (row: number, t: number) => [row * 10 + t * 2, row * 10 + t * 2 + 2] as const;
  for (const row of [0, 1]) {
    assert.deepEqual(truncated.slice(row * 10, row * 10 + 8), new Array<number>(8).fill(0));
    close(truncated.slice(...step(row, 4)), whole.slice(...step(row, 4)), `row ${row}`);
  }
});

test("an empty batch of sequences has empty results", async () => {
  const { outputs, state } = new LSTM(2, 3, { bidirectional: true }).forward(zeros([0, 4, 2]), { lengths: ints() });
  assert.deepEqual(
    [outputs.shape, state[1]!.cell.shape],
    [
      [0, 4, 6],
      [0, 3],
    ],
  );
  assert.deepEqual(await values(outputs), []);
});

test("running a cell step by step is equivalent to the layer", async () => {
  const layer = new LSTM(2, 3);
  const cell = layer.cells[0]![0]!;
  const x = random.normal([2, 3, 2]);
  const { state } = layer.forward(x);
  let step: LSTMState | undefined;
  for (let t = 0; t < 3; t++) step = cell.forward(x.slice(null, [t, t + 1]).squeeze(1), step);
  close(await values(concat(partsOf(step!))), await values(concat(partsOf(state[0]!))), "state");
});

test("recurrent layers and cells reject arguments that do not match", () => {
  const layer = new GRU(2, 3, { layers: 2 });
  assert.throws(() => layer.forward(ones([4, 2])), /Add a batch axis: x\.unsqueeze\(0\)/);
  assert.throws(() => layer.forward(ones([1, 4, 3])), /GRU\(2, 3\) cannot take \[1, 4, 3\]/);
  assert.throws(() => layer.forward(ones([2, 4, 2]), { state: [zeros([2, 3])] }), ArgumentError);
  assert.throws(() => layer.forward(ones([2, 4, 2]), { state: [zeros([2, 3]), zeros([1, 3])] }), ShapeError);
  assert.throws(() => layer.forward(ones([2, 4, 2]), { lengths: ones([2]) }), DTypeError);
  assert.throws(() => layer.forward(ones([2, 4, 2]), { lengths: ints(1, 2, 3) }), ShapeError);
  assert.throws(() => new GRUCell(2, 3).forward(ones([1, 4, 2])), /Pass one time step/);
  assert.throws(() => new LSTM(2, 0), ArgumentError);
  assert.throws(() => new RNN(2, 3, { layers: 1.5 }), ArgumentError);
  assert.throws(() => new RNN(2, 3, { dropout: 1 }), ArgumentError);
});
