/** A model as a table: its modules and parameters by path, with shapes and element counts. */
import { ArgumentError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { formatShape, sizeOf } from "../../base/shape.ts";
import { zeros } from "../value/functions.ts";
import { Module, type Parameters, modulesOf, parameters } from "../module/module.ts";
import { describe } from "../value/operand.ts";
import type { Param } from "../module/param.ts";
import { Tensor } from "../value/tensor.ts";
import { trace } from "../source/trace.ts";

/**
 * Returns a table with one line for every module and parameter of `model`, and the total number of parameter elements.
 * With `inputs` for `forward`, tensors or shapes, it also shows the result shape of each module. Nothing is computed.
 *
 * Throws an ArgumentError if `inputs` are given and `model` is not a module.
 */
export function summary(model: Parameters, ...inputs: readonly (Tensor | Shape)[]): string {
  const params = parameters(model);
  const results = inputs.length > 0 ? resultsOf(model, inputs) : new Map<object, Shape>();
  const modules = modulesOf(model).map(([path, module]) => {
    const result = results.get(module);
    return [path || "(model)", `${String(module)}${result ? ` -> ${formatShape(result)}` : ""}`, "", ""];
  });
  const rows = [...modules, ...params.map(rowOf)];
  const count = (chosen: typeof params) => grouped(chosen.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0));
  const trainable = params.filter(([, param]) => param.trainable);
  const total = `${count(params)} parameters, ${count(trainable)} of them trainable`;
  return [...table(rows.sort(byPath(rows))), total].join("\n");
}

/** Returns the result shapes of the modules. For a module that runs several times, it is the last one. */
function resultsOf(model: Parameters, inputs: readonly (Tensor | Shape)[]): ReadonlyMap<object, Shape> {
  if (!(model instanceof Module)) {
    throw new ArgumentError(`summary was given inputs for ${describe(model)}`, {
      rule: "Only modules have a forward.",
    });
  }
  const tensors = inputs.map((input) => (input instanceof Tensor ? input : zeros(input)));
  return trace(({ results }) => {
    (model.forward as (...values: Tensor[]) => unknown)(...tensors);
    return results;
  });
}

function rowOf([path, { shape, trainable }]: [string, Param]): string[] {
  return [path, formatShape(shape), grouped(sizeOf(shape)), trainable ? "" : "not trainable"];
}

/** Sorts modules and parameters in the order of the fields. A module is followed by its own parameters. */
function byPath(rows: readonly string[][]): (a: readonly string[], b: readonly string[]) => number {
  const order = new Map(rows.map(([path], i) => [path, i]));
  const positionOf = (row: readonly string[]) => order.get(row[0])!;
  const moduleOf = (row: readonly string[]) => {
    const path = row[0]!.split(".").slice(0, -1).join(".") || "(model)";
    return row[2] === "" ? positionOf(row) : (order.get(path) ?? positionOf(row));
  };
  return (a, b) => moduleOf(a) - moduleOf(b) || positionOf(a) - positionOf(b);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(0, ...rows.map((row) => row[column]!.length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return rows.map(([a, b, c, d]) => `${a!.padEnd(first)}  ${b!.padEnd(second)}  ${c!.padStart(third)}  ${d}`.trimEnd());
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
