/** A model as a table: its modules and parameters by path, with shapes and counts. */
import { formatShape, sizeOf } from "../base/shape.ts";
import { type Parameters, modulesOf, parameters } from "./module.ts";
import type { Param } from "./param.ts";

/** A line for every module and parameter of `model`, and how many elements there are in all. */
export function summary(model: Parameters): string {
  const params = parameters(model);
  const rows = [
    ...modulesOf(model).map(([path, module]) => [path || "(model)", String(module), "", ""]),
    ...params.map(rowOf),
  ];
  const count = (chosen: typeof params) => grouped(chosen.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0));
  const trainable = params.filter(([, param]) => param.trainable);
  const total = `${count(params)} parameters, ${count(trainable)} of them trainable`;
  return [...table(rows.sort(byPath(rows))), total].join("\n");
}

function rowOf([path, { shape, trainable }]: [string, Param]): string[] {
  return [path, formatShape(shape), grouped(sizeOf(shape)), trainable ? "" : "not trainable"];
}

/** Modules and parameters come in the order of the fields; each module is followed by its own parameters. */
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
