/** What a process is set to, and what its engine can do. */
import { ArgumentError } from "../base/errors.ts";
import { type Features, detect } from "../target/wasm/index.ts";
import { canShareMemory } from "./host.ts";

let exact = false;

/** Whether results must agree on every host, at the price of fused multiply-add. */
export function deterministic(): boolean {
  return exact;
}

/** For programs that are compiled from now on. */
export function setDeterministic(on: boolean): void {
  checkSwitch("setDeterministic", on);
  exact = on;
}

let fastConvolutions = true;

/**
 * Whether 3x3 convolutions may be computed by Winograd's algorithm (Lavin and Gray, 2016), in a quarter of the
 * multiplications, or 4/9 for small images, but with an error of some 2e-6 of the largest value, of gradients some 1e-5.
 * An infinite or NaN value of an image makes its whole tile of 2x2 or 4x4 results NaN, where otherwise it would reach those
 * of its windows only. On by default; programs that must agree on every host (`setDeterministic`) do without. For programs
 * that are compiled from now on.
 */
export function setWinograd(on: boolean): void {
  checkSwitch("setWinograd", on);
  fastConvolutions = on;
}

function checkSwitch(setting: string, on: unknown): void {
  if (typeof on !== "boolean")
    throw new ArgumentError(`${setting}(${String(on)})`, { rule: "It takes true or false." });
}

/** Whether programs use Winograd's algorithm. */
export function usesWinograd(): boolean {
  return fastConvolutions && !exact;
}

/** What can be used here: vectors, fused multiply-add, memory shared with workers (in pages where they are isolated only). */
export function features(): Features {
  return { ...detect(), threads: detect().threads && canShareMemory() };
}

/** Whether programs use fused multiply-add. */
export function usesFma(): boolean {
  return !exact && detect().relaxed;
}
