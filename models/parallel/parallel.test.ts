/** Equality of scan and loop in values and gradients, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, gradCheck, graphOf, parameters, random, zeros } from "hebb";
import { slow } from "../../test/full.ts";
import { checkSentences } from "../answer.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import { largestDeviations } from "./exactness.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { exponentOf, growthOf, lengthsExperiment } from "./experiments/lengths.ts";
import { priceExperiment } from "./experiments/price.ts";
import { whereExperiment, winsOf } from "./experiments/where.ts";
import { maps } from "./looks/maps.ts";
import { MinGRU } from "./model.ts";
import { byLoop, byPlainScan, byScan } from "./recurrence.ts";
import { SequenceModel, kinds, mixerOf } from "./sequence.ts";
import { system } from "./system.ts";
import { afterSwap, tasks } from "./tasks.ts";
import { slower, timingOf } from "./timing.ts";
import { chainAndTree } from "./structure.ts";
import { compositionsOf, costOf } from "./tree.ts";
import type { Order } from "../verdicts.ts";
import { outputsOf, parameterCount } from "../shared/layers.ts";
import { median } from "../shared/statistics.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test("states equal the equations in plain numbers", async () => {
  random.seed(3);
  for (const signed of [false, true]) {
    const layer = new MinGRU(1, 1, { signed });
    const values = new Map<string, number>();
    for (const [path, param] of parameters(layer)) values.set(path, await param.item());
    const [wz, bz, wh, bh] = ["gate.weight", "gate.bias", "candidate.weight", "candidate.bias"].map((path) =>
      values.get(path)!,
    ) as [number, number, number, number];
    const x = [0.5, -1, 2, 0.1, 3];
    let h = 0;
    const expected = x.map((now) => {
      const z = sigmoid(wz * now + bz);
      return (h = (signed ? 1 - 2 * z : 1 - z) * h + z * (wh * now + bh));
    });
    const states = await layer.forward(Tensor.from(x, [1, 5, 1])).array();
    states.forEach((state, t) => assert.ok(Math.abs(state - expected[t]!) < 1e-6, `${signed} ${t}`));
  }
});

test("scan and loop agree at powers of two, next to them and at length 1, in both precisions", async () => {
  random.seed(4);
  const sizes = [1, 2, 3, 4, 7, 16, 17, 50].flatMap((time) => [1, 3].map((batch) => ({ batch, time, width: 3 })));
  const single = await largestDeviations(sizes, "f32");
  assert.ok(single.states < 2e-6 && single.gradients < 5e-6, JSON.stringify(single));
  const double = await largestDeviations(sizes, "f64");
  assert.ok(double.states < 1e-13 && double.gradients < 1e-13, JSON.stringify(double));
});

test("gradients of the scan and of the other layers are correct to second order", async () => {
  for (const time of [1, 2, 5]) {
    const draw = (low: number, seed: number) => {
      random.seed(seed);
      return random.uniform([time, 1, 2], { low, high: 1 });
    };
    for (const way of [byScan, byPlainScan, byLoop]) {
      await gradCheck((a, b) => way(a, b).sin().square().sum(), [draw(0, 5), draw(-1, 6)]);
    }
  }
});

test("no mixing layer reads later time steps", async () => {
  const [length, cut] = [9, 5];
  const x = random.normal([1, length, 32]);
  const later = Tensor.from(Float32Array.from({ length }, (_, t) => Number(t >= cut))).reshape([1, length, 1]);
  for (const kind of kinds) {
    const layer = mixerOf(kind, 32);
    const outputs = (input: Tensor) => outputsOf(layer.forward(input));
    const change = outputs(x)
      .sub(outputs(x.add(later)))
      .abs()
      .max(-1);
    const sizes = [...(await change.array())];
    assert.ok(Math.max(...sizes.slice(0, cut)) < 1e-6, `${kind} ${sizes.join()}`);
    assert.ok(sizes[cut]! > 1e-3, `${kind} ${sizes.join()}`);
  }
});

test("the networks have equal parameter counts to within 1%", () => {
  const counts = kinds.map((kind) => parameterCount(new SequenceModel(kind, { tokens: 80, width: 64 })));
  assert.ok(Math.max(...counts) / Math.min(...counts) < 1.01, counts.join());
});

test("only the scores of attention grow with the square of the length", () => {
  const largest = (kind: (typeof kinds)[number], time: number) => {
    const layer = mixerOf(kind, 32);
    const { nodes } = graphOf((x: Tensor) => layer.forward(x), zeros([1, time, 32]), { level: "operations" });
    return Math.max(...nodes.map(({ shape }) => (shape ?? []).reduce((product, size) => product * size, 1)));
  };
  for (const kind of kinds) {
    const growth = largest(kind, 512) / largest(kind, 256);
    assert.equal(growth, kind === "attention" ? 4 : 2, kind);
  }
});

test("a scan has at most twice logarithmic depth and less than two compositions per element", async () => {
  for (const length of [1, 2, 3, 7, 8, 9, 100, 1023, 1024, 1025]) {
    const { depth, work } = await costOf(length);
    const levels = Math.ceil(Math.log2(length));
    assert.ok(depth >= levels && depth <= Math.max(0, 2 * levels - 1), `${length}: ${depth}`);
    assert.ok(work >= length - 1 && work < 2 * length, `${length}: ${work}`);
  }
});

test("the quick recipe reaches its bars", async () => {
  const { bars, metrics } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  assert.ok(Math.abs(metrics["scan_nats"]! - metrics["loop_nats"]!) < 0.01, JSON.stringify(metrics));
});

slow("gates that read the input alone keep a bit but cannot compute parity, unlike a GRU or signed gates", async () => {
  const { tasks: measured } = await measure(priceExperiment, new Run({ quick: true, seed: 1 }));
  const share = (name: string, recurrence: string) =>
    measured.find(({ task }) => task === name)!.networks.find((own) => own.recurrence === recurrence)!.accuracy[0]!
      .mean;
  assert.ok(share("latch", "minGRU") > 0.98 && share("latch", "GRU") > 0.98, JSON.stringify(measured));
  assert.ok(share("parity", "minGRU") < 0.7, JSON.stringify(measured));
  assert.ok(share("parity", "GRU") > 0.95 && share("parity", "signed") > 0.95, JSON.stringify(measured));
});

test("experiments on time measure all cases, with the median between the quartiles", async () => {
  const { lengths, layers, threads } = await measure(lengthsExperiment, new Run({ quick: true }));
  const times = layers.flatMap((layer) => layer.times);
  assert.deepEqual([lengths.length, times.length], [3, 15]);
  assert.ok(threads >= 1);
  for (const { median, low, high } of times) assert.ok(low > 0 && low <= median && median <= high);
  const { cells } = await measure(whereExperiment, new Run({ quick: true }));
  assert.equal(cells.length, 4);
  for (const { loop, scan, plain, ratio } of cells) {
    for (const { median } of [loop, scan, plain, ratio]) assert.ok(median > 0);
  }
});

test("a scan of 64 elements needs ten steps, and the tree holds the maps of all prefixes", async () => {
  const { rows, grows, tree } = await measure(depthExperiment, new Run({ quick: true }));
  assert.deepEqual([rows.at(-1)!.depth, grows], [10, "like the logarithm"]);
  const prefixes = tree.filter(({ first }) => first === 1);
  assert.deepEqual(
    prefixes.map(({ last }) => last).toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  // The maps h ↦ h + 1, composed.
  for (const { first, last, a, b } of tree) assert.deepEqual([a, b], [1, last - first + 1]);
});

test("the diagram has the compositions of a scan of four elements", async () => {
  const composed = (await compositionsOf([1, 1, 1, 1], [0, 0, 0, 0])).filter(({ level }) => level > 0);
  const { nodes, edges } = chainAndTree();
  const labels = nodes.map(({ label }) => label).filter((label) => typeof label === "string" && label.includes("–"));
  assert.deepEqual(new Set(labels), new Set(composed.map(({ first, last }) => `${first}–${last}`)));
  assert.equal(Math.max(...composed.map(({ level }) => level)), 2);
  for (const { first, last, parts } of composed) {
    const sources = parts.map(([from, to]) => (from === to ? `t${from}` : `${from}${to}`));
    const drawn = edges!.filter(({ to }) => to === `${first}${last}`).map(({ from }) => from);
    assert.deepEqual(drawn, sources);
  }
});

test("times are compared by round, and a difference within the noise is unclear", () => {
  const base = [1, 1.1, 0.9, 5, 1];
  const times = (factor: number) => base.map((time) => factor * time);
  assert.equal(slower(times(1.2), base), "a is larger");
  assert.equal(slower(base, times(1.2)), "b is larger");
  assert.equal(slower(times(1.03), base), "unclear");
  assert.equal(slower([1, 2, 1, 2, 1], [2, 1, 2, 1, 2]), "unclear");
  assert.equal(slower([2, 2, 2, 2], [1, 1, 1, 1]), "unclear");
  assert.deepEqual(timingOf([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
  assert.deepEqual(timingOf([7]), { median: 7, low: 7, high: 7 });
});

test("growth and the place of the scan need agreement", () => {
  assert.deepEqual(
    [
      [1, 1.1, 0.9, 1, 1],
      [2, 1.9, 2.1, 2, 2],
      [0.5, 0.4, 0.6, 0.5, 0.5],
      [1, 2, 3, 1, 2],
      [2, 2, 2, 2],
    ].map(growthOf),
    ["proportional", "faster", "slower", "unclear", "unclear"],
  );
  const cells = (...sizes: (readonly [number, Order])[]) => sizes.map(([width, order]) => ({ batch: 2, width, order }));
  const wins = [
    cells([1, "a is larger"], [2, "unclear"], [8, "b is larger"]),
    cells([8, "a is larger"], [1, "b is larger"]),
    cells([1, "a is larger"], [8, "unclear"]),
    cells([1, "unclear"], [8, "b is larger"]),
    cells([1, "unclear"]),
  ].map(winsOf);
  assert.deepEqual(wins, ["small states", "mixed", "all", "none", "unclear"]);
});

test("the look computes the same states as a chain and as a tree", async () => {
  const view = (given: Record<string, string>) =>
    maps.view(chosenInputs(maps.inputs, given), () => Promise.reject(new Error("nothing is trained")));
  const { loop, scan, composed } = await view({ factors: "2 -1 0.5", inputs: "1 2 3" });
  assert.deepEqual(
    [loop, scan],
    [
      [1, 1, 3.5],
      [1, 1, 3.5],
    ],
  );
  const whole = composed.find(({ first, last }) => first === 1 && last === 3)!;
  assert.deepEqual([whole.a, whole.b, whole.level], [-1, 3.5, 2]);
  assert.deepEqual(checkSentences(maps.words(await view({}))), []);
  await assert.rejects(view({ factors: "1 2" }), /factors has 2 numbers, but inputs has 8/);
  await assert.rejects(view({ inputs: "one" }), /1 to 12 numbers/);
  await assert.rejects(view({ factors: " ", inputs: "1" }), /1 to 12 numbers/);
  assert.deepEqual((await view({ factors: "2, 3,", inputs: "1, 1," })).scan, [1, 4]);
});

test("medians, exponents and the position of the ball are computed correctly", async () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  const lengths = [1, 2, 4, 8, 16];
  assert.ok(
    Math.abs(
      exponentOf(
        lengths,
        lengths.map((n) => 3 * n ** 2),
      ) - 2,
    ) < 1e-9,
  );
  assert.deepEqual(
    [0, 1, 2].map((ball) => [0, 1].map((swap) => afterSwap(ball, swap))),
    [
      [1, 0],
      [0, 2],
      [2, 1],
    ],
  );
  const [[swaps, places]] = tasks.cups
    .data(6, { train: 0, test: 3 }, 1)
    .test.batches(3, { shuffle: false }) as never as [[Tensor, Tensor]];
  const [moves, found] = [await swaps.array(), await places.array()];
  for (let row = 0; row < 3; row++) {
    let ball = 0;
    for (let t = 0; t < 6; t++) assert.equal((ball = afterSwap(ball, moves[6 * row + t]!)), found[6 * row + t]);
  }
});
