/**
 * One program of a compiled function: traced for arguments of one form, then run for any of that form. `run` is the hot
 * path: it allocates nothing but the results.
 */
import { ArgumentError, FaultError, NumericError } from "../base/errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { realiseCaptured } from "./capture.ts";
import type { Check } from "./check.ts";
import { Lazy } from "./lazy.ts";
import { Lowering } from "./lowering.ts";
import { type Form, type Leaf, fits, forEachLeaf, isPlain, mapLeaves } from "./nest.ts";
import { describe } from "./operand.ts";
import { Param } from "./param.ts";
import { type Run, currentRun, keyOfPath } from "./random.ts";
import { realise } from "./read.ts";
import { Runner } from "./runner.ts";
import { Argument, Failed, Given, type Source, copyOf, inputOf } from "./source.ts";
import { Tensor, tensorOf } from "./tensor.ts";
import { type Draw, trace } from "./trace.ts";

/** The compiled function that a step belongs to, as the step sees it. */
export interface Owner {
  readonly name: string;
  readonly training: boolean | undefined;
  /** Judges the results of each run. */
  readonly check: Check | undefined;
  /** How often it has run, which tells the draws of its runs apart. */
  runs: number;
  /** Sets its draws apart from those of other functions. */
  readonly ordinal: number;
}

/** Makes the function's result of the program's. */
type Template = (results: readonly Source[]) => unknown;

/** A function as its trace leaves it. */
interface Traced {
  readonly args: readonly Node[];
  readonly outputs: readonly Node[];
  readonly template: Template;
  readonly assigned: readonly (readonly [Param, Node])[];
  readonly draws: readonly Draw[];
}

export class Step {
  readonly runner: Runner;
  readonly assigned: readonly Param[];
  /** What `training()` is. */
  readonly training: boolean;
  readonly #owner: Owner;
  readonly #forms: readonly Form[];
  readonly #template: Template;
  /** Inputs after the arguments, with what the program found in the function's surroundings. */
  readonly #params: { readonly input: number; readonly param: Param }[] = [];
  readonly #captured: { readonly input: number; readonly source: Source }[] = [];
  readonly #draws: { readonly input: number; readonly path: string }[] = [];
  /** The run whose keys the draws hold. */
  #run: Run | null = null;
  readonly #waiting: Lazy[] = [];

  /** Calls `fn` with tensors in place of the data in `args`, which have the forms `forms`. */
  constructor(owner: Owner, fn: (...args: unknown[]) => unknown, args: readonly unknown[], forms: readonly Form[]) {
    this.#owner = owner;
    this.#forms = forms;
    const traced = traceFunction(fn, args, forms);
    this.#template = traced.template;
    this.assigned = traced.assigned.map(([param]) => param);
    this.training = owner.training ?? this.assigned.some(({ trainable }) => trainable);
    this.runner = new Runner(this.#graph(traced), { training: this.training });
  }

  get graph(): Graph {
    return this.runner.graph;
  }

  accepts(args: readonly unknown[]): boolean {
    const forms = this.#forms;
    if (args.length !== forms.length) return false;
    for (let i = 0; i < forms.length; i++) if (!fits(forms[i]!, args[i])) return false;
    return true;
  }

  /** Runs the program on `args`, which it accepts. Where it fails, reading the results throws. */
  run(args: readonly unknown[]): unknown {
    this.feed(args);
    try {
      const results = this.#owner.check ? this.#checkedRun(this.#owner.check) : this.runner.run();
      this.#owner.runs++;
      return this.#template(results);
    } catch (error) {
      if (!(error instanceof FaultError || error instanceof NumericError)) throw error;
      const failed = new Failed(`run ${this.#owner.runs + 1} of ${this.#owner.name}`, error);
      return this.#template(this.graph.outputs.map(() => failed));
    }
  }

  /** A run that leaves the state as it was, and throws, where `check` objects to what it yields. */
  #checkedRun(check: Check): Source[] {
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

  /** Gives the program its inputs. Throws where an argument has no value. */
  feed(args: readonly unknown[]): void {
    const { runner } = this;
    // First values are drawn by programs of their own, which must not run between the feeds of this one.
    for (const { param } of this.#params) param.storage();
    this.#feedArguments(args);
    for (const { input, param } of this.#params) runner.feedStorage(input, param.storage());
    for (const { input, source } of this.#captured) runner.feed(input, source);
    if (this.#draws.length > 0) this.#feedDraws();
  }

  #feedArguments(args: readonly unknown[]): void {
    for (let a = 0, i = 0; a < args.length; a++) i = forEachLeaf(this.#forms[a]!, args[a], i, this.#feedLeaf);
    if (this.#waiting.length === 0) return;
    realise(this.#waiting.splice(0));
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
    } else {
      const { source } = leaf;
      if (source === null) this.#waiting.push(leaf);
      else if (source instanceof Given) this.runner.feedGiven(i, source);
      else this.runner.feed(i, source);
    }
  };

  #feedDraws(): void {
    const run = currentRun();
    const { ordinal, runs } = this.#owner;
    for (const { input, path } of this.#draws) {
      if (this.#run !== run) {
        const key = keyOfPath(`function ${ordinal}/${path}`, run.seed);
        this.runner.feedWord(input, 0, key[0]);
        this.runner.feedWord(input, 1, key[1]);
      }
      this.runner.feedWord(input, 2, runs);
    }
    this.#run = run;
  }

  /** The graph of the program; notes where its inputs after the arguments come from. */
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

function traceFunction(fn: (...args: unknown[]) => unknown, args: readonly unknown[], forms: readonly Form[]): Traced {
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
    return [{ args: leaves, outputs, template, assigned, draws: current.draws }, current.firstNode] as const;
  });
  realiseCaptured([...traced.outputs, ...traced.assigned.map(([, value]) => value)], firstNode);
  return traced;
}

/** The form of what a function returned; appends the nodes of its tensors to `outputs`. */
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
    rule: "It returns tensors, or arrays and plain objects of tensors.",
    ...(value instanceof Promise
      ? { fix: "Remove async and await: a traced function describes a program and waits for nothing." }
      : {}),
  });
}
