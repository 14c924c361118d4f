/** Workloads: functions to compile and their data. bench/README.md defines them. */
import { adam } from "../../optim/index.ts";
import { type Module, type Tensor, compile } from "../../tensor/index.ts";

/** One compiled function with its data. */
export interface Case {
  readonly name: string;
  readonly step: (...args: Tensor[]) => Tensor;
  /** Arguments of the step, used in turn. */
  readonly batches: readonly (readonly Tensor[])[];
  /** Model that the step trains. */
  readonly model?: Module;
  /** Floating-point operations, bytes or tokens of a step, if the speed is measured in them. */
  readonly work?: number;
}

/** A workload: training steps that return a loss, or products and elementwise functions without one. */
export interface Workload {
  readonly summary: string;
  readonly kind: "training" | "products" | "maps";
  /** Default sequence length, for workloads with a variable one. */
  readonly length?: number;
  readonly cases: (length?: number) => Iterable<Case> | AsyncIterable<Case>;
  /** Steps that decode tokens with the same model, for language models with a cache. */
  readonly decoding?: () => AsyncIterable<Case>;
}

const poolSize = 32;

/** A pool of batches. With a single batch, the model would memorize it and the gradients would vanish. */
function pool(batch: () => readonly Tensor[]): (readonly Tensor[])[] {
  return Array.from({ length: poolSize }, batch);
}

/** Training with Adam on the loss `lossOf`, over a pool of batches drawn by `batch`. */
export function trainingOf(
  name: string,
  model: Module,
  lossOf: (...batch: Tensor[]) => Tensor,
  batch: () => readonly Tensor[],
): Case {
  const optimizer = adam(model, { learningRate: 1e-3 });
  return {
    name,
    model,
    step: compile((...args: Tensor[]) => optimizer.minimize(lossOf(...args))),
    batches: pool(batch),
  };
}
