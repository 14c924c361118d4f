/** Compiled functions as text, by stage: the graph as formulas, the kernels, and the WebAssembly. */
import { printProgram } from "../../compile/ir/print.ts";
import { printGraph } from "../../graph/print.ts";
import { StateError } from "../../base/errors.ts";
import { assembleOptions } from "../../runtime/options.ts";
import { assemble, formatModule } from "../../target/wasm/index.ts";
import { compiledFunction } from "../program/compile.ts";

/**
 * Returns the program that `step` ran last as text, in three parts: the graph, the kernels, and the WebAssembly code.
 *
 * Throws an ArgumentError if `step` was not returned by `compile`, and a StateError before its first call.
 */
export function show(step: unknown): string {
  const { name, latest } = compiledFunction(step, "show");
  if (latest === undefined) {
    throw new StateError(`show was given ${name}, which has not run yet`, {
      rule: "The first call determines the shapes.",
      fix: "Call it once first.",
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
