/** The questions of the notes: their words in both languages, and the experiments that they name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "./answer.ts";
import { questions } from "./questions.ts";
import type { System } from "./system.ts";
import { checkTerms } from "./terms.ts";

test("every question and answer is correct in both languages", () => {
  const texts = questions.flatMap(({ question, answer }) => [question, answer]);
  assert.deepEqual(
    texts.flatMap((text) => [...checkText(text), ...checkTerms(text)].map((found) => `${text.en}: ${found}`)),
    [],
  );
});

test("every question names experiments that exist", async () => {
  const folder = new URL("./", import.meta.url);
  for (const { question, experiments } of questions) {
    assert.ok(experiments.length > 0, question.en);
    for (const [id, name] of experiments) {
      const { system } = (await import(new URL(`${id}/system.js`, folder).href)) as { readonly system: System };
      assert.ok(Object.hasOwn(system.experiments, name), `${id} ${name}`);
    }
  }
});
