/** Trains the five networks on Jane Austen's novels by characters, and times their steps. */
import { type Tensor, adam, compile, crossEntropy, initialize, random, schedules } from "hebb";
import { textWindows } from "hebb/data";
import type { CharacterText } from "../shared/texts.ts";
import type { Run } from "../run.ts";
import { type Kind, SequenceModel, kinds, names } from "./sequence.ts";
import { layerStep, machineWords, medianTimes, stepOf } from "./timing.ts";
import { parameterCount } from "../shared/layers.ts";

/** Settings of `trainAll`. */
export interface NovelSettings {
  /** Uses only the novel included with Hebb. */
  readonly cut: boolean;
  readonly width: number;
  /** Characters in an example, which starts from an empty state, because attention and convolution have no state. */
  readonly length: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** Trains all kinds and returns the cross entropy on the test part in nats per character. */
export async function trainAll(run: Run, text: CharacterText, settings: NovelSettings): Promise<Record<Kind, number>> {
  const nats: Partial<Record<Kind, number>> = {};
  for (const kind of kinds) {
    const { model, test, validation } = await trainOne(run, kind, text, settings);
    run.keep(kind, model);
    nats[kind] = test;
    run.say(
      `${names[kind]}: ${parameterCount(model)} parameters, ${parameterCount(model.block.mixer)} of them in the layer; ` +
        `validation ${validation.toFixed(3)}, test ${test.toFixed(3)} nats`,
    );
  }
  return nats as Record<Kind, number>;
}

async function trainOne(run: Run, kind: Kind, text: CharacterText, settings: NovelSettings) {
  const { width, length, batchSize, steps, learningRate } = settings;
  const model = new SequenceModel(kind, { tokens: text.vocabulary.size, width });
  // With the same scope, scan and loop start from the same weights.
  initialize(model, { seed: run.seed, scope: "" });
  const windows = textWindows(text.train, { length });
  const epochs = Math.ceil(steps / Math.floor(windows.length / batchSize));
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((input: Tensor, target: Tensor) =>
    optimizer.minimize(crossEntropy(model.forward(input), target), { clipNorm: 1 }),
  );
  const batches = windows.batches(batchSize, { epochs, last: "drop", seed: run.seed });
  await run.loop(names[kind], {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const loss = await step(...batches.at(i)).item();
      run.record(`${names[kind]} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
  const measure = measureOf(model, length);
  return { model, validation: await measure(text.validation), test: await measure(text.test) };
}

/**
 * Returns a function that measures the mean loss over windows of this length, each read from an empty state; windows
 * that do not fill a batch are ignored.
 */
function measureOf(model: SequenceModel, length: number): (text: Int32Array) => Promise<number> {
  const loss = compile((input: Tensor, target: Tensor) => crossEntropy(model.forward(input), target));
  return async (text) => {
    let [sum, count] = [0, 0];
    for (const [input, target] of textWindows(text, { length }).batches(32, { shuffle: false, last: "drop" })) {
      sum += await loss(input, target).item();
      count++;
    }
    return sum / count;
  };
}

/** Settings of `timeAll`. */
export interface TimeSettings {
  readonly batch: number;
  readonly time: number;
  readonly width: number;
  readonly rounds: number;
}

/** Returns the times of training steps of the layers and of the whole networks, in milliseconds. */
export async function timeAll(run: Run, settings: TimeSettings) {
  const { batch, time, width, rounds } = settings;
  const layers = await medianTimes(
    run,
    "layers",
    kinds.map((kind) => layerStep(kind, settings)),
    rounds,
  );
  const tokens = 80;
  const draw = () => random.uniform([batch, time], { high: tokens }).cast("i32");
  const text = [draw(), draw()] as const;
  const steps = (["scan", "gru"] as const).map((kind) => {
    const model = new SequenceModel(kind, { tokens, width });
    return stepOf(model, (input, target) => crossEntropy(model.forward(input), target), text);
  });
  const [scan, gru] = await medianTimes(run, "networks", steps, rounds);
  run.say(
    `times on ${machineWords()}: ${kinds.map((kind, i) => `${names[kind]} ${layers[i]!.toFixed(2)} ms`).join(", ")}`,
  );
  return {
    layers: Object.fromEntries(kinds.map((kind, i) => [kind, layers[i]!])) as Record<Kind, number>,
    networks: { scan: scan!, gru: gru! },
  };
}
