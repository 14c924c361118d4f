/** The words of parallel recurrences on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "../answer.ts";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Order, type Reach, summarize } from "../verdicts.ts";
import type { DepthFacts, LengthsFacts, PriceFacts, WhereFacts } from "./facts.ts";
import { layerNames, recurrenceNames, taskNames } from "./names.ts";
import { kinds } from "./sequence.ts";
import { type Recurrence, type TaskName, recurrences, tasks } from "./tasks.ts";
import { lengthsWords, whereWords } from "./words-of-time.ts";
import { depthWords, priceWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const timing = { median: 2e-3, low: 1.9e-3, high: 2.2e-3 };

test("depth: both verdicts have correct words", () => {
  const facts: DepthFacts = { rows: [{ length: 4096, depth: 22, work: 8178 }], grows: "like the logarithm", tree: [] };
  assert.deepEqual(checkVariants(depthWords, variantsOf(facts, { grows: ["like the logarithm", "faster"] })), []);
  assert.match(depthWords(facts).evidence.en, /has 22 compositions; it does 8,178 compositions in all, 2\.0 times/);
});

test("lengths: every verdict has correct words", () => {
  const facts: LengthsFacts = {
    batch: 4,
    width: 64,
    threads: 1,
    rounds: 21,
    lengths: [16, 2048],
    layers: kinds.map((kind) => ({
      kind,
      parameters: kind === "gru" ? 24_960 : 8_320,
      times: [timing, timing],
      exponent: 1.1,
      growth: "proportional",
    })),
    fastest: "attention only",
    gates: "a is larger",
    scan: "unclear",
    overtaken: 128,
  };
  const found = variantsOf(facts, {
    fastest: ["attention only", "others too", "none", "unclear"],
    gates: orders,
    scan: orders,
    overtaken: [128, null],
  });
  assert.deepEqual(checkVariants(lengthsWords, found), []);
  const { answer, caution } = lengthsWords(facts);
  assert.match(answer.en, /A GRU is slower than minGRU.*no difference in time was measured here/);
  assert.match(caution!.en, /on 1 thread, .*a GRU has 3\.0 times those of minGRU.*at a length of 128/);
  assert.doesNotMatch(lengthsWords({ ...facts, overtaken: null }).caution!.en, /slower/);
});

test("where: every verdict has correct words, and the extremes are those of the facts", () => {
  const cell = (width: number, ratio: number, order: Order): WhereFacts["cells"][number] => ({
    batch: 1,
    width,
    loop: timing,
    scan: timing,
    plain: timing,
    ratio: { median: ratio, low: ratio, high: ratio },
    order,
  });
  const facts: WhereFacts = {
    length: 4096,
    threads: 2,
    rounds: 31,
    cells: [cell(1, 2.04, "a is larger"), cell(4, 1, "unclear"), cell(64, 0.35, "b is larger")],
    wins: "small states",
  };
  const found = variantsOf(facts, { wins: ["small states", "all", "none", "mixed", "unclear"] });
  assert.deepEqual(checkVariants(whereWords, found), []);
  const { evidence, caution } = whereWords(facts);
  assert.match(
    evidence.en,
    /state of 1 number in the whole batch, the loop takes 2\.0 times .* 64 numbers, .* 0\.35 times/,
  );
  assert.match(caution!.en, /on 2 threads\. The scan is clearly faster in 1 of 3 cases/);
});

test("price: solved, lost, improved and missed tasks have correct words", () => {
  const [high, low, one] = [summarize([0.99, 1, 0.995]), summarize([0.6, 0.61, 0.58]), summarize([0.7])];
  const taskOf = (
    task: TaskName,
    solved: Partial<Record<Recurrence, Reach>>,
    verdicts: Pick<PriceFacts["tasks"][number], "lost" | "second" | "signed">,
    value = low,
  ): PriceFacts["tasks"][number] => ({
    task,
    length: 16,
    chance: 0.5,
    networks: recurrences.map((recurrence) => ({
      recurrence,
      accuracy: recurrence === "GRU" && value === low ? [high, high, high] : [value, value, value],
      solved: solved[recurrence] ?? "missed",
    })),
    ...verdicts,
  });
  const latch = taskOf("latch", { minGRU: "reached" }, { lost: "a is larger", second: "unclear", signed: "unclear" });
  const facts = (parity: PriceFacts["tasks"][number], cups = parity): PriceFacts => ({
    tasks: [latch, parity, ...(cups === parity ? [] : [cups])],
    factors: [1, 2, 4],
    bar: 0.98,
  });
  const found = orders.flatMap((lost) =>
    orders.flatMap((second) =>
      (["reached", "missed", "unclear"] as const).flatMap((signed) => {
        const verdicts = { lost, second, signed: "unclear" } as const;
        const parity = taskOf("parity", { signed }, verdicts);
        return [facts(parity), facts(parity, taskOf("cups", { signed }, verdicts))];
      }),
    ),
  );
  const none = { lost: "unclear", second: "unclear", signed: "unclear" } as const;
  const undecided = facts(taskOf("parity", {}, none, one));
  assert.deepEqual(checkVariants(priceWords, [...found, undecided]), []);
  const clear = { lost: "a is larger", second: "a is larger", signed: "a is larger" } as const;
  const answer = priceWords(facts(taskOf("parity", { signed: "reached" }, clear), taskOf("cups", {}, clear))).answer.en;
  assert.match(
    answer,
    /^A gate that reads only the input .* solves keeping a bit\. .* worse than a GRU at parity and swapped/,
  );
  assert.match(answer, /one layer to solve parity\. They were not enough for the swapped cups/);
  assert.match(priceWords(undecided).answer.en, /^These are too few seeds/);
  assert.match(priceWords(facts(taskOf("parity", {}, none))).answer.en, /no loss was measured on these tasks\.$/);
});

test("names are correct in both languages", () => {
  const all = [
    ...kinds.map(layerNames),
    ...(Object.keys(tasks) as TaskName[]).map(taskNames),
    ...recurrences.map(recurrenceNames),
  ];
  assert.deepEqual(all.flatMap(checkText), []);
});
