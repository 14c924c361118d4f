/** Language models of two languages, memory of digits, generation, and gates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Module } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { shareOfLines } from "./form.ts";
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
});

/** Returns the models and texts of a run as if they had been saved and loaded. */
function savedBy(run: Run): SavedRun {
  return {
    load: async <M extends Module>(name: string) => run.models.get(name) as M,
    text: async (name) => run.texts.get(name)!,
  };
}

test("a poem has four lines of five or of seven characters", () => {
  const [five, seven] = ["床前明月光，", "朝辭白帝彩雲間，"].map((line) => line + line.replace("，", "。"));
  assert.equal(shareOfLines(`${five}${five}\n${seven}${seven}\n${five}${seven}\n${five}\n\n${five}`), 2 / 5);
  assert.equal(shareOfLines(five!), 0, "a text without a complete line has no poem");
});

slow("gates are between 0 and 1, and all three are drawn with the cell", async () => {
  const { answer, table, figure } = await findingOf(system.experiments["gates"]!, new Run({ quick: true, seed: 1 }));
  assert.equal(table.rows.length, 3);
  for (const [gate, mean, open, closed] of table.rows) {
    assert.ok(Number(mean) > 0 && Number(mean) < 1, `${gate}: ${mean}`);
    assert.ok(Number(open) + Number(closed) <= 1);
  }
  assert.ok(figure.kind === "panels" && figure.panels.length === 4);
  const [, cell, correlation] = /cell (\d+), whose value has a correlation of (-?[01]\.\d\d)/.exec(answer)!;
  assert.ok(Math.abs(Number(correlation)) > 0.05 && Math.abs(Number(correlation)) <= 1, correlation);
  assert.ok(figure.panels.every((panel) => panel.kind === "heatmap" && panel.rows.names![0] === cell));
});
