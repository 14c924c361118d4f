/** Peak benchmark: multiply-adds on registers only. The speed of matrix kernels is compared with it. */
import type { FunctionBuilder, ModuleBuilder } from "../assembler/index.ts";

/** Number of independent chains: enough to hide the latency of two units, but few enough that V8 11 does not spill. */
const chains = 12;

/** Floating-point operations per iteration of `fmaPeak`'s function. */
export const peakFlopsPerIteration = chains * 4 * 2;

/**
 * `(iterations: i32, factor: f32) -> f32`: runs 12 vector multiply-adds per iteration, or 12 pairs of multiplication
 * and addition without FMA. `factor` must be between 0 and 1 to keep the numbers finite.
 */
export function fmaPeak(module: ModuleBuilder, fma: boolean): FunctionBuilder {
  const f = module.function(fma ? "peak_fma" : "peak", ["f32"]);
  const iterations = f.param("i32", "iterations");
  const factor = f.param("f32", "factor");
  const x = f.local("v128", "x");
  f.get(factor).emit("f32x4.splat").set(x);
  const sums = Array.from({ length: chains }, (_, i) => f.local("v128", `sum${i}`));
  sums.forEach((sum, i) => f.f32x4(i + 1).set(sum));
  f.while(
    () => f.get(iterations),
    () => {
      for (const sum of sums) {
        if (fma) f.get(x).get(x).get(sum).emit("f32x4.relaxed_madd").set(sum);
        else f.get(sum).get(x).emit("f32x4.mul").get(x).emit("f32x4.add").set(sum);
      }
      f.increment(iterations, -1);
    },
  );
  f.f32x4(0);
  for (const sum of sums) f.get(sum).emit("f32x4.add");
  return f.emit("f32x4.extract_lane", 0);
}
