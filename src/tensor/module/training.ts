/** Whether a program, or a part of it, trains: what layers such as Dropout and BatchNorm ask. */
import { ArgumentError, StateError } from "../../base/errors.ts";
import { build } from "../../graph/builder.ts";
import { primitives } from "../../ops/index.ts";
import { describe } from "../value/operand.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";
import { activeTrace, currentMode, inMode } from "../source/trace.ts";

/**
 * A bool scalar: whether the program trains. True in a compiled function that assigns a trainable parameter, or that takes
 * a gradient by one and assigns anything but the statistics of layers (as when gradients are accumulated), or as `compile`
 * was told. Where a compiled function takes such a gradient and assigns nothing, its option must say. False outside.
 */
export function training(): Tensor;
/**
 * What `fn` returns where training() is `value` in it, whatever the program is: training(true, () => model.forward(x))
 * outside of a training drops units as in training (Monte-Carlo dropout: Gal and Ghahramani, 2016). The innermost holds.
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
  throw new StateError(`${name} takes gradients of a model that behaves otherwise in training, and assigns nothing`, {
    rule: "What a program assigns tells whether layers such as Dropout and BatchNorm train: parameters, or gradients that are kept.",
    fix: "Say it: compile(fn, { training: true }) for the gradients of a training, { training: false } to analyze the model.",
  });
}

/** What `fn` returns where training() is false in it: a part of a model that only computes, as a trunk under a new head. */
export function evaluating<T>(fn: () => T): T {
  return overridden("evaluating", false, fn);
}

function overridden<T>(op: string, value: unknown, fn: () => T): T {
  if (typeof value !== "boolean") {
    throw new ArgumentError(`${op} was given ${describe(value)}`, { rule: "It takes true or false, and a function." });
  }
  if (typeof fn !== "function") throw withoutFunction(op, fn);
  const result = inMode({ override: { trains: value, refuse: (step) => refuse(op, step) } }, fn);
  if (!(result instanceof Promise)) return result;
  throw new ArgumentError(`${op} was given a function that returns a promise`, {
    rule: "It holds for what is computed before the function returns.",
    fix: "Leave out async and await, and read the results afterwards.",
  });
}

function refuse(op: string, step: string): never {
  throw new StateError(`${op} cannot reach into ${step}`, {
    rule: "What was compiled is a program of its own.",
    fix: `Call ${op} inside the compiled function, or say it in the options: compile(fn, { training: false }).`,
  });
}

function withoutFunction(op: string, fn: unknown): ArgumentError {
  return new ArgumentError(`${op} was given ${describe(fn)} in place of a function`, {
    rule: "It takes a function without arguments.",
    fix: "For example: evaluating(() => trunk.forward(x)).",
  });
}
