/** Settings lead to numbers of both recipes, and values are checked before they are applied. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ArgumentError } from "hebb";
import { type Settings, applySettings, changesOf, numbersOf } from "./settings.ts";
import type { System } from "./system.ts";

const folder = new URL("./", import.meta.url);
/** Listed from the sources, because build/ may contain systems that were deleted. */
const sources = new URL("../../models/", folder);
const ids = readdirSync(sources).filter((id) => existsSync(new URL(`${id}/system.ts`, sources)));

for (const id of ids) {
  test(`the settings of ${id} lead to numbers in their ranges, in both recipes`, async () => {
    const { system } = (await import(new URL(`${id}/system.js`, folder).href)) as { readonly system: System };
    const { settings = {}, recipes } = system;
    assert.ok(Object.keys(settings).length >= 3, "a student has something to turn");
    const paths = Object.values(settings).map(({ path }) => path);
    assert.equal(new Set(paths).size, paths.length, "two settings have the same path");
    for (const [name, setting] of Object.entries(settings)) {
      assert.match(name, /^[a-z][A-Za-z0-9]*$/);
      assert.ok(setting.scale !== "log" || setting.min > 0, `the log scale of ${name} starts above 0`);
      for (const recipe of [recipes.full, recipes.quick]) {
        const numbers = numbersOf(recipe, setting);
        assert.ok(numbers.length > 0);
        for (const value of numbers) {
          // The check of ranges accepts the value, which changes nothing.
          assert.deepEqual(numbersOf(applySettings(system, recipe, { [name]: value }), setting)[0], value);
        }
        const { bars } = applySettings(system, recipe, { [name]: setting.max });
        assert.equal(bars, recipe.bars, "bars are those of the unchanged recipe");
      }
    }
  });
}

const label = { en: "number", zh: "数" };
const settings: Settings = {
  rate: { path: "rate", label, min: 0.001, max: 1 },
  hidden: { path: "text.model.hidden", label, min: 1, max: 64, integer: true },
  steps: { path: "corpora.*.steps", label, min: 1, max: 1000, integer: true },
};
const recipe = {
  rate: 0.1,
  text: { model: { hidden: 8, cell: "SRN" }, length: 5 },
  corpora: [
    { name: "a", steps: 10 },
    { name: "b", steps: 20 },
  ],
};

test("values replace numbers in a copy of the recipe", () => {
  const before = structuredClone(recipe);
  const changed = applySettings({ settings }, recipe, { rate: 0.5, hidden: 16, steps: 7 });
  assert.deepEqual(changed, {
    rate: 0.5,
    text: { model: { hidden: 16, cell: "SRN" }, length: 5 },
    corpora: [
      { name: "a", steps: 7 },
      { name: "b", steps: 7 },
    ],
  });
  assert.deepEqual(recipe, before, "the recipe itself is unchanged");
  assert.equal(applySettings({ settings }, recipe, {}), recipe);
  assert.deepEqual(numbersOf(recipe, settings["steps"]!), [10, 20]);
});

test("a value equal to the recipe's is no change", () => {
  assert.deepEqual(changesOf({ settings }, recipe, { rate: 0.1, hidden: 8 }), {});
  assert.deepEqual(changesOf({ settings }, recipe, { rate: 0.2, hidden: 8, steps: 10 }), { rate: 0.2, steps: 10 });
});

test("unknown settings and values out of range are refused", () => {
  const refused: [Record<string, number>, RegExp][] = [
    [
      { rat: 1 },
      /^unknown setting rat\n {2}Settings: rate \(0\.001 to 1\), hidden \(1 to 64\), steps \(1 to 1000\)\.$/,
    ],
    [{ toString: 1 }, /^unknown setting toString/],
    [{ rate: 2 }, /^the setting rate was given 2\n {2}rate must be a number from 0\.001 to 1\.$/],
    [{ rate: Number.NaN }, /^the setting rate was given NaN/],
    [{ hidden: 2.5 }, /^the setting hidden was given 2\.5\n {2}hidden must be an integer from 1 to 64\.$/],
    [{ hidden: 0 }, /must be an integer from 1 to 64/],
  ];
  for (const [values, message] of refused) {
    assert.throws(
      () => applySettings({ settings }, recipe, values),
      (error) => error instanceof ArgumentError && message.test(error.message),
    );
  }
  assert.throws(() => applySettings({}, recipe, { rate: 0.5 }), /This system has no settings\./);
});

test("a path that leads to no number is an error of the system", () => {
  for (const path of [
    "learningRate",
    "text.model",
    "text.model.cell",
    "rate.value",
    "corpora.steps",
    "text.*.hidden",
  ]) {
    const lost: Settings = { lost: { path, label, min: 0, max: 1 } };
    assert.throws(
      () => applySettings({ settings: lost }, recipe, { lost: 1 }),
      /leads to no number of the recipe/,
      path,
    );
  }
});
