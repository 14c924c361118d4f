/** The neural Turing machine: its definition, its tasks, the loop over time, the quick recipe, edits and the look. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, grad, graphOf, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { addressingExperiment } from "./experiments/addressing.ts";
import { controllersExperiment } from "./experiments/controllers.ts";
import { editExperiment } from "./experiments/edit.ts";
import { headsExperiment } from "./experiments/heads.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { machineExperiment } from "./experiments/machine.ts";
import { steps } from "./looks/steps.ts";
import { type ControllerKind, NeuralTuringMachine } from "./model.ts";
import { hiddenFor } from "./rival.ts";
import { system } from "./system.ts";
import { copyOf, drawSequences, encode, recallOf, repeatOf, stepsOf } from "./tasks.ts";
import { errorsOf, testOf, testSequences } from "./training.ts";

const run = () => new Run({ quick: true, seed: 1 });

let trained: Run | undefined;

/** Returns a run that trained the quick recipe. */
async function quickRun(): Promise<Run> {
  if (trained !== undefined) return trained;
  const own = run();
  const { bars } = await train(system, own);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  trained = own;
  return own;
}

test("the quick recipe reaches its bars", async () => {
  await quickRun();
});

test("the same seed gives the same loss at every step", async () => {
  const recipe = system.recipes.quick;
  const short = { ...recipe, bars: [], copy: { ...recipe.copy, steps: 20 } };
  const [first, again] = [run(), run()];
  for (const one of [first, again]) await train(system, one, short);
  assert.deepEqual(first.curves.get("copy loss"), again.curves.get("copy loss"));
});

type Vector = readonly number[];
const dot = (a: Vector, b: Vector) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log(1 + Math.exp(x));
const normalized = (x: Vector) => x.map((one) => one / x.reduce((sum, y) => sum + y));
const softmax = (x: Vector) => normalized(x.map(Math.exp));

const [slots, width, hidden, features, bits] = [5, 3, 4, 2, 2];

/** Computes a machine with one head of each kind in plain numbers, as the definition in model.ts says. */
async function plainOutputs(model: NeuralTuringMachine, kind: ControllerKind, inputs: readonly Vector[]) {
  const values = new Map<string, number[]>();
  for (const [path, param] of parameters(model)) values.set(path, [...(await param.array())]);
  const affine = (name: string, x: Vector) => {
    const bias = values.get(`${name}.bias`)!;
    const weight = values.get(`${name}.weight`)!;
    return bias.map((b, i) => b + dot(weight.slice(i * x.length, (i + 1) * x.length), x));
  };
  const address = (raw: number[], memory: readonly Vector[], last: Vector) => {
    const key = raw.slice(0, width).map(Math.tanh);
    const [strength, gate] = [softplus(raw[width]!), sigmoid(raw[width + 1]!)];
    const shift = softmax(raw.slice(width + 2, width + 5));
    const sharpness = 1 + softplus(raw[width + 5]!);
    const cosine = (a: Vector, b: Vector) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    const content = softmax(memory.map((row) => strength * cosine(key, row)));
    const mixed = content.map((w, i) => gate * w + (1 - gate) * last[i]!);
    const at = (i: number) => mixed[(i + slots) % slots]!;
    const moved = mixed.map((_, i) => shift[0]! * at(i + 1) + shift[1]! * at(i) + shift[2]! * at(i - 1));
    return normalized(moved.map((w) => w ** sharpness));
  };
  let memory: Vector[] = Array.from({ length: slots }, (_, i) =>
    values.get("start")!.slice(i * width, (i + 1) * width),
  );
  let [written, visited] = Array.from({ length: 2 }, () => Array.from({ length: slots }, (_, i) => Number(i === 0)));
  let read = Array<number>(width).fill(0);
  let [h, c] = Array.from({ length: 2 }, () => Array<number>(hidden).fill(0));
  return inputs.map((x) => {
    const joined = [...x, ...read];
    if (kind === "LSTM") {
      const gates = values
        .get("controller.cell.biasIh")!
        .map(
          (b, i) =>
            b +
            values.get("controller.cell.biasHh")![i]! +
            dot(values.get("controller.cell.weightIh")!.slice(i * joined.length, (i + 1) * joined.length), joined) +
            dot(values.get("controller.cell.weightHh")!.slice(i * hidden, (i + 1) * hidden), h!),
        );
      const part = (k: number, i: number) => gates[k * hidden + i]!;
      c = c!.map((old, i) => sigmoid(part(1, i)) * old + sigmoid(part(0, i)) * Math.tanh(part(2, i)));
      h = c.map((cell, i) => sigmoid(part(3, i)) * Math.tanh(cell));
    } else h = affine("controller.layer", joined).map(Math.tanh);
    const writing = affine("writing.projection", h);
    written = address(writing, memory, written!);
    const [erase, add] = [writing.slice(-2 * width, -width).map(sigmoid), writing.slice(-width).map(Math.tanh)];
    memory = memory.map((row, i) => row.map((m, k) => m * (1 - written![i]! * erase[k]!) + written![i]! * add[k]!));
    visited = address(affine("reading.projection", h), memory, visited!);
    read = read.map((_, k) =>
      dot(
        visited!,
        memory.map((row) => row[k]!),
      ),
    );
    return affine("output", [...h, ...read]);
  });
}

const tiny = (controller: ControllerKind) =>
  new NeuralTuringMachine({ inputs: features, outputs: bits, hidden, slots, width, controller, learnsMemory: true });

for (const controller of ["LSTM", "feed-forward"] as const) {
  test(`with a controller of kind ${controller}, the outputs are those of the definition`, async () => {
    random.seed(3);
    const model = tiny(controller);
    // Large parameters make the heads move.
    for (const [, param] of parameters(model)) await param.set(random.normal(param.shape));
    const inputs = [
      [1, 0],
      [0, 1],
      [-1, 0.5],
      [0, 0],
      [1, 1],
      [0.5, -2],
    ];
    const found = await model.forward(Tensor.from([inputs])).array();
    const expected = (await plainOutputs(model, controller, inputs)).flat();
    expected.forEach((x, i) => assert.ok(Math.abs(found[i]! - x) < 1e-4, `${found[i]}, not ${x}`));
  });

  test(`with a controller of kind ${controller}, gradients are those of finite differences`, async () => {
    random.seed(4);
    const model = tiny(controller);
    const x = random.normal([2, 4, features]);
    const loss = () => model.forward(x).square().mean();
    for (const [, param] of parameters(model)) await param.set(random.normal(param.shape, { std: 0.7 }));
    for (const [path, param] of parameters(model)) {
      const before = Float32Array.from(await param.array());
      const [slope] = grad(loss(), [param]);
      const direction = Float32Array.from(await slope.array());
      const norm = Math.sqrt(direction.reduce((total, one) => total + one * one, 0));
      assert.ok(norm > 0, path);
      const at = async (step: number) => {
        await param.set(
          Tensor.from(
            before.map((one, i) => one + (step * direction[i]!) / norm),
            param.shape,
          ),
        );
        return loss().item();
      };
      const difference = ((await at(5e-3)) - (await at(-5e-3))) / 1e-2;
      await param.set(Tensor.from(before, param.shape));
      assert.ok(Math.abs(difference - norm) < 0.02 * norm + 1e-3, `${path}: ${difference}, not ${norm}`);
    }
  });
}

test("the graph of a long sequence is as large as that of a short one", () => {
  const model = tiny("LSTM");
  const [short, long] = [3, 300].map((time) => graphOf(model, Tensor.from(new Float32Array(2 * time), [1, time, 2])));
  assert.equal(long!.nodes.length, short!.nodes.length);
});

test("a run that stops and goes on from its state is the whole run", async () => {
  random.seed(6);
  const model = new NeuralTuringMachine({ inputs: features, outputs: bits, hidden, slots, width, heads: 2 });
  const x = random.normal([3, 7, features]);
  const first = model.run(x.slice(null, [0, 4]));
  const rest = model.run(x.slice(null, [4, 7]), first.state);
  const whole = await model.forward(x).slice(null, [4, 7]).array();
  assert.deepEqual(await rest.trace.logits.transpose(0, 1).array(), whole);
});

test("sequences have the inputs and answers of their tasks", () => {
  const [a, b] = [
    [1, 0, 0, 0, 0, 0, 0, 1],
    [0, 1, 1, 0, 0, 0, 0, 0],
  ];
  const blank = Array<number>(9).fill(0);
  const end = [...a.map(() => 0), 1];
  const copy = copyOf([a, b]);
  assert.deepEqual(copy.inputs, [[...a, 0], [...b, 0], end, blank, blank]);
  assert.deepEqual(copy.answer, [a, b]);
  const twice = repeatOf([a], 2);
  assert.deepEqual(twice.inputs, [[...a, 0], blank.with(8, 0.2), blank, blank, blank]);
  assert.deepEqual(twice.answer, [[...a, 0], [...a, 0], end]);
  const items = [0, 1, 2].map((item) => [0, 1, 2].map((row) => [item, row, 0, 0, 0, 1]));
  const recall = recallOf(items, 1);
  assert.deepEqual(recall.answer, items[2]);
  assert.equal(recall.inputs.length, 3 * 4 + 5 + 3);
  assert.deepEqual(recall.inputs[12], [0, 0, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual(recall.inputs[13], [...items[1]![0]!, 0, 0]);
});

test("only the steps of the answer are scored, wherever they are", async () => {
  const [short] = drawSequences("copy", { length: 1, repeats: 1 }, 1, 5);
  const [long] = drawSequences("copy", { length: 3, repeats: 1 }, 1, 6);
  const { inputs, targets, scored } = encode([short!, long!], 7);
  assert.deepEqual(
    [inputs.shape, targets.shape],
    [
      [2, 7, 9],
      [2, 7, 8],
    ],
  );
  assert.deepEqual([...(await scored.array())], [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  assert.deepEqual([...(await targets.slice([0, 1], [2, 3]).array())], short!.answer[0]);
  assert.deepEqual([...(await targets.slice([1, 2], [4, 7]).array())], long!.answer.flat());
  assert.equal(stepsOf("repeat", { length: 2, repeats: 3 }), 2 + 1 + 7);
});

test("errors are counted bit by bit; tests and training have different seeds", async () => {
  const sequences = testSequences("recall", { length: [2, 4], repeats: [1, 1] }, 120, 0);
  const silent = new NeuralTuringMachine({ inputs: 8, outputs: 6, hidden, slots, width });
  await silent.output.weight.set(Tensor.from(new Float32Array(6 * (hidden + width)), [6, hidden + width]));
  await silent.output.bias!.set(Tensor.from(new Float32Array(6).fill(-1)));
  const expected = sequences.map(({ answer }) => answer.flat().filter((bit) => bit === 1).length);
  assert.deepEqual(await errorsOf(silent, sequences), expected);
  assert.notDeepEqual(
    testOf("copy", { length: 5, repeats: 1 }, 1, 0),
    drawSequences("copy", { length: 5, repeats: 1 }, 1, 1),
  );
});

test("the LSTM has the number of parameters that it is given, and barely more", () => {
  const hiddenUnits = hiddenFor(60_000, 9, 8);
  const count = (units: number) => 4 * units * (9 + units + 2) + 8 * (units + 1);
  assert.ok(count(hiddenUnits) >= 60_000 && count(hiddenUnits - 1) < 60_000);
});

test("an edited slot changes its place only; the look shows it, and explains what it cannot take", async () => {
  const own = await quickRun();
  const saved: SavedRun = {
    load: async (name, model) => {
      const from = new Map(parameters(own.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(from.get(path)!);
      return model;
    },
    text: async (name) => own.texts.get(name)!,
  };
  const look = (given: Record<string, string>) => steps.view(chosenInputs(steps.inputs, given), async () => saved);
  const { before, after, kind } = await look({});
  assert.deepEqual([before, after, kind], ["MEMORY", "MELORY", "just there"]);
  assert.equal((await look({ place: "0" })).kind, "unedited");
  assert.equal((await look({ word: "\u00e9 A?", place: "0" })).before, "\u00e9 A?");
  const city = await look({ word: "LONDON", place: "6", character: "G" });
  assert.match(steps.words(city).en, /answers “LONDOG”: just this place has changed/);
  await assert.rejects(look({ word: "记忆" }), /8 bits/);
  await assert.rejects(look({ word: "AB", place: "3" }), /has 2 characters/);
});

slow(
  "experiments: heads return, edits change one place, longer sequences are copied, more slots hold more",
  async () => {
    const heads = await measure(headsExperiment, run());
    assert.ok(heads.own.mean > 0.9 && heads.wrong.mean < 0.05);
    const edit = await measure(editExperiment, run());
    assert.ok(edit.changed.mean > 0.9 && edit.kept.mean > 0.9 && edit.unused.mean > 0.9);
    const lengths = await measure(lengthsExperiment, run());
    assert.ok(lengths.machine[2]!.mean < 0.1 && lengths.lstm[2]!.mean > 0.2);
    const machine = await measure(machineExperiment, run());
    assert.ok(machine.symbols === 12 && machine.wrong[1]!.at(-1)!.mean < machine.wrong[0]!.at(-1)!.mean);
  },
);

slow("experiments with many trainings run in their quick form", async () => {
  const addressing = await measure(addressingExperiment, run());
  assert.ok(Number.isFinite(addressing.wrong.all.mean));
  const controllers = await measure(controllersExperiment, run());
  assert.deepEqual(
    controllers.wrong.map((row) => row.length),
    [2, 2, 2],
  );
});
