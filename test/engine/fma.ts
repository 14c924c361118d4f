/** Fused multiply-add for tests: Node 20 has it behind a flag of V8. */
import { setFlagsFromString } from "node:v8";

/** To be called before the library asks what the engine has. */
export function showRelaxedSimd(): void {
  if (Number.parseInt(process.versions.node, 10) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
