/** What a process is set to, and what its engine can do. */
import { type Features, detect } from "../target/wasm/index.ts";

let exact = false;

/** Whether results must agree on every host, at the price of fused multiply-add. */
export function deterministic(): boolean {
  return exact;
}

/** For programs that are compiled from now on. */
export function setDeterministic(on: boolean): void {
  exact = on;
}

/** What the engine can do: vectors, fused multiply-add, shared memory. */
export function features(): Features {
  return detect();
}

/** Whether programs use fused multiply-add. */
export function usesFma(): boolean {
  return !exact && detect().relaxed;
}
