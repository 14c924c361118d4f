/** Settings that the types of systems must accept or reject. The compiler checks this file; it never runs. */
import { train } from "../../models/conduct.ts";
import type { Run } from "../../models/run.ts";
import type { Setting } from "../../models/settings.ts";
import { type Recipe, type System, defineSystem } from "../../models/system.ts";
import { system as mlp } from "../../models/mlp/system.ts";

interface ReadingRecipe extends Recipe {
  readonly epochs: number;
  readonly cut: boolean;
  readonly rates: readonly number[];
  readonly text: { readonly model: { readonly hidden: number }; readonly length?: number };
  readonly corpora: readonly { readonly name: string; readonly steps: number }[];
}

declare const rest: Omit<System<ReadingRecipe>, "settings">;
const range = { label: { en: "epochs", zh: "回合数" }, min: 1, max: 10 };
const at = <const Path extends string>(path: Path): Setting<Path> => ({ path, ...range });

export const numbers = defineSystem<ReadingRecipe>({
  ...rest,
  settings: {
    epochs: at("epochs"),
    hidden: at("text.model.hidden"),
    length: { path: "text.length", ...range },
    steps: at("corpora.*.steps"),
  },
});

defineSystem<ReadingRecipe>({
  ...rest,
  settings: {
    // @ts-expect-error: the recipe has no such number
    epoch: at("epoch"),
    // @ts-expect-error: the part is misspelled
    hidden: { path: "text.modl.hidden", ...range },
    // @ts-expect-error: the path leads to an object
    model: at("text.model"),
    // @ts-expect-error: the number is a boolean
    cut: at("cut"),
    // @ts-expect-error: candidate values are no single number
    rates: at("rates"),
    // @ts-expect-error: an element of an array is written "*"
    steps: at("corpora.steps"),
    // @ts-expect-error: bars are not settings
    bars: at("bars.*.value"),
    // @ts-expect-error: a setting has a range
    length: { path: "text.length", label: range.label },
  },
});

/** A system with a recipe of its own is any system. */
export function accepted(run: Run): System[] {
  void train(mlp, run);
  return [mlp, numbers];
}
