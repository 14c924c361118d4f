/**
 * compile() turns a function of tensors into one program for each form of its arguments. The function is traced once
 * per form, which records its computation, assignments, parameters and captured tensors; later calls only run the
 * program.
 */
import type { TypedArray } from "../../base/dtype.ts";
import { ArgumentError, StateError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { type Leaf, type Passed, formOf, mapLeaves } from "../value/argument-form.ts";
import { Lazy } from "../value/lazy.ts";
import { describe } from "../value/operand.ts";
import { captureOrigin } from "../source/origin.ts";
import { warningOfMathRandom } from "./surprises.ts";
import { type Run, currentRun, drawScopeName } from "../module/random.ts";
import { flushReads } from "../source/read.ts";
import { SignatureLog } from "./signatures.ts";
import { throwUnreported } from "../source/source.ts";
import type { Stages } from "./stages.ts";
import { Step } from "./step.ts";
import { Tensor } from "../value/tensor.ts";
import { activeTrace, inMode, refuseToReach } from "../source/trace.ts";
import type { CompileOptions, Owner } from "./traced.ts";

/**
 * The type of a compiled function. For each tensor of the original function, callers may also pass a typed array or a
 * number.
 */
export type Compiled<Arguments extends unknown[], Result> = (
  ...args: { [Index in keyof Arguments]: Passed<Arguments[Index]> }
) => Result;

/** Number of programs kept for each function. */
const keptPrograms = 16;

/**
 * Compiles `fn`, a function of tensors, and returns a function with the same arguments. `fn` runs once for each
 * combination of shapes and types (a trace); later calls run the compiled program. Typed arrays and numbers may be
 * passed for tensors. Strings and booleans are compile-time constants. Like jax.jit.
 *
 * A call runs synchronously and returns tensors in the structure returned by `fn`. Parameters that `fn` assigns are
 * updated at the end of a call, or not at all if it fails. A failure at run time, such as an index out of range,
 * rejects the reads of the results.
 *
 * Throws an ArgumentError if `fn` is not a function or an option is unknown. Calling the result throws an ArgumentError
 * for unsupported arguments.
 */
export function compile<Arguments extends unknown[], Result>(
  fn: (...args: Arguments) => Result,
  options: CompileOptions = {},
): Compiled<Arguments, Result> {
  if (typeof fn !== "function") {
    throw new ArgumentError(`compile was given ${describe(fn)}`, { rule: "It must be a function of tensors." });
  }
  readOptions<CompileOptions>("compile", options, { training: "boolean", check: "function" });
  const compiled = new CompiledFunction(fn as (...args: unknown[]) => unknown, options);
  const call = (...args: unknown[]) => compiled.call(args);
  functions.set(call, compiled);
  return call as Compiled<Arguments, Result>;
}

const functions = new WeakMap<object, CompiledFunction>();

/** Returns the compiled function behind `step`. Throws an ArgumentError if `step` was not returned by `compile`. */
export function compiledFunction(step: unknown, op: string): CompiledFunction {
  const found = typeof step === "function" ? functions.get(step) : undefined;
  if (found) return found;
  throw new ArgumentError(`${op} was given ${describe(step)}`, { rule: "It must be a function returned by compile." });
}

/** Compiles a program and reports each stage to `stages`, by default to the listener of the request. */
type MakeStep = (stages?: Stages) => Step;

/** A request to compile a program. */
export interface Request {
  readonly compiled: CompiledFunction;
  /** The arguments of the call that needs the program. */
  readonly args: readonly unknown[];
  /** The caller's listener for stages. */
  readonly stages: Stages | undefined;
}

/** Wraps a compilation; `make` compiles the program. */
export type Watcher = (request: Request, make: MakeStep) => Step;

let watcher: Watcher | null = null;

/** Registers `next` to wrap all compilations. Earlier watchers run inside it. */
export function addWatcher(next: Watcher): void {
  const inner = watcher ?? ((_, make) => make());
  watcher = (request, make) =>
    next(request, (stages = request.stages) => inner({ ...request, stages }, (last = stages) => make(last)));
}

/** A program with the values of its inputs. */
export interface Prepared {
  readonly graph: Graph;
  readonly training: boolean;
  readonly values: ReadonlyMap<Node, TypedArray>;
}

/** A function compiled by `compile`, with its programs. */
export class CompiledFunction implements Owner {
  /** The name in messages. */
  readonly name: string;
  /** Mutable, because tools may add a check. */
  options: CompileOptions;
  runs = 0;
  readonly #fn: (...args: unknown[]) => unknown;
  readonly #signatures: SignatureLog;
  /** Programs, most recently used first. */
  readonly #steps: Step[] = [];
  #run: Run | null = null;
  #ordinal = 0;
  /** Number of nested calls while it is traced. */
  #depth = 0;

  constructor(fn: (...args: unknown[]) => unknown, options: CompileOptions) {
    this.#fn = fn;
    this.options = options;
    const position = String(captureOrigin(""));
    this.name = [fn.name || "the function", position && `compiled at ${position}`].filter(Boolean).join(" ");
    this.#signatures = new SignatureLog(this.name);
  }

  call(args: readonly unknown[]): unknown {
    if (activeTrace() !== null) return this.#inline(args);
    refuseToReach(this.name);
    throwUnreported();
    flushReads();
    return this.stepFor(args).run(args);
  }

  /** The program that ran last. */
  get latest(): Step | undefined {
    return this.#steps[0];
  }

  /**
   * Returns the program for arguments of this form. If there is none, compiles it and reports each stage to `stages`.
   */
  stepFor(args: readonly unknown[], stages?: Stages): Step {
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      if (!step.accepts(args)) continue;
      if (i > 0) {
        steps.splice(i, 1);
        steps.unshift(step);
      }
      return step;
    }
    const make: MakeStep = (more = stages) => this.#made(args, more);
    return watcher ? watcher({ compiled: this, args, stages }, make) : make();
  }

  #made(args: readonly unknown[], stages: Stages | undefined): Step {
    const forms = args.map((arg, i) => formOf(arg, `argument ${i}`));
    this.#signatures.note(forms);
    const fn = (...inputs: unknown[]) => warningOfMathRandom(this.name, () => this.#fn(...inputs));
    const step = new Step(this, fn, args, forms, stages);
    this.#steps.unshift(step);
    if (this.#steps.length > keptPrograms) this.#steps.pop();
    return step;
  }

  /** Returns the program for `args` with the values of its inputs, without running it. For inspection. */
  prepare(args: readonly unknown[]): Prepared {
    const step = this.stepFor(args);
    step.feed(args);
    return { graph: step.graph, training: step.training, values: step.runner.inputValues() };
  }

  /** The number of this function among the functions that draw random numbers. `random.seed` restarts the count. */
  get ordinal(): number {
    const run = currentRun();
    if (this.#run !== run) {
      this.#run = run;
      this.#ordinal = ++run.functions;
    }
    return this.#ordinal;
  }

  /** Number of calls that count for draws: the counter of the next ones. */
  get calls(): number {
    return currentRun().calls[this.ordinal - 1] ?? 0;
  }

  /** Counts a successful call. Calls in a `random.scope` do not count for the draws outside. */
  ran(): void {
    this.runs++;
    if (this.#run === currentRun() && drawScopeName() === null) this.#run.calls[this.#ordinal - 1] = this.calls + 1;
  }

  /** Calls the original function, as part of the surrounding trace. Only its option `training` still applies. */
  #inline(args: readonly unknown[]): unknown {
    if (this.#depth === 100) throw new StateError(`${this.name} calls itself endlessly`);
    const inner = args.map((arg, i) => mapLeaves(formOf(arg, `argument ${i}`), arg, tensorFor));
    const { training } = this.options;
    this.#depth++;
    try {
      return training === undefined ? this.#fn(...inner) : inMode({ inlined: training }, () => this.#fn(...inner));
    } finally {
      this.#depth--;
    }
  }
}

function tensorFor(leaf: Leaf): Lazy {
  return leaf instanceof Lazy ? leaf : Tensor.from(leaf);
}
