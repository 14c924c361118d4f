/** Settings of the process and features of its engine. */
import { ArgumentError } from "../base/errors.ts";
import { type Features, detect } from "../target/wasm/index.ts";
import { canShareMemory } from "./host.ts";

let exact = false;

/** Returns true if results have the same bits on every machine; false by default. */
export function deterministic(): boolean {
  return exact;
}

/**
 * Makes results have the same bits on every machine, at the cost of speed: programs compiled afterwards use neither
 * fused multiply-add nor Winograd's algorithm. Throws an ArgumentError if `on` is not a boolean.
 */
export function setDeterministic(on: boolean): void {
  checkSwitch("setDeterministic", on);
  exact = on;
}

let fastConvolutions = true;

/**
 * Enables Winograd's algorithm for 3x3 convolutions (Lavin and Gray, 2016) in programs compiled afterwards. It needs a
 * quarter of the multiplications, or 4/9 for small images. The error is about 2e-6 of the largest value, and about 1e-5
 * for gradients. An infinite or NaN pixel makes its whole tile of 2x2 or 4x4 results NaN, instead of only the results
 * whose windows contain it. On by default; `setDeterministic(true)` overrides it. Throws an ArgumentError if `on` is
 * not a boolean.
 */
export function setWinograd(on: boolean): void {
  checkSwitch("setWinograd", on);
  fastConvolutions = on;
}

function checkSwitch(setting: string, on: unknown): void {
  if (typeof on !== "boolean") throw new ArgumentError(`${setting}(${String(on)})`, { rule: "Pass true or false." });
}

/** Returns true if programs use Winograd's algorithm. */
export function usesWinograd(): boolean {
  return fastConvolutions && !exact;
}

/**
 * WebAssembly features available here: vectors, fused multiply-add, and memory shared with workers, which a page has
 * only if it is cross-origin isolated.
 */
export function features(): Features {
  return { ...detect(), threads: detect().threads && canShareMemory() };
}

/** Returns true if programs use fused multiply-add. */
export function usesFma(): boolean {
  return !exact && detect().relaxed;
}
