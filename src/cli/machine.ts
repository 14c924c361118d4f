/** The machine on which a result was measured. */
import { availableParallelism, cpus } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
  };
}
