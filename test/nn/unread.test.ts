/**
 * Ignored inputs, such as masked keys and padding: NaN and Infinity in them do not affect values or gradients, of
 * weights and of inputs, to second order, eager and compiled. Invalid lengths are rejected.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AdditiveScore,
  GRU,
  LSTM,
  type Module,
  MultiHeadAttention,
  Param,
  RNN,
  Tensor,
  TransformerDecoderLayer,
  arange,
  attention,
  attentionWeights,
  compile,
  crossEntropy,
  grad,
  klDivergence,
  paddingMask,
  parameters,
  random,
  where,
  zeros,
} from "../../src/index.ts";

const ints = (...numbers: number[]) => Tensor.from(Int32Array.of(...numbers));
const lengths = () => ints(2, 0, 4);

/** Bool [3, 4, 1]: true within three sequences of these lengths. */
const present = () =>
  arange(4)
    .unsqueeze(-1)
    .less(lengths().reshape([3, 1, 1]));

interface Subject {
  /** Partly ignored inputs, and masks of the elements that are read, bool that broadcasts to each. */
  readonly inputs: readonly Tensor[];
  readonly read: Tensor;
  readonly weights: readonly Tensor[];
  /** All results, which must not depend on ignored elements of the inputs. */
  readonly run: (inputs: readonly Tensor[]) => Tensor;
}

const weightsOf = (module: Module) => parameters(module).map(([, param]) => param);

function recurrent(layer: RNN | GRU | LSTM): Subject {
  const run = ([x]: readonly Tensor[]) => {
    const { outputs, state } = layer.forward(x!, { lengths: lengths() });
    const parts = state.flatMap((each) => (each instanceof Tensor ? [each] : [each.hidden, each.cell]));
    return parts.reduce((sum, part) => sum.add(part.square().sum()), outputs.square().sum());
  };
  return { inputs: [random.normal([3, 4, 2])], read: present(), weights: weightsOf(layer), run };
}

type Attend = (inputs: readonly Tensor[], query: Tensor, mask: Tensor) => Tensor;

function attended(run: Attend, module?: Module, inputs = 2): Subject {
  const query = new Param([3, 5, 4], (shape, random) => random.normal(shape));
  return {
    inputs: Array.from({ length: inputs }, () => random.normal([3, 4, 4])),
    read: present(),
    weights: [query, ...(module ? weightsOf(module) : [])],
    run: (inputs) => run(inputs, query, paddingMask(lengths(), 4)).square().sum(),
  };
}

const heads = new MultiHeadAttention(4, 2);
const otherHeads = new MultiHeadAttention(4, 2, { keyFeatures: 4, valueFeatures: 4, bias: false });
const additive = new AdditiveScore(4, 4, 3);
const decoder = new TransformerDecoderLayer(4, 2, { dropout: 0, feedForward: 6 });
const everyHead = (mask: Tensor) => mask.unsqueeze(1).and(zeros([1, 2, 1, 4]).equal(0));
const table = new Param([6, 3], (shape, random) => random.normal(shape));

const subjects: Record<string, () => Subject> = {
  RNN: () => recurrent(new RNN(2, 3)),
  "GRU in both directions and two layers": () => recurrent(new GRU(2, 3, { layers: 2, bidirectional: true })),
  "LSTM in both directions": () => recurrent(new LSTM(2, 3, { bidirectional: true })),
  "LSTM in layers": () => recurrent(new LSTM(2, 3, { layers: 3 })),
  attention: () => attended(([key, value], query, mask) => attention(query, key!, value!, { mask })),
  "attention with a mask for each query": () =>
    attended(([key, value], query, mask) =>
      attention(query, key!, value!, { mask: mask.and(arange(5).unsqueeze(-1).notEqual(arange(4))) }),
    ),
  "causal attention": () =>
    attended(([key, value], query, mask) => attention(query, key!, value!, { mask, causal: true })),
  "attention with -Infinity added": () =>
    attended(([key, value], query, mask) => attention(query, key!, value!, { mask: where(mask, 0.5, -Infinity) })),
  "attention by an additive score": () =>
    attended(([key, value], query, mask) => attention(query, key!, value!, { mask, score: additive }), additive),
  attentionWeights: () => attended(([key], query, mask) => attentionWeights(query, key!, { mask }), undefined, 1),
  MultiHeadAttention: () => attended(([key, value], query, mask) => heads.forward(query, key, value, { mask }), heads),
  "MultiHeadAttention with one memory": () =>
    attended(([memory], query, mask) => otherHeads.forward(query, memory, memory, { mask }), otherHeads, 1),
  "MultiHeadAttention with a mask for each head": () =>
    attended(([key, value], query, mask) => heads.forward(query, key, value, { mask: everyHead(mask) }), heads),
  "the weights of MultiHeadAttention": () =>
    attended(([key], query, mask) => heads.weights(query, key, { mask }), heads, 1),
  "the memory of TransformerDecoderLayer": () =>
    attended(([memory], query, memoryMask) => decoder.forward(query, memory!, { memoryMask }), decoder, 1),
  "crossEntropy with ignored rows": () => ({
    inputs: [random.normal([6, 3])],
    read: ints(0, 1, -1, 2, -1, 0).greater(-1).unsqueeze(-1),
    weights: [table],
    run: ([x]) =>
      crossEntropy(x!.add(where(x!.equal(x!), table, 0)), ints(0, 1, -1, 2, -1, 0), {
        ignoreIndex: -1,
        labelSmoothing: 0.1,
        weight: Tensor.from([1, 2, 3]),
      }),
  }),
};

for (const [name, make] of Object.entries(subjects)) {
  test(`${name}: ignored elements may be NaN or infinite`, async () => {
    random.seed(4);
    const { inputs, read, weights, run } = make();
    const rows = await Promise.all(inputs.map((x) => x.array()));
    const given = rows.map((row, i) => Tensor.from(row as Float32Array, inputs[i]!.shape));
    const results = (inputs: readonly Tensor[]) => {
      const by = [...inputs, ...weights];
      // Some results do not depend on all weights.
      const withAll = (value: Tensor) => weights.reduce((sum, weight) => sum.add(weight.sum().mul(0)), value);
      const value = withAll(run(inputs));
      const first = grad(value, by);
      const slopes = first.reduce((sum, slope) => sum.add(slope.square().sum()), zeros([]));
      return [value, ...first, ...grad(withAll(slopes), by)];
    };
    const found = async (unread: number, how: "eager" | "compiled") => {
      const spoiled = given.map((x) => where(read, x, unread));
      await Promise.all(spoiled.map((x) => x.array()));
      const tensors = how === "eager" ? results(spoiled) : compile((...xs: Tensor[]) => results(xs))(...spoiled);
      return Promise.all(tensors.map(async (tensor) => Array.from(await tensor.array())));
    };
    const expected = await found(0.25, "eager");
    assert.ok(expected.flat().every(Number.isFinite));
    const unread = await read.expand(given[0]!.shape).array();
    for (const how of ["eager", "compiled"] as const) {
      for (const value of [0.25, NaN, Infinity, -Infinity]) {
        const numbers = await found(value, how);
        const scale = Math.max(...expected.flat().map(Math.abs));
        const far = numbers.flatMap((row, i) =>
          row.flatMap((x, at) => (Math.abs(x - expected[i]![at]!) <= 1e-5 * scale ? [] : [`${i}[${at}] ${x}`])),
        );
        assert.deepEqual(far, [], `${how} with ${value}`);
        given.forEach((_, i) =>
          unread.forEach((isRead, at) => assert.ok(isRead || numbers[1 + i]![at] === 0, "the gradient is 0")),
        );
      }
    }
  });
}

test("a target of 0 has no loss if the prediction is impossible", async () => {
  const prediction = Tensor.from([[Math.log(0.5), Math.log(0.5), -Infinity]]);
  const loss = klDivergence(prediction, Tensor.from([[0.5, 0.5, 0]]));
  const [slope] = grad(loss, [prediction]);
  assert.ok(Math.abs(await loss.item()) < 1e-7);
  assert.deepEqual([...(await slope.array())], [-0.5, -0.5, 0]);
});

test("lengths below 0 or above the number of time steps are rejected, and the state does not change", async () => {
  const layer = new GRU(2, 3, { bidirectional: true });
  const steps = new Param([], (shape) => zeros(shape), { trainable: false });
  const step = compile((x: Tensor, lengths: Tensor) => {
    steps.assign(steps.add(1));
    return layer.forward(x, { lengths }).outputs;
  });
  const x = random.normal([3, 4, 2]);
  for (const good of [ints(0, 4, 1), Tensor.from(Uint8Array.of(0, 4, 1))]) await step(x, good).array();
  for (const bad of [5, -1, 2 ** 31 - 1]) {
    const message = new RegExp(`GRU\\(2, 3\\): length ${bad} of element 1 is out of range`);
    await assert.rejects(step(x, ints(0, bad, 1)).array(), { name: "FaultError", message });
    const mask = paddingMask(ints(1, bad, 2), 4);
    await assert.rejects(mask.array(), { name: "FaultError", message: /paddingMask: length .* of element 1/ });
    const y = attention(x, x, x, { mask });
    await assert.rejects(y.array(), { name: "FaultError" });
  }
  assert.equal(await steps.item(), 2);
});
