/** Watches the programs that compiled functions make, for tools that inspect other people's code. */
import { type CompiledFunction, addWatcher } from "../program/compile.ts";
import type { Step } from "../program/step.ts";
import { StageRecord } from "./stages.ts";

/** A completed compilation. */
export interface Compilation {
  readonly compiled: CompiledFunction;
  /** Arguments of the call that needed the program. */
  readonly args: readonly unknown[];
  readonly step: Step;
  readonly record: StageRecord;
}

/** Registers `onCompilation`, which is called for every program after compilation and before its first run. */
export function watchCompilations(onCompilation: (compilation: Compilation) => void): void {
  addWatcher(({ compiled, args, stages }, make) => {
    const record = new StageRecord();
    const step = make((...ended) => {
      record.listen(...ended);
      stages?.(...ended);
    });
    onCompilation({ compiled, args, step, record });
    return step;
  });
}
