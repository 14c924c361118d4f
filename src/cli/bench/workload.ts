/** What a workload is: functions to compile, and the data that they are called with. Defined as in bench/README.md. */
import { adam } from "../../optim/index.ts";
import { type Module, type Tensor, compile } from "../../tensor/index.ts";

/** One compiled function. */
export interface Case {
  readonly name: string;
  readonly step: (...args: Tensor[]) => Tensor;
  /** Arguments, taken in turn. */
  readonly batches: readonly (readonly Tensor[])[];
  /** What has the parameters that it trains. */
  readonly model?: Module;
  /** Operations or bytes of a step, where speed is counted in them. */
  readonly work?: number;
}

/** Steps that read a loss back ("training"), or products and maps of which only the time counts. */
export interface Workload {
  readonly summary: string;
  readonly kind: "training" | "products" | "maps";
  /** Of its sequences, where another may be chosen. */
  readonly length?: number;
  readonly cases: (length?: number) => Iterable<Case> | AsyncIterable<Case>;
}

const poolSize = 32;

/** One batch alone would be memorized, and its gradients vanish. */
function pool(batch: () => readonly Tensor[]): (readonly Tensor[])[] {
  return Array.from({ length: poolSize }, batch);
}

/** Steps of Adam that lower the loss `lossOf` a batch, over a pool of what `batch` draws. */
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
