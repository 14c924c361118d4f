/**
 * One program of a compiled function: traced for arguments of one form, and run for any arguments of that form. `run`
 * is performance-critical and allocates only the results.
 */
import { FaultError, NumericError } from "../../base/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Check } from "./check.ts";
import { frozenKey } from "../module/freeze.ts";
import { lineageOf } from "../source/history.ts";
import { Lazy } from "../value/lazy.ts";
import { Lowering } from "../source/lowering.ts";
import { type Form, type Leaf, fits, forEachLeaf } from "../value/argument-form.ts";
import { Param } from "../module/param.ts";
import type { Words } from "../../base/threefry.ts";
import { currentRun, keyOfPath, scopedCall } from "../module/random.ts";
import { realize } from "../source/read.ts";
import { Runner } from "../source/runner.ts";
import {
  Failed,
  HostData,
  type History,
  type Known,
  type Source,
  Stale,
  copyOf,
  noteFailure,
  sourceOf,
} from "../source/source.ts";
import type { Stages } from "./stages.ts";
import { type Descent, type Owner, type Template, type Traced, descentsOf, traceFunction, valuesOf } from "./traced.ts";

/** Id that marks an argument without history. */
const nothing = -1;

/** A program of a compiled function, with the parameters, captured tensors and random keys that it uses. */
export class Step {
  readonly runner: Runner;
  readonly assigned: readonly Param[];
  /** The value of `training()`. */
  readonly training: boolean;
  readonly #owner: Owner;
  readonly #forms: readonly Form[];
  readonly #template: Template;
  /** Inputs after the arguments: parameters, captured tensors and random draws found while tracing. */
  readonly #params: { readonly input: number; readonly param: Param }[] = [];
  readonly #captured: { readonly input: number; readonly source: Source }[] = [];
  readonly #draws: { readonly input: number; readonly path: string }[] = [];
  /** Origins of the results that gradients could have flowed through. */
  readonly #descents: readonly Descent[];
  /** Origins of this call's results in its arguments. A new array for each call. */
  #given: (number | History)[] = [];
  readonly #noneGiven: readonly (number | History)[];
  /** Current values of parameters from which the function uses tensors computed outside; they must not change. */
  readonly #values: readonly Node[];
  readonly #frozen = frozenKey;
  /** The run whose keys the draws hold. */
  /** Seed and ordinal of the keys that the program was given last; empty for those of a scope. */
  #keyed = "";
  readonly #waiting: Lazy[] = [];

  /** Traces `fn` and compiles it. `args` must have the forms `forms`. */
  constructor(
    owner: Owner,
    fn: (...args: unknown[]) => unknown,
    args: readonly unknown[],
    forms: readonly Form[],
    stages?: Stages,
  ) {
    this.#owner = owner;
    this.#forms = forms;
    const traced = traceFunction(owner, fn, args, forms, stages);
    this.#template = traced.template;
    this.assigned = traced.assigned.map(([param]) => param);
    this.training = traced.training;
    this.#descents = descentsOf(traced);
    this.#noneGiven = traced.args.map(() => nothing);
    this.#values = valuesOf(traced);
    const graph = this.#graph(traced);
    stages?.("capture", graph);
    this.runner = new Runner(graph, { training: this.training, stages });
  }

  get graph(): Graph {
    return this.runner.graph;
  }

  accepts(args: readonly unknown[]): boolean {
    const forms = this.#forms;
    if (args.length !== forms.length || this.#frozen !== frozenKey) return false;
    for (let i = 0; i < forms.length; i++) if (!fits(forms[i]!, args[i])) return false;
    return true;
  }

  /** Runs the program on `args`, which must have its form. If it fails, reading the results throws the error. */
  run(args: readonly unknown[]): unknown {
    this.feed(args);
    try {
      const { check } = this.#owner.options;
      const results = check ? this.#checkedRun(check) : this.runner.run();
      this.#owner.ran();
      this.#invalidate();
      this.#descend(results);
      return this.#template(results);
    } catch (error) {
      if (!(error instanceof FaultError || error instanceof NumericError)) throw error;
      const failed = new Failed(`run ${this.#owner.runs + 1} of ${this.#owner.name}`, error);
      noteFailure(failed);
      return this.#template(this.graph.outputs.map(() => failed));
    }
  }

  /**
   * Invalidates unread tensors computed from the assigned parameters. Part of the hot path, so it does as little as
   * possible.
   */
  #invalidate(): void {
    const { assigned } = this;
    for (let i = 0; i < assigned.length; i++) if (assigned[i]!.input !== undefined) assigned[i]!.changed();
  }

  /** Records the origins of this call's results. */
  #descend(results: readonly Known[]): void {
    const given = this.#given;
    for (let i = 0; i < this.#descents.length; i++) {
      const { output, history, args } = this.#descents[i]!;
      const result = results[output]!;
      result.history = history;
      result.given = args.length === given.length ? given : args.map((a) => given[a]!);
    }
  }

  /** Runs the program and `check`. If the check fails, restores the state and throws its error. */
  #checkedRun(check: Check): Known[] {
    const storages = this.assigned.map((param) => param.storage());
    const before = storages.map((storage) => storage.read());
    const inputs = this.runner.inputValues();
    const results = this.runner.run();
    const after = [...results.map(copyOf), ...storages.map((storage) => storage.read())];
    const error = check(this.graph, inputs, after, this.training);
    if (error === null) return results;
    storages.forEach((storage, i) => storage.write(before[i]!));
    throw error;
  }

  /** Sets the inputs of the program. Throws an error if an argument has no value. */
  feed(args: readonly unknown[]): void {
    const { runner } = this;
    if (this.#values.length > 0) this.#checkValues();
    // Initial values are drawn by other programs, which must not run while this one's inputs are being set.
    for (const { param } of this.#params) param.storage();
    this.#feedArguments(args);
    for (const { input, param } of this.#params) runner.feedStorage(input, param.storage());
    for (const { input, source } of this.#captured) runner.feed(input, source);
    if (this.#draws.length > 0) this.#feedDraws();
  }

  /** Throws an error if a parameter has changed from which the function uses tensors computed outside. */
  #checkValues(): void {
    for (const value of this.#values) if (sourceOf(value) instanceof Stale) sourceOf(value)!.storage();
  }

  #feedArguments(args: readonly unknown[]): void {
    this.#given = this.#noneGiven.slice();
    for (let a = 0, i = 0; a < args.length; a++) i = forEachLeaf(this.#forms[a]!, args[a], i, this.#feedLeaf);
    if (this.#waiting.length === 0) return;
    realize(this.#waiting.splice(0));
    this.#feedArguments(args);
  }

  readonly #feedLeaf = (leaf: Leaf, i: number): void => {
    if (typeof leaf === "number") {
      this.runner.feedNumber(i, leaf);
    } else if (!(leaf instanceof Lazy)) {
      this.runner.feedData(i, leaf);
    } else if (leaf instanceof Param) {
      // The program may write the parameter while it still reads the argument.
      this.runner.feedData(i, leaf.storage().read());
      this.#given[i] = leaf.id;
    } else {
      const { source } = leaf;
      if (source === null) {
        this.#waiting.push(leaf);
        return;
      }
      if (source instanceof HostData) this.runner.feedHostData(i, source);
      else this.runner.feed(i, source);
      this.#given[i] = source.history === undefined ? source.id : lineageOf(source);
    }
  };

  #feedDraws(): void {
    const scoped = scopedCall();
    if (scoped !== null) {
      for (const { input, path } of this.#draws) this.#feedKey(input, scoped(path), 0);
      this.#keyed = "";
      return;
    }
    const { seed } = currentRun();
    const { ordinal, calls } = this.#owner;
    const keyed = `${seed}/${ordinal}`;
    for (const { input, path } of this.#draws) {
      if (this.#keyed === keyed) this.runner.feedWord(input, 2, calls);
      else this.#feedKey(input, keyOfPath(`function ${ordinal}/${path}`, seed), calls);
    }
    this.#keyed = keyed;
  }

  #feedKey(input: number, [key0, key1]: Words, counter: number): void {
    this.runner.feedWord(input, 0, key0);
    this.runner.feedWord(input, 1, key1);
    this.runner.feedWord(input, 2, counter);
  }

  /** Builds the graph of the program, and records the sources of the inputs after the arguments. */
  #graph({ args, outputs, assigned, draws }: Traced): Graph {
    const lowering = new Lowering({ liftConstants: false });
    for (const arg of args) lowering.lower(arg);
    const lowered = outputs.map((output) => lowering.lower(output));
    const assignments = assigned.map(([param, value]) => ({
      target: lowering.lower(param.entry),
      value: lowering.lower(value),
    }));
    lowering.feeds.slice(args.length).forEach((feed, i) => {
      const input = args.length + i;
      const draw = draws.find(({ node }) => node === lowering.inputs[input]);
      if (draw) this.#draws.push({ input, path: draw.path });
      else if (feed instanceof Param) this.#params.push({ input, param: feed });
      else if (typeof feed !== "number") this.#captured.push({ input, source: feed });
    });
    return { inputs: lowering.inputs, outputs: lowered, assignments };
  }
}
