/** The simple recurrent network: language modeling, generation, and equality of the folded and unrolled forms. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, random } from "hebb";
import { characterVocabulary } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import type { Figure } from "../figure.ts";
import { type Cell, LanguageModel } from "../shared/language.ts";
import { Run } from "../run.ts";
import type { WritingRequest } from "../saved-run.ts";
import { writeText } from "../shared/writing.ts";
import { loopExperiment } from "./experiments/loop.ts";
import { memoryExperiment } from "./experiments/memory.ts";
import { system } from "./system.ts";

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("single steps give the logits of a forward pass, for every cell and two layers", async () => {
  for (const cell of ["SRN", "GRU", "LSTM"] satisfies Cell[]) {
    const model = new LanguageModel({ cell, tokens: 7, embedding: 3, hidden: 5, layers: 2 });
    const text = [0, 3, 6, 2, 2, 5];
    const { logits } = model.forward(Tensor.from(text, [1, text.length], "i32"));
    const whole = await logits.array();
    let state = model.start(1);
    for (const [t, token] of text.entries()) {
      const next = model.step(Tensor.from([token], [1], "i32"), state);
      state = next.state;
      const one = await next.logits.array();
      one.forEach((value, i) => assert.ok(Math.abs(value - whole[7 * t + i]!) < 1e-5, `${cell} ${t}`));
    }
  }
});

test("sampling depends on the seed, topK limits it, and greedy decoding is deterministic", async () => {
  const vocabulary = characterVocabulary("abcdef \n");
  const model = new LanguageModel({ cell: "GRU", tokens: vocabulary.size, embedding: 4, hidden: 8 });
  const written = async (strategy: WritingRequest["strategy"], seed = 1, length = 150) => {
    random.seed(seed);
    let text = "";
    for await (const piece of writeText(model, vocabulary, { prompt: "ab", length, seed, strategy })) text += piece;
    return text;
  };
  const draws = [1, 1, 2].map((seed) => written({ kind: "sample", temperature: 1 }, seed));
  const [first, again, other] = await Promise.all(draws.map(async (text) => text));
  assert.equal(first!.length, 150);
  assert.notEqual(first, other);
  const greedy = await written({ kind: "greedy" });
  assert.equal(await written({ kind: "sample", temperature: 1, topK: 1 }), greedy);
  assert.equal(await written({ kind: "sample", temperature: 1e-4 }), greedy);
  assert.equal(await written({ kind: "beam", width: 1 }, 1, 20), greedy.slice(0, 20));
  assert.equal(again!.length, first!.length);
});

test("folded and unrolled networks are the same function, and only the unrolled graph grows", async () => {
  const facts = await measure(loopExperiment, new Run({ quick: true }));
  const { comparisons, forms } = facts;
  const [short, long] = comparisons;
  assert.equal(forms, "equal");
  assert.equal(short!.operations.folded, long!.operations.folded);
  assert.ok(long!.operations.unrolled > 2 * short!.operations.unrolled);
  checkLoop(loopExperiment.figure(facts));
});

/** The folded network leads from the input over the loop to the output, and back from the state to the state before. */
function checkLoop(figure: Figure): void {
  assert.equal(figure.kind, "panels");
  const graph = figure.panels[0]!;
  assert.equal(graph.kind, "graph");
  const labelOf = (id: string): string => {
    const { label } = graph.nodes.find((node) => node.id === id)!;
    return typeof label === "string" ? label : label.en;
  };
  const edges = graph.edges.map(({ from, to }) => `${labelOf(from)} → ${labelOf(to)}`);
  for (const edge of ["xₜ → W x + b", "W x + b → +", "U hₜ₋₁ → +", "+ → f", "f → hₜ", "hₜ → yₜ", "hₜ → hₜ₋₁"]) {
    assert.ok(edges.includes(edge), `${edge} of ${edges.join(", ")}`);
  }
}

slow("the simple network's accuracy of sums decreases with the number of digits", async () => {
  const { curves } = await measure(memoryExperiment, new Run({ quick: true, seed: 1 }));
  const [few, more] = curves[0]!.accuracy.map(({ mean }) => mean);
  assert.ok(few! > 0.8 && more! < few! - 0.1, `${few}, ${more}`);
});
