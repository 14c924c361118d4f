/** The result of tracing a function: returned and assigned nodes, their origins, and the value of training(). */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, StateError } from "../../base/errors.ts";
import { type Node, topological } from "../../graph/node.ts";
import { realizeCaptured } from "./capture.ts";
import type { Check } from "./check.ts";
import { historyOf, mentions } from "../source/history.ts";
import { Lazy } from "../value/lazy.ts";
import { type Form, isPlain, mapLeaves } from "../value/argument-form.ts";
import { describe } from "../value/operand.ts";
import { Param } from "../module/param.ts";
import { Argument, type History, type Source, inputOf, sourceOf } from "../source/source.ts";
import { Tensor, tensorOf } from "../value/tensor.ts";
import type { Stages } from "./stages.ts";
import { type Draw, type Trace, trace } from "../source/trace.ts";

/** Options of `compile`. */
export interface CompileOptions {
  /** The value of `training()` in the function. Default: inferred from its assignments, see `training`. */
  readonly training?: boolean;
  /**
   * A check on the results of every call, such as `finite`. If it fails, reads of the results reject and no state
   * changes. Slow.
   */
  readonly check?: Check;
}

/** The compiled function that a step belongs to. */
export interface Owner {
  readonly name: string;
  readonly options: CompileOptions;
  /** Number of successful calls. */
  readonly runs: number;
  /** Distinguishes its draws from those of other functions. */
  readonly ordinal: number;
  /** Number of calls that count for draws: the counter of the next ones. */
  readonly calls: number;
  /** Counts a successful call. */
  ran(): void;
}

/** Builds the function's return value from the results of the program. */
export type Template = (results: readonly Source[]) => unknown;

/** A traced function. */
export interface Traced {
  readonly args: readonly Node[];
  readonly outputs: readonly Node[];
  readonly template: Template;
  readonly assigned: readonly (readonly [Param, Node])[];
  readonly draws: readonly Draw[];
  /** The value of `training()`. */
  readonly training: boolean;
}

/** The origin of a result: a history that is equal for all calls, and indices of arguments. */
export interface Descent {
  readonly output: number;
  readonly history: History;
  readonly args: readonly number[];
}

/** Traces `fn`, with tensors in place of the data in `args`. `args` must have the forms `forms`. */
export function traceFunction(
  owner: Owner,
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  forms: readonly Form[],
  stages?: Stages,
): Traced {
  const [traced, firstNode] = trace((current) => {
    const leaves: Node[] = [];
    const inputs = args.map((arg, i) =>
      mapLeaves(forms[i]!, arg, (_, { name, shape, dtype }) => {
        leaves.push(inputOf(new Argument(name), shape, dtype, name));
        return tensorOf(leaves.at(-1)!);
      }),
    );
    const outputs: Node[] = [];
    const template = templateOf(fn(...inputs), outputs);
    const assigned = [...current.assigned] as [Param, Node][];
    const training = owner.options.training ?? trains(owner, current);
    return [{ args: leaves, outputs, template, assigned, draws: current.draws, training }, current.firstNode] as const;
  });
  stages?.("function");
  realizeCaptured(rootsOf(traced), firstNode);
  return traced;
}

function rootsOf({ outputs, assigned }: Traced): Node[] {
  return [...outputs, ...assigned.map(([, value]) => value)];
}

/**
 * Infers the value of `training()`. Throws a StateError if the function calls it but its assignments do not determine
 * it.
 */
function trains({ name }: Owner, { assigned, differentiates, assigns, undecided }: Trace): boolean {
  if (([...assigned.keys()] as Param[]).some(({ trainable }) => trainable)) return true;
  if (differentiates && !assigns) undecided?.(name);
  return differentiates && assigns;
}

/** Returns the origins of the results that gradients could flow through. */
export function descentsOf({ args, outputs }: Traced): Descent[] {
  return outputs.flatMap((node, output) => {
    const history = historyOf(node);
    if (history.length === 0) return [];
    const used = args.map((arg, a) => (mentions(history, sourceOf(arg)!.id) ? a : -1)).filter((a) => a >= 0);
    return [{ output, history, args: used }];
  });
}

/**
 * Returns the current values of parameters from which captured tensors were computed. Throws a StateError if the
 * program assigns one.
 */
export function valuesOf(traced: Traced): Node[] {
  const assigned = new Set(traced.assigned.map(([param]) => param));
  return topological(rootsOf(traced), (node) => sourceOf(node) !== undefined).filter((node) => {
    const param = sourceOf(node);
    if (!(param instanceof Param) || node === param.entry) return false;
    if (!assigned.has(param)) return true;
    throw new StateError(`a compiled function assigns ${param.label} and uses a tensor computed from it outside`, {
      operands: [operandOf(param.entry, "param")],
      rule: "A tensor from outside keeps its value, which would be outdated in the second run.",
      fix: "Compute it inside the function, or read it first.",
    });
  });
}

/** Returns the template of a return value, and appends the nodes of its tensors to `outputs`. */
function templateOf(value: unknown, outputs: Node[]): Template {
  if (value instanceof Lazy) {
    const { node, shape, dtype } = value;
    const known = outputs.indexOf(node);
    const j = known < 0 ? outputs.push(node) - 1 : known;
    return (results) => new Tensor(shape, dtype, null, results[j]!);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => templateOf(item, outputs));
    return (results) => items.map((item) => item(results));
  }
  if (isPlain(value)) {
    const fields = Object.entries(value).map(([key, item]) => [key, templateOf(item, outputs)] as const);
    return (results) => Object.fromEntries(fields.map(([key, item]) => [key, item(results)]));
  }
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return () => value;
  throw new ArgumentError(`a compiled function returned ${value instanceof Promise ? "a promise" : describe(value)}`, {
    rule: "It must return tensors, or arrays or plain objects of them.",
    ...(value instanceof Promise
      ? { fix: "Remove async and await: a traced function describes a program without values." }
      : {}),
  });
}
