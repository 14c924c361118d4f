/**
 * Settings: the numbers of a recipe that a reader may change, by `hebb train --set`, by a control on a page, or in a
 * sweep.
 */
import { ArgumentError } from "hebb";
import type { Text } from "./language.ts";

/** A number of a recipe, its label and its range. */
export interface Setting<Path extends string = string> {
  /** Dotted path in the recipe, such as "text.model.hidden". The part "*" is every element of an array. */
  readonly path: Path;
  /** A short phrase, such as "learning rate", without a period. */
  readonly label: Text;
  readonly min: number;
  readonly max: number;
  /** Scale of a control. Default "linear". */
  readonly scale?: "linear" | "log";
  /** Accepts integers only. Default false. */
  readonly integer?: boolean;
}

/** Settings by name. */
export type Settings<Path extends string = string> = Readonly<Record<string, Setting<Path>>>;

/** Values by the name of the setting. */
export type SettingValues = Readonly<Record<string, number>>;

/** Dotted paths to the numbers in `T`; "*" is every element of an array of objects. */
export type NumberPath<T> = T extends object
  ? { readonly [Key in keyof T & string]-?: PathFrom<Key, NonNullable<T[Key]>> }[keyof T & string]
  : never;

type PathFrom<Key extends string, Value> = Value extends number
  ? Key
  : Value extends readonly (infer Element)[]
    ? `${Key}.*.${NumberPath<Element>}`
    : `${Key}.${NumberPath<Value>}`;

/** Returns the numbers of a setting in `recipe`: one, or one for each element if the path contains "*". */
export function numbersOf(recipe: object, { path }: Setting): number[] {
  const numbers: number[] = [];
  replaced(recipe, path.split("."), path, (value) => {
    numbers.push(value);
    return value;
  });
  return numbers;
}

/**
 * Returns a copy of `recipe` with these values. Throws an ArgumentError if the system has no such setting, or if a
 * value is out of its range.
 */
export function applySettings<R extends object>(
  { settings = {} }: { readonly settings?: Settings },
  recipe: R,
  values: SettingValues,
): R {
  let changed = recipe;
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(settings, name)) throw unknownSetting(settings, name);
    const setting = settings[name]!;
    checkValue(name, setting, value);
    changed = replaced(changed, setting.path.split("."), setting.path, () => value) as R;
  }
  return changed;
}

/** Returns those of `values` that differ from the recipe's. */
export function changesOf(
  { settings = {} }: { readonly settings?: Settings },
  recipe: object,
  values: SettingValues,
): SettingValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => numbersOf(recipe, settings[name]!).some((own) => own !== value)),
  );
}

/** Returns the error for a name that is not a setting. `near` is a similar name. */
export function unknownSetting(settings: Settings, name: string, near?: string): ArgumentError {
  const known = Object.entries(settings).map(([own, setting]) => `${own} (${rangeOf(setting)})`);
  return new ArgumentError(`unknown setting ${name}`, {
    rule: known.length > 0 ? `Settings: ${known.join(", ")}.` : "This system has no settings.",
    fix: near && `Did you mean ${near}?`,
  });
}

/** The range of a setting: "1 to 100". */
export function rangeOf({ min, max }: Setting): string {
  return `${min} to ${max}`;
}

function checkValue(name: string, setting: Setting, value: number): void {
  const { min, max, integer = false } = setting;
  // A comparison with NaN is false.
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return;
  throw new ArgumentError(`the setting ${name} was given ${value}`, {
    rule: `${name} must be ${integer ? "an integer" : "a number"} from ${rangeOf(setting)}.`,
  });
}

/** Returns a copy of `value` in which `change` replaced the numbers at the end of the path, whose first part is `key`. */
function replaced(
  value: unknown,
  [key, ...rest]: readonly string[],
  path: string,
  change: (value: number) => number,
): unknown {
  if (key === undefined && typeof value === "number") return change(value);
  if (key === "*" && Array.isArray(value)) return value.map((element) => replaced(element, rest, path, change));
  if (key !== undefined && typeof value === "object" && value !== null && Object.hasOwn(value, key)) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    return { ...value, [key]: replaced(inner, rest, path, change) };
  }
  throw new ArgumentError(`the path ${path} of a setting leads to no number of the recipe`, {
    fix: "Correct the path in the system's `settings`, or add the number to both recipes.",
  });
}
