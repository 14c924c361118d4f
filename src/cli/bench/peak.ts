/** The peak performance of this machine: multiply-adds in registers, and copies in memory. */
import { ModuleBuilder } from "../../target/wasm/assembler/index.ts";
import { fmaPeak, peakFlopsPerIteration } from "../../target/wasm/gemm/index.ts";
import { usesFma } from "../../runtime/index.ts";

// Calls are short, because a call that starts in baseline code never switches to optimized code.
const iterations = 20_000;

/** Measures the GFLOP/s of one thread, in samples spread over a run because the speed of a machine varies. */
export class Peak {
  readonly #run: (iterations: number, factor: number) => number;
  readonly #samples: number[] = [];

  constructor() {
    const module = new ModuleBuilder();
    module.export("peak", fmaPeak(module, usesFma()));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
    this.#run = instance.exports["peak"] as (iterations: number, factor: number) => number;
    // Warm-up for V8's optimizing compiler.
    this.#best(100);
  }

  sample(): void {
    this.#samples.push(this.#best(20));
  }

  /** Median of the samples. */
  get gflops(): number {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }

  /** Performance of the fastest call within this number of milliseconds. */
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

/** Memory bandwidth in GB/s, measured by a copy larger than the caches. Counts reads and writes. */
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
