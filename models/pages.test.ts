/** Checks of explanations and looks: their texts in both languages, the excerpts of code, and the commands to try. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { checkSentences, checkText } from "./answer.ts";
import type { Change, Comparison, Excerpt, Page } from "./page.ts";
import type { System } from "./system.ts";
import { checkTerms } from "./terms.ts";
import type { Text } from "./text.ts";

const folder = new URL("./", import.meta.url);
const repository = new URL("../../", folder);
/** Listed from the sources, because build/ may contain systems that were deleted. */
const ids = readdirSync(new URL("models/", repository)).filter((id) =>
  existsSync(new URL(`models/${id}/page.ts`, repository)),
);

const systemOf = async (id: string): Promise<System> =>
  ((await import(new URL(`${id}/system.js`, folder).href)) as { readonly system: System }).system;

/** Returns a message for each text of an explanation that breaks a rule. */
function checkPage(page: Page): string[] {
  const { section, asked, short, comparison, derivation, predictions, changes, exercise, caution } = page;
  const sentences: readonly Text[] = [
    asked,
    short,
    caution,
    ...(comparison ? [comparison.question] : []),
    ...derivation.map(({ text }) => text),
    ...predictions.flatMap((one) => ["answer" in one ? [one.question, one.answer] : [one.question]].flat()),
    ...changes.map(({ text }) => text),
    exercise.question,
    exercise.answer,
  ];
  return [
    ...checkText(section),
    ...(comparison ? checkComparison(comparison) : []),
    ...sentences.flatMap((text) => [...checkSentences(text), ...checkTerms(text)].map((one) => `${one} in ${text.en}`)),
    ...(derivation.length <= 5 ? [] : ["a derivation has at most five lines"]),
  ];
}

function checkComparison({ columns, rows }: Comparison): string[] {
  return [
    ...[columns, ...rows].flat().flatMap((cell) => [...checkText(cell), ...checkTerms(cell)]),
    ...rows.filter(({ length }) => length !== columns.length).map(([first]) => `cells are missing beside ${first?.en}`),
  ];
}

const withoutSpaces = (text: string) => text.replace(/\s+/g, "");

/** Returns true if the lines are in the file, whatever its indentation. */
const isFound = ({ file, lines }: Excerpt): boolean =>
  withoutSpaces(readFileSync(new URL(file, repository), "utf8")).includes(withoutSpaces(lines));

/** Returns a message if a command names a system, an experiment, a look or a setting that does not exist. */
async function checkCommand({ command }: Change): Promise<string[]> {
  const [verb, subject = "", name = ""] = command.split(" ");
  const system = await systemOf(subject.replace(/^runs\//, ""));
  const assigned = Array.from(command.matchAll(/--set "?(\w+)=/g), ([, setting]) => setting!);
  const known = (table: object | undefined, key: string, kind: string) =>
    Object.hasOwn(table ?? {}, key) ? [] : [`${command}: there is no ${kind} ${key}`];
  switch (verb) {
    case "train":
      return assigned.flatMap((setting) => known(system.settings, setting, "setting"));
    case "experiment":
      return known(system.experiments, name, "experiment");
    case "look":
      return [
        ...known(system.looks, name, "look"),
        ...assigned.flatMap((input) => known(system.looks[name]?.inputs, input, "input")),
      ];
    case "sample":
      return system.write === undefined ? [`${command}: the system does not generate text`] : [];
    default:
      return [`${command}: unknown command`];
  }
}

test("there are explanations to check", () => {
  assert.ok(ids.length >= 3, ids.join(", "));
});

for (const id of ids) {
  test(`the explanation of ${id} has correct texts, code that exists, and commands that work`, async () => {
    const { page, experiments } = await systemOf(id);
    assert.ok(page, "system.ts does not have the page");
    assert.deepEqual(checkPage(page), []);
    for (const { code } of page.derivation) assert.ok(code === undefined || isFound(code), code?.lines);
    for (const one of page.predictions) assert.ok("answer" in one || Object.hasOwn(experiments, one.experiment));
    assert.deepEqual((await Promise.all(page.changes.map(checkCommand))).flat(), []);
  });

  test(`the looks of ${id} have correct texts`, async () => {
    const { looks } = await systemOf(id);
    for (const { question, inputs } of Object.values(looks)) {
      assert.deepEqual([...checkText(question), ...checkTerms(question)], []);
      for (const { label } of Object.values(inputs)) assert.deepEqual(checkText(label), []);
    }
  });
}

test("an excerpt that is not in its file is found", () => {
  const file = "models/rnn/system.ts";
  assert.ok(isFound({ file, lines: "import { page }\n   from" }));
  assert.ok(!isFound({ file, lines: "import { pages } from" }));
});
