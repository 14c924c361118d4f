/** `hebb show`: prints the compilation stages of the functions compiled by a file or a system. */
import { printSteps } from "../../compile/ir/print.ts";
import { printGraph } from "../../graph/print.ts";
import { assembleOptions } from "../../runtime/options.ts";
import { assemble, formatModule } from "../../target/wasm/index.ts";
import type { Compilation } from "../../tensor/inspect/watch.ts";
import { type SubjectOptions, nameOf, watchSubject } from "../subject.ts";
import { widthOf } from "../terminal/width.ts";
import { typed } from "../typed.ts";
import { printFused } from "./fused.ts";
import { printMemory } from "./memory.ts";
import type { ShowStage } from "./stages.ts";
import { summaryOf } from "./summary.ts";

export interface ShowOptions extends SubjectOptions {
  /** Stage to print in full. Default: a summary of all stages. */
  readonly stage?: ShowStage;
}

const printers: Readonly<Record<ShowStage, (compilation: Compilation) => string>> = {
  graph: ({ step }) => printGraph(step.graph),
  fused: ({ record }) => printFused(record.fusions),
  kernels: ({ step }) => printSteps(step.runner.program).slice(1).join("\n"),
  memory: ({ step }) => printMemory(step.runner.program, step.graph),
  wasm: ({ step }) =>
    formatModule(assemble(step.runner.program, { ...assembleOptions(), listing: true }).module).trimEnd(),
};

export async function show(name: string, options: ShowOptions): Promise<void> {
  const { stage } = options;
  // The title must be a comment in the text format of WebAssembly.
  const mark = stage === "wasm" ? ";; " : "";
  let isFirst = true;
  const hint = `\nNext: ${typed()} show ${[name, ...(options.quick ? ["--quick"] : [])].join(" ")} --stage kernels`;
  await watchSubject(name, options, (compilation, stop) => {
    const text = stage ? printers[stage](compilation) : summaryOf(compilation, widthOf(process.stdout));
    process.stdout.write(`${isFirst ? "" : "\n"}${mark}${titleOf(compilation, name)}\n\n${text}\n`);
    if (isFirst && !stage) process.once("exit", () => process.stdout.write(`${hint}\n`));
    isFirst = false;
    stop();
  });
}

function titleOf({ compiled, step: { training, assigned } }: Compilation, subject: string): string {
  return `${nameOf(compiled, subject)}: ${training ? "training step" : assigned.length > 0 ? "state update" : "computation"}`;
}
