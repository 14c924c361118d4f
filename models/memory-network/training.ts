/** Training of memory networks: a linear start, then with the softmax, from several initial weights. */
import { adam, compile, crossEntropy, initialize, schedules, type Tensor } from "hebb";
import type { Run } from "../run.ts";
import { type Summary, summarize } from "../verdicts.ts";
import { type Encoding, MemoryNetwork, type MemoryNetworkOptions } from "./model.ts";
import { type Training, experimentTraining } from "./recipes.ts";
import { type Story, type TaskName, drawStories } from "./stories.ts";
import { type Stories, encodeStories } from "./vocabulary.ts";

const [batchSize, validated] = [32, 1000];

/** Questions of a task for training, validation and test. */
export interface Questions {
  readonly train: Stories;
  readonly validation: Stories;
  readonly test: Stories;
  readonly testStories: readonly Story[];
}

export function questionsOf(task: TaskName, { questions, longest }: Training, seed: number): Questions {
  const drawn = drawStories(task, longest, [validated, validated, questions], seed);
  const [validation, test, train] = drawn.map((stories) => encodeStories(stories, longest));
  return { train: train!, validation: validation!, test: test!, testStories: drawn[1]! };
}

/** Trains a network on a task from one initialization. */
export async function trainNetwork(
  run: Run,
  label: string,
  train: Stories,
  { epochs, linear, learningRate, features, hops, longest: slots }: Training,
  { encoding, start = 0 }: Pick<MemoryNetworkOptions, "encoding"> & { readonly start?: number } = {},
): Promise<MemoryNetwork> {
  const model = new MemoryNetwork({ features, hops, slots, ...(encoding && { encoding }) });
  // The scope makes the initial weights independent of the networks trained before.
  initialize(model, { seed: run.seed, scope: `start ${start}` });
  const batches = train.batches(batchSize, { epochs, seed: run.seed, last: "drop" });
  const steps = batches.length;
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const stepOf = (isLinear: boolean) =>
    compile((stories: Tensor, questions: Tensor, answers: Tensor) => {
      const { logits } = model.answer(questions, model.store(stories), isLinear);
      return optimizer.minimize(crossEntropy(logits, answers), { clipNorm: 10 });
    });
  const [first, rest] = [stepOf(true), stepOf(false)];
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const step = i < linear * steps ? first : rest;
      const loss = await step(...batches.at(i)).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
  return model;
}

/** Returns the fraction of questions answered correctly. */
export async function accuracyOf(model: MemoryNetwork, stories: Stories): Promise<number> {
  const right = compile((...[x, questions, answers]: readonly [Tensor, Tensor, Tensor]) =>
    model.forward(x, questions).argmax(-1).equal(answers.cast("i32")).cast("f32").mean(),
  );
  return right(stories.field(0), stories.field(1), stories.field(2)).item();
}

/** A kind of network to compare. */
interface Compared {
  readonly label: string;
  readonly sizes?: Partial<Training>;
  readonly encoding?: Encoding;
}

/** Trains each kind of network on each task over the seeds of the run; returns test accuracies, [task][kind]. */
export async function accuracies<Kind>(
  run: Run,
  tasks: readonly TaskName[],
  kinds: readonly Kind[],
  networkOf: (kind: Kind) => Compared,
): Promise<Summary[][]> {
  const measured = await run.overSeeds(async (one) => {
    const rows: number[][] = [];
    for (const task of tasks) {
      const training = experimentTraining(one.quick, task);
      const { train, test } = questionsOf(task, training, one.seed);
      const row: number[] = [];
      for (const kind of kinds) {
        const { label, sizes, ...options } = networkOf(kind);
        const model = await trainNetwork(one, `task ${task}, ${label}`, train, { ...training, ...sizes }, options);
        row.push(await accuracyOf(model, test));
      }
      rows.push(row);
    }
    return rows;
  });
  return tasks.map((_, t) =>
    kinds.map((_, k) =>
      summarize(
        measured.map((rows) => rows[t]![k]!),
        run.seeds,
      ),
    ),
  );
}
