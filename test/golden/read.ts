/** Reads the golden files, whose format is described in README.md. Tests run from the repository's root. */
import { readFileSync } from "node:fs";

export interface GoldenTensor {
  readonly dtype: "f64" | "i32";
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

export interface GoldenCase {
  readonly name: string;
  readonly operation: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
  readonly gradients: Readonly<Record<string, GoldenTensor>>;
  readonly cotangents?: Readonly<Record<string, GoldenTensor>>;
}

export function readGolden(file: string): GoldenCase[] {
  return JSON.parse(readFileSync(`test/golden/${file}`, "utf8")) as GoldenCase[];
}

export function numbersOf({ data }: GoldenTensor): number[] {
  return data.map(Number);
}
