/** The training mode of a program or a part of it, queried by layers such as Dropout and BatchNorm. */
import { ArgumentError, StateError } from "../../base/errors.ts";
import { build } from "../../graph/builder.ts";
import { primitives } from "../../ops/index.ts";
import { describe } from "../value/operand.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";
import { activeTrace, currentMode, inMode } from "../source/trace.ts";

/**
 * Returns a bool scalar: true in training mode. Layers such as Dropout and BatchNorm depend on it. Compiled functions
 * infer it: true if the function assigns a trainable parameter, or takes a gradient with respect to one and assigns
 * anything except layer statistics, such as accumulated gradients. The option `training` of `compile` overrides this.
 * False outside compiled functions.
 *
 * A compiled function that takes such a gradient but assigns nothing throws a StateError unless the option is set.
 */
export function training(): Tensor;
/**
 * Runs `fn` with training() equal to `value` and returns its result, regardless of the program. Nested calls override
 * outer ones. During inference, `training(true, () => model.forward(x))` drops units (Monte Carlo dropout: Gal and
 * Ghahramani, 2016).
 *
 * Throws an ArgumentError if `fn` is not a function or returns a promise, and a StateError if it calls a compiled
 * function.
 */
export function training<T>(value: boolean, fn: () => T): T;
export function training<T>(value?: boolean, fn?: () => T): T | Tensor {
  if (fn !== undefined) return overridden("training", value, fn);
  if (value !== undefined) throw withoutFunction("training", fn);
  const { override, inlined } = currentMode();
  const said = override?.trains ?? inlined;
  if (said !== undefined) return tensorOf(build.constant(Number(said), "bool"));
  const trace = activeTrace();
  if (trace !== null) trace.undecided = refuseToGuess;
  return tensorOf(build.apply(primitives.training, []));
}

function refuseToGuess(name: string): never {
  throw new StateError(`${name} takes gradients of a model that behaves differently in training, but assigns nothing`, {
    rule: "Layers such as Dropout and BatchNorm train if a program assigns parameters or accumulates gradients.",
    fix: "Set it: compile(fn, { training: true }) for gradients in training mode, { training: false } to analyze the model.",
  });
}

/**
 * Runs `fn` in evaluation mode (training() is false) and returns its result. For parts of a model that are not trained,
 * such as a pretrained trunk under a new head. Throws as `training(false, fn)` does.
 */
export function evaluating<T>(fn: () => T): T {
  return overridden("evaluating", false, fn);
}

function overridden<T>(op: string, value: unknown, fn: () => T): T {
  if (typeof value !== "boolean") {
    throw new ArgumentError(`${op} was given ${describe(value)}`, { rule: "Pass true or false, and a function." });
  }
  if (typeof fn !== "function") throw withoutFunction(op, fn);
  const result = inMode({ override: { trains: value, refuse: (step) => refuse(op, step) } }, fn);
  if (!(result instanceof Promise)) return result;
  throw new ArgumentError(`${op} was given a function that returns a promise`, {
    rule: "The mode only applies until the function returns.",
    fix: "Remove async and await, and read the results afterwards.",
  });
}

function refuse(op: string, step: string): never {
  throw new StateError(`${op} cannot change ${step}`, {
    rule: "A compiled function is a separate program.",
    fix: `Call ${op} inside the compiled function, or use its options: compile(fn, { training: false }).`,
  });
}

function withoutFunction(op: string, fn: unknown): ArgumentError {
  return new ArgumentError(`${op} was given ${describe(fn)} instead of a function`, {
    rule: "Pass a function without arguments.",
    fix: "For example: evaluating(() => trunk.forward(x)).",
  });
}
