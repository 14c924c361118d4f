/**
 * Which operation first produced NaN or infinity: the reference computes the step again, and the trail is followed
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

/** Objects to NaN and infinity, and names the operation that first made one and its place. */
export const finite: Check = (graph, inputs, results, training) =>
  results.every(isFinite) ? null : explainNonFinite(graph, inputs, training);

function isFinite(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/** What made a result of `graph` NaN or infinite, given the values of its inputs. */
function explainNonFinite(graph: Graph, inputs: Values, training: boolean): NumericError {
  const { values } = evaluate(graph, inputs, { training });
  const root = rootsOf(graph).find((node) => isFloat(node.dtype) && !isFinite(values.get(node)!));
  if (root === undefined) {
    return new NumericError("the program gave NaN or infinity where the reference is finite", {
      rule: "This is a defect of the compiler, or a value close to the largest f32.",
      fix: "bisect(step, ...args) names the first operation that differs.",
    });
  }
  return explain(culprit(root, values), values, training);
}

/** How `node`, whose inputs do not explain it, came to be NaN or infinite. */
function explain(node: Node, values: Values, training: boolean, turn = ""): NumericError {
  if (node.body) return explainLoop(node, values, training);
  const where = node.origin ? `, from ${String(node.origin)}` : "";
  if (node.op === "input") {
    return new NumericError(`${node.name ?? "an input"} holds ${kindOf(values.get(node)!)} before the step`, {
      operands: [operandOf(node, "input")],
      rule: "Every operation that uses it gives NaN or infinity too.",
    });
  }
  return new NumericError(`${node.op} produced ${kindOf(values.get(node)!)}${turn}${where}`, {
    operands: node.inputs.map((input, i) => operandOf(input, `input ${i}`)),
    rule: `Its inputs ${node.inputs.some((input) => !isFinite(values.get(input)!)) ? "hold no NaN" : "are finite"}.`,
  });
}

/** The operation in the body of a loop, and at which turn. */
function explainLoop({ body, inputs }: Node, values: Values, training: boolean): NumericError {
  const given = inputs.map((input) => Float64Array.from(values.get(input)!));
  const state: Float64Array[] = given.slice(0, body!.carries);
  for (const { at, feeds } of turnsOf(body!, given, state)) {
    const turn = evaluate(graphOf(body!), feeds, { training });
    const bad = body!.results.find((result) => isFloat(result.dtype) && !isFinite(turn.values.get(result)!));
    if (bad) return explain(culprit(bad, turn.values), turn.values, training, ` at step ${at} of a scan`);
    turn.outputs.slice(0, state.length).forEach((next, i) => (state[i] = next));
  }
  throw new Error("a loop that produced NaN has no turn that did");
}

/** Back from `node` along inputs that explain it: NaN comes from NaN, else the operation itself made it. */
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
