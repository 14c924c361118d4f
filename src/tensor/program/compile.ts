/**
 * compile(): a function of tensors becomes one program for each form of its arguments. The function is traced once for
 * each: what it computes, what it assigns, and which parameters and other tensors it reached; calls then only run.
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
import { noticingDraws } from "./surprises.ts";
import { type Run, currentRun } from "../module/random.ts";
import { flushReads } from "../source/read.ts";
import { SignatureLog } from "./signatures.ts";
import { raiseUnheard } from "../source/source.ts";
import type { Stages } from "./stages.ts";
import { Step } from "./step.ts";
import { Tensor } from "../value/tensor.ts";
import { activeTrace, inMode, refuseToReach } from "../source/trace.ts";
import type { CompileOptions, Owner } from "./traced.ts";

/** What calls of a compiled function look like. */
export type Compiled<Arguments extends unknown[], Result> = (
  ...args: { [Index in keyof Arguments]: Passed<Arguments[Index]> }
) => Result;

/** Programs kept for one function. */
const keptPrograms = 16;

/**
 * `fn` as one program. It is called once for each form of arguments, with tensors in place of typed arrays and numbers;
 * strings and booleans are fixed in the program. Calls run at once, in order, and return tensors; a failure at run time
 * rejects their reads. All assignments happen at the end of a call, and none if it fails.
 */
export function compile<Arguments extends unknown[], Result>(
  fn: (...args: Arguments) => Result,
  options: CompileOptions = {},
): Compiled<Arguments, Result> {
  if (typeof fn !== "function") {
    throw new ArgumentError(`compile was given ${describe(fn)}`, { rule: "It takes a function of tensors." });
  }
  readOptions<CompileOptions>("compile", options, { training: "boolean", check: "function" });
  const compiled = new CompiledFunction(fn as (...args: unknown[]) => unknown, options);
  const call = (...args: unknown[]) => compiled.call(args);
  functions.set(call, compiled);
  return call as Compiled<Arguments, Result>;
}

const functions = new WeakMap<object, CompiledFunction>();

/** What `compile` made `step` of. Throws an ArgumentError for anything else. */
export function compiledFunction(step: unknown, op: string): CompiledFunction {
  const found = typeof step === "function" ? functions.get(step) : undefined;
  if (found) return found;
  throw new ArgumentError(`${op} was given ${describe(step)}`, { rule: "It takes a function that compile returned." });
}

/** Makes a program, and tells `stages` of each stage; default: who asked for it. */
type MakeStep = (stages?: Stages) => Step;

/** A program that is to be made. */
export interface Request {
  readonly compiled: CompiledFunction;
  /** Those of the call that it is made for. */
  readonly args: readonly unknown[];
  /** Who asked for it and is to be told of its stages. */
  readonly stages: Stages | undefined;
}

/** Runs `make`, which makes the program. */
export type Watcher = (request: Request, make: MakeStep) => Step;

let watcher: Watcher | null = null;

/** From now on all programs are made by `next`, and by the watchers that were there before within it. */
export function addWatcher(next: Watcher): void {
  const inner = watcher ?? ((_, make) => make());
  watcher = (request, make) =>
    next(request, (stages = request.stages) => inner({ ...request, stages }, (last = stages) => make(last)));
}

/** A program and the values that it would be given. */
export interface Prepared {
  readonly graph: Graph;
  readonly training: boolean;
  readonly values: ReadonlyMap<Node, TypedArray>;
}

export class CompiledFunction implements Owner {
  /** How messages call it. */
  readonly name: string;
  /** Tools may add a check. */
  options: CompileOptions;
  runs = 0;
  readonly #fn: (...args: unknown[]) => unknown;
  readonly #signatures: SignatureLog;
  /** The one that ran last comes first. */
  readonly #steps: Step[] = [];
  #run: Run | null = null;
  #ordinal = 0;
  /** Of calls within calls, while it is traced. */
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
    raiseUnheard();
    flushReads();
    return this.stepFor(args).run(args);
  }

  /** The step that ran last. */
  get latest(): Step | undefined {
    return this.#steps[0];
  }

  /** The program for arguments of this form, made where there is none: `stages` is told of each stage then. */
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
    const fn = (...inputs: unknown[]) => noticingDraws(this.name, () => this.#fn(...inputs));
    const step = new Step(this, fn, args, forms, stages);
    this.#steps.unshift(step);
    if (this.#steps.length > keptPrograms) this.#steps.pop();
    return step;
  }

  /** For looking into: what the program for `args` would compute now, and what it would be given. */
  prepare(args: readonly unknown[]): Prepared {
    const step = this.stepFor(args);
    step.feed(args);
    return { graph: step.graph, training: step.training, values: step.runner.inputValues() };
  }

  /** Its number among the functions that draw in the present run. A new run begins to count anew. */
  get ordinal(): number {
    const run = currentRun();
    if (this.#run !== run) {
      this.#run = run;
      this.#ordinal = ++run.functions;
      this.runs = 0;
    }
    return this.#ordinal;
  }

  /** Within another trace it is a function like any other, but for what it was told of training. */
  #inline(args: readonly unknown[]): unknown {
    if (this.#depth === 100) throw new StateError(`${this.name} calls itself without end`);
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
