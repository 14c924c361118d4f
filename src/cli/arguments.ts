/** Parsers of arguments and options. Each throws an InvalidArgumentError that states the allowed values. */
import { InvalidArgumentError } from "commander";

/** Returns a parser of integers between `least` and `most`. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be an integer ${range}.`);
  };
}

/** Appends the value of an option that can be given several times. */
export const collected = (value: string, before: readonly string[]): string[] => [...before, value];

/** Adds the setting `text`, such as "learningRate=0.01", to those given before. */
export function setting(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (value.trim() === "" || !Number.isFinite(Number(value))) {
    throw new InvalidArgumentError("It must be a name and a number, such as learningRate=0.01.");
  }
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`The setting ${name} was given before.`);
  return { ...before, [name]: Number(value) };
}

/** Parses a number of at least 0. */
export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value < Infinity) return value;
  throw new InvalidArgumentError("It must be a number of at least 0.");
}

/** Parses a number greater than 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError("It must be a number greater than 0.");
}
