/** Watches which programs compiled functions make: for tools that show what somebody else's code compiles. */
import { CompiledFunction } from "../program/compile.ts";
import type { Step } from "../program/step.ts";
import { StageRecord } from "./stages.ts";

export interface Compilation {
  readonly compiled: CompiledFunction;
  /** Those of the call that the program was made for. */
  readonly args: readonly unknown[];
  readonly step: Step;
  readonly record: StageRecord;
}

/**
 * From now on calls `told` for each program, when it has been made and before it runs. Takes the place of a method, so
 * that pages, which nobody watches, download nothing for it.
 */
export function watchCompilations(told: (compilation: Compilation) => void): void {
  const { prototype } = CompiledFunction;
  const stepFor = Object.getOwnPropertyDescriptor(prototype, "stepFor")!.value as CompiledFunction["stepFor"];
  prototype.stepFor = function (this: CompiledFunction, args, stages) {
    const record = new StageRecord();
    const step = stepFor.call(this, args, (...ended) => {
      record.listen(...ended);
      stages?.(...ended);
    });
    if (!record.isEmpty) told({ compiled: this, args, step, record });
    return step;
  };
}
