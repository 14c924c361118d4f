/** Watches which programs compiled functions make: for tools that show what somebody else's code compiles. */
import { type CompiledFunction, addWatcher } from "../program/compile.ts";
import type { Step } from "../program/step.ts";
import { StageRecord } from "./stages.ts";

export interface Compilation {
  readonly compiled: CompiledFunction;
  /** Those of the call that the program was made for. */
  readonly args: readonly unknown[];
  readonly step: Step;
  readonly record: StageRecord;
}

/** From now on calls `told` for each program, when it has been made and before it runs. */
export function watchCompilations(told: (compilation: Compilation) => void): void {
  addWatcher(({ compiled, args, stages }, make) => {
    const record = new StageRecord();
    const step = make((...ended) => {
      record.listen(...ended);
      stages?.(...ended);
    });
    told({ compiled, args, step, record });
    return step;
  });
}
