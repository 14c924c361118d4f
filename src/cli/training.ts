/** A training of a system: its recipe with the settings of `--set`, and its seed. */
import { type SettingValues, applySettings, changesOf, unknownSetting } from "../../models/settings.ts";
import type { Recipe, System } from "../../models/system.ts";
import { nearest } from "../base/nearest.ts";

/** A training that determines its result: the system, the recipe and the seed. */
export interface Training {
  readonly id: string;
  readonly system: System;
  readonly quick: boolean;
  readonly seed: number;
  /** Settings in which the recipe differs from the system's. */
  readonly settings: SettingValues;
  readonly recipe: Recipe;
}

export interface TrainingChoice {
  readonly quick?: boolean;
  readonly seed?: number;
  /** Values of settings by name. */
  readonly set?: SettingValues;
}

/** Returns the training of a system. Throws an ArgumentError if `set` has an unknown name or a value out of range. */
export function trainingOf(
  id: string,
  system: System,
  { quick = false, seed = 0, set = {} }: TrainingChoice,
): Training {
  const { settings = {}, recipes } = system;
  const names = Object.keys(settings);
  const wrong = Object.keys(set).find((name) => !names.includes(name));
  if (wrong !== undefined) throw unknownSetting(settings, wrong, nearest(wrong, names));
  const original = recipes[quick ? "quick" : "full"];
  const recipe = applySettings(system, original, set);
  return { id, system, quick, seed, settings: changesOf(system, original, set), recipe };
}

/** The settings as they are typed, such as "learningRate=0.01". */
export function assignments(settings: SettingValues): string[] {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}
