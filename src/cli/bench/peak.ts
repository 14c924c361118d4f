/** What this machine can do at best, to judge kernels by: multiply-adds in registers, and copies in memory. */
import { ModuleBuilder } from "../../target/wasm/assembler/index.ts";
import { fmaPeak, peakFlopsPerIteration } from "../../target/wasm/gemm/index.ts";
import { usesFma } from "../../runtime/index.ts";

// Short calls: one that begins in baseline code stays in it to its end.
const iterations = 20_000;

/** Measures GFLOP/s of one thread, in samples spread over a run, as the speed of a machine changes from moment to moment. */
export class Peak {
  readonly #run: (iterations: number, factor: number) => number;
  readonly #samples: number[] = [];

  constructor() {
    const module = new ModuleBuilder();
    module.export("peak", fmaPeak(module, usesFma()));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
    this.#run = instance.exports["peak"] as (iterations: number, factor: number) => number;
    // The optimizing compiler takes its time.
    this.#best(100);
  }

  sample(): void {
    this.#samples.push(this.#best(20));
  }

  /** The median of the samples. */
  get gflops(): number {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }

  /** The best of the calls within so many milliseconds. */
  #best(milliseconds: number): number {
    const end = performance.now() + milliseconds;
    let least = Infinity;
    for (let start = performance.now(); start < end;) {
      this.#run(iterations, 0.5);
      const after = performance.now();
      least = Math.min(least, after - start);
      start = after;
    }
    return (iterations * peakFlopsPerIteration) / (least * 1e6);
  }
}

/** GB/s of a copy that no cache holds: what is read and what is written. */
export function copyBandwidth(): number {
  const bytes = 64 * 2 ** 20;
  const source = new Uint8Array(bytes).fill(1);
  const target = new Uint8Array(bytes);
  let least = Infinity;
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    target.set(source);
    least = Math.min(least, performance.now() - start);
  }
  return (2 * bytes) / (least * 1e6);
}
