/** Fused multiply-add for tests, which Node 20 enables only by a V8 flag. */
import { setFlagsFromString } from "node:v8";

/** Enables relaxed SIMD on Node 20. Must be called before the library detects the engine's features. */
export function showRelaxedSimd(): void {
  if (Number.parseInt(process.versions.node, 10) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
