/** Compiled functions as text, stage by stage: the graph as formulas, the kernels, the WebAssembly. */
import { printProgram } from "../../compile/ir/print.ts";
import { printGraph } from "../../graph/print.ts";
import { StateError } from "../../base/errors.ts";
import { assembleOptions } from "../../runtime/options.ts";
import { assemble, formatModule } from "../../target/wasm/index.ts";
import { compiledFunction } from "../program/compile.ts";

/** What the program that `step` ran last looks like at each stage. Throws a StateError before the first call. */
export function show(step: unknown): string {
  const { name, latest } = compiledFunction(step, "show");
  if (latest === undefined) {
    throw new StateError(`show was given ${name}, which has not run yet`, {
      rule: "Shapes are known from the first call on.",
      fix: "Call it once before.",
    });
  }
  const { graph, program } = latest.runner;
  const { module } = assemble(program, { ...assembleOptions(), listing: true });
  return [
    `== graph ==\n${printGraph(graph)}\n`,
    `== program ==\n${printProgram(program)}`,
    `== WebAssembly ==\n${formatModule(module)}`,
  ].join("\n");
}
