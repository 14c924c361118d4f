/** Runs that are saved and resumed end like runs that were not interrupted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Dropout,
  type Examples,
  Linear,
  Sequential,
  type Tensor,
  adam,
  compile,
  correct,
  crossEntropy,
  parameters,
  random,
  relu,
} from "hebb";
import { twoMoons } from "hebb/data";
import { Interrupted } from "./interrupted.ts";
import { Run } from "./run.ts";
import type { RunOptions } from "./run-options.ts";
import type { SnapshotStore } from "./snapshots.ts";

/** Snapshots in memory. */
class Memory implements SnapshotStore {
  readonly saved = new Map<string, Uint8Array>();
  async read(name: string) {
    return this.saved.get(name);
  }
  async write(name: string, bytes: Uint8Array) {
    this.saved.set(name, bytes);
  }
}

/** Two loops with dropout, a computation between them, and a training by fit with draws outside. */
async function work(run: Run, steps: { count: number }) {
  random.seed(run.seed);
  const { train, validation } = twoMoons({ seed: 1 });
  const make = () => new Sequential(new Linear(2, 8), relu, new Dropout(0.4), new Linear(8, 2));
  const results: unknown[] = [];
  for (const part of [1, 2]) {
    const model = make();
    const optimizer = adam(model, { learningRate: 0.01 });
    const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), y)));
    const batches = train.batches(100, { epochs: 2, seed: part });
    const { losses } = await run.loop("training", {
      total: batches.length,
      state: { model, optimizer, losses: [] as number[] },
      async step(i, state) {
        steps.count++;
        const loss = await step(...batches.at(i)).item();
        const [noise] = await random.uniform([1]).array();
        run.record("loss", i, loss);
        state.losses.push(loss + noise!);
        return { values: { loss } };
      },
    });
    results.push(losses, await valuesOf(model));
    results.push(await run.once("survey", async () => [...(await random.normal([3]).array())]));
    results.push([...(await random.uniform([2]).array())]);
  }
  const model = make();
  const options = { loss: crossEntropy, optimizer: adam(model), epochs: 2, batchSize: 128, validation };
  const history = await run.fit(model, train, { ...options, metrics: { accuracy: correct } });
  results.push(
    history.epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
    await valuesOf(model),
  );
  return { results, curves: [...run.curves] };
}

const valuesOf = (model: Sequential) =>
  Promise.all(parameters(model).map(async ([, param]) => [...(await param.array())]));

/** Runs until `stop` steps are done, and returns what was saved. */
async function interrupted(stop: number, store: Memory, every: number): Promise<void> {
  const controller = new AbortController();
  let done = 0;
  const gate = async () => {
    if (++done === stop) controller.abort();
  };
  const run = new Run({ signal: controller.signal, gate, snapshots: { store, every } });
  await assert.rejects(work(run, { count: 0 }), Interrupted);
}

test("a run resumed after any step has the same results, and repeats no step", async () => {
  const whole = { count: 0 };
  const expected = await work(new Run(), whole);
  for (const stop of [1, 3, 15, 20, 25, 40, 47]) {
    const store = new Memory();
    await interrupted(stop, store, 3600);
    const rest = { count: 0 };
    assert.deepEqual(await work(new Run({ snapshots: { store } }), rest), expected, `after ${stop} steps`);
    assert.equal(rest.count, Math.max(0, whole.count - stop));
  }
});

test("a run resumed from an older snapshot repeats the steps since, with the same results", async () => {
  const expected = await work(new Run(), { count: 0 });
  const store = new Memory();
  await interrupted(30, store, 0);
  const older = new Memory();
  for (const [name, bytes] of store.saved) if (name !== "training #2") older.saved.set(name, bytes);
  const rest = { count: 0 };
  assert.deepEqual(await work(new Run({ snapshots: { store: older } }), rest), expected);
  assert.equal(rest.count, 20);
  await assert.doesNotReject(work(new Run({ snapshots: { store } }), { count: 0 }));
});

test("a run interrupted during a validation resumes with a whole one", async () => {
  const { train, validation } = twoMoons({ seed: 1 });
  const fitted = async (options: RunOptions, measured: Examples) => {
    random.seed(0);
    const model = new Sequential(new Linear(2, 8), relu, new Linear(8, 2));
    const run = new Run(options);
    const fitOptions = { loss: crossEntropy, optimizer: adam(model), epochs: 2, batchSize: 500, validation: measured };
    const { epochs } = await run.fit(model, train, fitOptions);
    return epochs.map((epoch) => ({ ...epoch, seconds: 0 }));
  };
  const expected = await fitted({}, validation);
  const [store, controller] = [new Memory(), new AbortController()];
  const aborting: Examples = {
    length: validation.length,
    batches: (size, options) => {
      controller.abort();
      return validation.batches(size, options);
    },
  };
  await assert.rejects(fitted({ signal: controller.signal, snapshots: { store } }, aborting), Interrupted);
  assert.deepEqual(await fitted({ snapshots: { store } }, validation), expected);
  assert.ok(expected.every((epoch) => epoch.validation !== null));
});

test("a snapshot of another loop is rejected", async () => {
  const store = new Memory();
  await interrupted(3, store, 0);
  const run = new Run({ snapshots: { store } });
  const loop = run.loop("training", { total: 3, state: { model: new Linear(2, 2) }, step: async () => {} });
  await assert.rejects(loop, /the snapshot of training does not match/);
});

test("the gate is awaited between steps, and progress is reported for the last step", async () => {
  const seen: unknown[] = [];
  const options: RunOptions = {
    gate: async ({ label, done, total }) => void seen.push(`${label} ${done}/${total}`),
    listen: (event) => {
      if (event.event === "progress" && event.done === event.total) seen.push(event.values);
    },
  };
  const step = async (i: number) => ({ values: { i }, done: i === 1 });
  await new Run(options).loop("a", { total: 2, state: {}, step });
  assert.deepEqual(seen, ["a 1/2", { i: 1 }, "a 2/2"]);
  seen.length = 0;
  await new Run(options).loop("a", { total: 5, state: {}, step });
  assert.deepEqual(seen, ["a 1/5", "a 2/5"]);
});
