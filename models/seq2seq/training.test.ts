/** The bars of the quick training, translations of a prompt and of a line, and the experiments in their quick form. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { filesOf } from "../shared/run-files.ts";
import { corpus } from "./corpora.ts";
import { treeFigure } from "./drawn-tree.ts";
import { alignmentExperiment } from "./experiments/alignment.ts";
import { beamExperiment } from "./experiments/beam.ts";
import { gainExperiment } from "./experiments/gain.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { translation } from "./looks/translation.ts";
import { emojiQuick } from "./recipes.ts";
import { system } from "./system.ts";
import { translatePrompt } from "./writing.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars, and translates a prompt and a line", async () => {
  const run = quick();
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  await checkPrompts(filesOf(run));
  await checkLines(filesOf(run));
});

async function checkPrompts(saved: SavedRun): Promise<void> {
  const write = async (strategy: WritingRequest["strategy"], prompt = "woman: dark skin tone") => {
    let text = "";
    for await (const piece of translatePrompt(saved, { prompt, length: 40, seed: 1, strategy })) text += piece;
    return text;
  };
  assert.match(await write({ kind: "greedy" }), /^\n.*肤色$/u);
  assert.match(await write({ kind: "beam", width: 3 }), /^\n.*肤色$/u);
  const drawn = { kind: "sample", temperature: 1, topK: 5 } as const;
  assert.equal(await write(drawn), await write(drawn));
  // Text that does not occur in training is encoded as bytes.
  assert.match(await write({ kind: "greedy" }, "ещё одна"), /^\n/u);
  await assert.rejects(write({ kind: "greedy" }, "  "), ArgumentError);
}

async function checkLines(saved: SavedRun): Promise<void> {
  const look = (line: string) => translation.view(chosenInputs(translation.inputs, { line }), async () => saved);
  const facts = await look("woman: dark skin tone");
  assert.match(facts.written, /肤色$/u);
  assert.deepEqual([facts.corpus, facts.rows.join("").replaceAll("␣", " ")], ["emoji", facts.written]);
  assert.equal(facts.weights.length, facts.rows.length + 1);
  for (const row of facts.weights) {
    assert.equal(row.length, facts.columns.length);
    assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight) - 1) < 1e-5);
  }
  const words = translation.words(facts);
  assert.ok(words.en.includes(facts.written) && words.zh.includes(facts.written));
  await assert.rejects(look("  "), ArgumentError);
}

slow("attention reverses more sequences than one vector, and its weights follow the copied letters", async () => {
  const { curves, lengths, longest } = await measure(lengthsExperiment, quick());
  const [attention, vector] = curves.map(({ exact }) => exact[lengths.indexOf(longest)]!.mean);
  assert.ok(attention! > vector! + 0.1, `${attention} ${vector}`);
  const { offsets, copied, near, letters, names } = await measure(alignmentExperiment, quick());
  assert.ok(copied.mean > 0.5 && near.mean >= copied.mean, `${copied.mean} ${near.mean}`);
  assert.equal(offsets.find(({ offset }) => offset === 0)!.share.mean, copied.mean);
  for (const { rows, weights } of [letters, ...names]) assert.equal(weights.length, rows.length + 1);
});

slow("wider beams find more probable translations, and all texts are in one bucket", async () => {
  const { probable, tree } = await measure(beamExperiment, quick());
  assert.ok(probable.at(-1)!.score.mean > probable[0]!.score.mean);
  const { nodes, edges } = treeFigure(tree);
  assert.equal(edges.length, nodes.length - 1);
  const { buckets } = await measure(gainExperiment, quick());
  const { test: part } = await corpus(emojiQuick);
  assert.equal(
    buckets.reduce((sum, { texts }) => sum + texts, 0),
    part.length,
  );
});
