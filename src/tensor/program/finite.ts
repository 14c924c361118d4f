/**
 * Finds the first operation that produced NaN or infinity: the reference recomputes the step, and the values are traced
 * back.
 */
import { operandOf } from "../../base/build.ts";
import { NumericError } from "../../base/errors.ts";
import { isFloat } from "../../base/dtype.ts";
import { type Graph, rootsOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { evaluate } from "../../reference/evaluate.ts";
import { graphOf, turnsOf } from "../../reference/loops.ts";
import type { Check } from "./check.ts";

type Values = ReadonlyMap<Node, ArrayLike<number>>;

/**
 * A check for `compile(fn, { check: finite })`: a run that returns or assigns NaN or infinity fails with a
 * NumericError, which names the first operation that produced it and its source line. Failed runs change no state.
 * Slows down every run; for debugging.
 */
export const finite: Check = (graph, inputs, results, training) =>
  results.every(isFinite) ? null : explainNonFinite(graph, inputs, training);

function isFinite(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/** Returns the error for a non-finite result of `graph`, given the values of its inputs. */
function explainNonFinite(graph: Graph, inputs: Values, training: boolean): NumericError {
  const { values } = evaluate(graph, inputs, { training });
  const root = rootsOf(graph).find((node) => isFloat(node.dtype) && !isFinite(values.get(node)!));
  if (root === undefined) {
    return new NumericError("the program produced NaN or infinity, but the reference did not", {
      rule: "This is a compiler bug, or a value close to the largest f32.",
      fix: "bisect(step, ...args) names the first operation that differs.",
    });
  }
  return explain(culprit(root, values), values, training);
}

/** Returns the error for `node`, which is NaN or infinite although its inputs do not explain it. */
function explain(node: Node, values: Values, training: boolean, turn = ""): NumericError {
  if (node.body) return explainLoop(node, values, training);
  const where = node.origin ? `, from ${String(node.origin)}` : "";
  if (node.op === "input") {
    return new NumericError(`${node.name ?? "an input"} holds ${kindOf(values.get(node)!)} before the step`, {
      operands: [operandOf(node, "input")],
      rule: "Operations that use it produce NaN or infinity too.",
    });
  }
  return new NumericError(`${node.op} produced ${kindOf(values.get(node)!)}${turn}${where}`, {
    operands: node.inputs.map((input, i) => operandOf(input, `input ${i}`)),
    rule: `Its inputs ${node.inputs.some((input) => !isFinite(values.get(input)!)) ? "hold no NaN" : "are finite"}.`,
  });
}

/** Returns the error for an operation in the body of a loop, with the step at which it failed. */
function explainLoop({ body, inputs }: Node, values: Values, training: boolean): NumericError {
  const given = inputs.map((input) => Float64Array.from(values.get(input)!));
  const state: Float64Array[] = given.slice(0, body!.carries);
  for (const { at, feeds } of turnsOf(body!, given, state)) {
    const turn = evaluate(graphOf(body!), feeds, { training });
    const bad = body!.results.find((result) => isFloat(result.dtype) && !isFinite(turn.values.get(result)!));
    if (bad) return explain(culprit(bad, turn.values), turn.values, training, ` at step ${at} of a scan`);
    turn.outputs.slice(0, state.length).forEach((next, i) => (state[i] = next));
  }
  throw new Error("a loop produced NaN, but none of its steps did");
}

/**
 * Follows inputs that explain `node`: a NaN comes from a NaN input, an infinity from any non-finite input. Returns the
 * first node without such an input.
 */
function culprit(node: Node, values: Values): Node {
  let at = node;
  for (;;) {
    const bad = hasNaN(values.get(at)!) ? hasNaN : (data: ArrayLike<number>) => !isFinite(data);
    const next = at.inputs.find((input) => isFloat(input.dtype) && input.op !== "const" && bad(values.get(input)!));
    if (next === undefined) return at;
    at = next;
  }
}

function hasNaN(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true;
  return false;
}

function kindOf(data: ArrayLike<number>): string {
  return hasNaN(data) ? "NaN" : "infinity";
}
