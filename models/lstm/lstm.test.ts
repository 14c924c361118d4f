/** Language models of two languages, memory of digits, generation, and gates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LSTM, type Module, type Tensor, concat, observe, parameters, random, zeros } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { gatesExperiment } from "./experiments/gates.ts";
import { readingExperiment } from "./experiments/reading.ts";
import { shareOfLines } from "./form.ts";
import { gatesLook } from "./looks/gates.ts";
import { type FixedGates, LongShortTermMemory } from "./model.ts";
import { system } from "./system.ts";

test("the quick recipe reaches its bars, and its models continue prompts in both languages", async () => {
  const run = new Run({ quick: true, seed: 1 });
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  const written = async (prompt: string, strategy: WritingRequest["strategy"]) => {
    let text = "";
    const request = { prompt, length: 40, seed: 1, strategy };
    for await (const piece of system.write!(savedBy(run), request)) text += piece;
    assert.equal(Array.from(text).length, 40, text);
    return text;
  };
  const strategies = [{ kind: "greedy" }, { kind: "sample", temperature: 0.8, topK: 20 }, { kind: "beam", width: 2 }];
  for (const strategy of strategies as WritingRequest["strategy"][]) {
    assert.match(await written("春", strategy), /^[\p{sc=Han}，。\n]+$/u);
    assert.match(await written("She ", strategy), /^[ -~\s“”‘’—]+$/u);
  }
  await assert.rejects(() => written("风起", { kind: "greedy" }), {
    name: "ArgumentError",
    message: /^the model does not know these characters of the prompt: 风\n/,
  });
  await checkLook(savedBy(run));
});

/** The look shows a text of either language, and rejects cells and characters that do not exist. */
async function checkLook(saved: SavedRun): Promise<void> {
  const look = (given: Record<string, string>) =>
    gatesLook.view(chosenInputs(gatesLook.inputs, given), async () => saved);
  const facts = await look({ text: "She was", character: "2" });
  assert.deepEqual([facts.characters.length, facts.at, facts.unknown], [7, 1, []]);
  assert.match(gatesLook.words(facts).en, /^At “h”, the forget gate of cell \d+ is 0\.\d\d open/);
  const [first, second] = await Promise.all(["1", "2"].map((cell) => look({ text: "She was", cell })));
  assert.notEqual(first!.course.unit, second!.course.unit);
  const poem = await look({ text: "春風风" });
  assert.deepEqual(poem.unknown, ["风"]);
  assert.match(gatesLook.words(poem).zh, /一律当成同一个未知字符来读：风/);
  await assert.rejects(look({ text: "She", character: "4" }), /the text has 3 characters/);
  await assert.rejects(look({ text: "She", cell: "1000" }), /the model has 128 cells/);
}

/** Returns the models and texts of a run as if they had been saved and loaded. */
function savedBy(run: Run): SavedRun {
  return {
    async load<M extends Module>(name: string, model: M): Promise<M> {
      const trained = new Map(parameters(run.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(trained.get(path)!);
      return model;
    },
    text: async (name) => run.texts.get(name)!,
  };
}

test("a poem has four lines of five or of seven characters", () => {
  const [five, seven] = ["床前明月光，", "朝辭白帝彩雲間，"].map((line) => line + line.replace("，", "。"));
  assert.equal(shareOfLines(`${five}${five}\n${seven}${seven}\n${five}${seven}\n${five}\n\n${five}`), 2 / 5);
  assert.equal(shareOfLines(five!), 0, "a text without a complete line has no poem");
});

test("the equations give the outputs of Hebb's LSTM", async () => {
  random.seed(3);
  const [inputs, hidden] = [3, 4];
  const [own, layer] = [new LongShortTermMemory(inputs, hidden), new LSTM(inputs, hidden)];
  // Hebb has the order i, f, candidate, o; the equations have f, i, o, candidate.
  const reordered = (rows: Tensor) => {
    const [f, i, o, c] = rows.chunk(4, 0) as [Tensor, Tensor, Tensor, Tensor];
    return concat([i, f, c, o]);
  };
  const [cell] = layer.cells[0]!;
  await cell!.weightIh.set(reordered(own.input.weight));
  await cell!.weightHh.set(reordered(own.recurrent.weight));
  await cell!.biasIh!.set(reordered(own.input.bias!));
  await cell!.biasHh!.set(zeros([4 * hidden]));
  const x = random.normal([2, 6, inputs]);
  const [outputs, expected] = [own.forward(x).outputs, layer.forward(x).outputs];
  assert.ok((await outputs.sub(expected).abs().max().item()) < 1e-6);
  assert.ok((await outputs.abs().max().item()) > 0.05);
});

test("a gate fixed at 1 is removed, and a forget gate fixed at 0 keeps nothing in the cell", async () => {
  random.seed(4);
  const x = random.normal([1, 5, 2]);
  const seenOf = (fixed: FixedGates) => observe(() => new LongShortTermMemory(2, 3, fixed).forward(x))[1];
  for (const [gate, short] of [
    ["forget", "f"],
    ["input", "i"],
    ["output", "o"],
  ] as const) {
    const [removed, other] = [seenOf({ [gate]: 1 }), short === "f" ? "i" : "f"];
    assert.ok(
      (await removed[short]!.array()).every((value) => value === 1),
      gate,
    );
    assert.ok(
      (await removed[other]!.array()).every((value) => value > 0 && value < 1),
      gate,
    );
  }
  const { c } = seenOf({ forget: 0 });
  // Without a past, the cell is at most the candidate.
  assert.ok((await c!.abs().max().item()) < 1);
  const kept = seenOf({ forget: 1, input: 1 })["c"]!;
  assert.ok((await kept.abs().max().item()) > 1);
});

slow("each gate is removed in turn, and cells without a forget gate grow", async () => {
  const { results, effects } = await measure(gatesExperiment, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(Object.keys(effects), ["forget", "input", "output"]);
  const size = Object.fromEntries(results.map((one) => [one.variant, one.size.mean]));
  assert.ok(size["no forget gate"]! > 2 * size["all gates"]!, JSON.stringify(size));
  assert.ok(size["closed forget gate"]! < 1);
  for (const { nats, sums } of results) assert.ok(nats.mean < 3.5 && sums.mean > 0.02);
});

slow("gates are between 0 and 1, and a cell is chosen for the position in the line", async () => {
  const { open, lasting, line, example } = await measure(readingExperiment, new Run({ quick: true, seed: 1 }));
  for (const gate of Object.values(open)) assert.ok(gate.mean > 0 && gate.mean < 1);
  assert.ok(lasting.mean >= 0 && lasting.mean <= 1 && Math.abs(line.mean) <= 1);
  for (const { cell, forget } of example.cells) {
    assert.equal(cell.length, example.characters.length);
    assert.ok(cell.every(Number.isFinite) && forget.every((value) => value >= 0 && value <= 1));
  }
});
