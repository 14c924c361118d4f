/** Runs a program in every mode that users have (compiled, eager, trained, …) and judges the results. */
import { Param, StateError, Tensor, compile, grad, hvp, random, setDeterministic, setThreads, setWinograd } from "hebb";
import { isFloat } from "../../src/base/dtype.ts";
import { isShared } from "../../src/compile/ir/program.ts";
import { tangents } from "../../src/grad/forward.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { startThreads } from "../../src/runtime/index.ts";
import { compiledFunction } from "../../src/tensor/program/compile.ts";
import { tensorOf } from "../../src/tensor/index.ts";
import { Lowering } from "../../src/tensor/source/lowering.ts";
import { copyOf } from "../../src/tensor/source/source.ts";
import { Dice } from "../compile/dice.ts";
import { type Differentiated, checkDerivatives } from "./derivatives.ts";
import { reached } from "./generate.ts";
import { type Trial, judge } from "./judge.ts";
import { type Instance, type Program, computed, instantiate, printed, tensorOfInput } from "./program.ts";

/** An error in one mode of running a program. */
export class Finding extends Error {
  readonly mode: string;

  constructor(mode: string, message: string, cause?: unknown) {
    super(`${mode}: ${message}`, { cause });
    this.mode = mode;
  }
}

type Fn = (...inputs: Tensor[]) => Tensor[];

/** Runs a program in all modes. Throws a Finding at the first error. */
export async function check(program: Program): Promise<void> {
  const dice = new Dice(program.seed + 3);
  // Winograd's algorithm spreads values that are not finite over a tile, as documented.
  setWinograd(!program.inputs.some(({ kind }) => kind === "special"));
  const instance = within("building", () => instantiate(program));
  const inputs = program.inputs.map((input) => tensorOfInput(input, program.seed));
  const outputs: Fn = (...xs) => distinct(instance.fn(...xs).outputs);
  const run = new Runs(program, instance, inputs);
  await run.compiled("compiled", outputs);
  await run.eager("eager", outputs, dice);
  if (dice.next() < 0.3) await run.stepwise(dice);
  if (dice.next() < 0.3) await run.deterministic(outputs);
  if (program.loss !== null) {
    await run.derivatives(dice.next() < 0.5);
    if (dice.next() < 0.4) await run.eager("eager gradients", (...xs) => distinct(withSlopes(instance, xs).all), dice);
  }
  if (instance.optimizer !== null) await run.trained();
  if (program.assigned.length > 0) await run.state();
}

function within<T>(mode: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof Finding ? error : new Finding(mode, String(error), error);
  }
}

/** Returns the program's outputs, its loss, and the gradients of the loss by everything it depends on. */
function withSlopes(instance: Instance, xs: readonly Tensor[]) {
  const { outputs, loss } = instance.fn(...xs);
  const targets = [...xs, ...instance.params.filter(({ trainable }) => trainable)].filter(({ dtype }) =>
    isFloat(dtype),
  );
  const varied = reached(loss!, targets);
  const slopes = varied.length > 0 ? grad(loss!, varied) : [];
  return { all: [...outputs, loss!, ...slopes], loss: loss!, varied, slopes };
}

class Runs {
  readonly #program: Program;
  readonly #instance: Instance;
  readonly #inputs: readonly Tensor[];

  constructor(program: Program, instance: Instance, inputs: readonly Tensor[]) {
    this.#program = program;
    this.#instance = instance;
    this.#inputs = inputs;
  }

  /** Compiles all outputs into one program, which must be correct and repeat to the bit, also on two threads. */
  async compiled(mode: string, fn: Fn): Promise<void> {
    const step = compile(fn, { training: this.#program.training });
    const first = await this.#run(mode, step);
    if (first.graph.assignments.length > 0) return;
    await this.#again(mode, step, first);
    const { program } = compiledFunction(step, mode).latest!.runner;
    if (!program.steps.some(isShared)) return;
    setThreads(2);
    try {
      await startThreads();
      for (let round = 0; round < 3; round++) await this.#again(`${mode} on two threads`, step, first);
    } finally {
      setThreads(1);
    }
  }

  async deterministic(fn: Fn): Promise<void> {
    setDeterministic(true);
    try {
      await this.compiled("deterministic", fn);
    } finally {
      setDeterministic(false);
    }
  }

  /** Runs three steps of an optimizer; judges losses and assigned values. */
  async trained(): Promise<void> {
    const { fn, optimizer } = this.#instance;
    const step = compile((...xs: Tensor[]) => [optimizer!.minimize(fn(...xs).loss!)], {
      training: this.#program.training,
    });
    for (let turn = 0; turn < 3; turn++) await this.#run(`training, step ${turn}`, step);
  }

  /** Makes three calls that assign parameters; judges results and assigned values. */
  async state(): Promise<void> {
    const step = compile((...xs: Tensor[]) => distinct(this.#instance.assigning(...xs).outputs), {
      training: this.#program.training,
    });
    for (let turn = 0; turn < 3; turn++) await this.#run(`assigning, call ${turn}`, step);
  }

  /** Judges gradients and Hessian-vector products in one program, and checks them in f64 against finite differences. */
  async derivatives(forward: boolean): Promise<void> {
    const traced: Omit<Differentiated, "graph" | "feeds" | "training" | "cut" | "directions">[] = [];
    const directions: Tensor[] = [];
    const step = compile(
      (...xs: Tensor[]) => {
        const { all, loss, varied, slopes } = withSlopes(this.#instance, xs);
        directions.splice(0, directions.length, ...varied.map((like, i) => this.#direction(like, i)));
        const curves = secondOf(loss, varied, slopes, directions, forward);
        const tangent = tangentOf(loss, varied, directions);
        const results = distinct([...all, ...curves, ...tangent]);
        const place = ({ node }: Tensor) => results.findIndex((result) => result.node === node);
        traced.push({
          varied: varied.map((tensor) => (tensor instanceof Param ? tensor.entry : tensor.node)),
          places: {
            loss: place(loss),
            slopes: slopes.map(place),
            curves: curves.map(place),
            tangent: tangent.map(place),
          },
        });
        return results;
      },
      { training: this.#program.training },
    );
    const { graph, feeds } = await this.#run("derivatives", step);
    const numbers = await Promise.all(directions.map((direction) => direction.array()));
    const { training } = this.#program;
    const cut =
      this.#program.inputs.some(({ kind }) => kind === "whole" || kind === "special") ||
      /detach|truncate|customGrad/.test(printed(this.#program));
    const wrong = within("differences", () =>
      checkDerivatives({ ...traced[0]!, graph, feeds, training, cut, directions: numbers }),
    );
    if (wrong !== null) throw new Finding("differences", wrong);
  }

  #direction({ shape }: Tensor, i: number): Tensor {
    return tensorOfInput({ id: 1000 + i, shape, dtype: "f32", kind: "smooth" }, this.#program.seed);
  }

  /** Reads the results eagerly: concurrently, or one at a time from the last to the first. */
  async eager(mode: string, fn: Fn, dice: Dice): Promise<void> {
    random.seed(this.#program.seed + 5);
    const tensors = within(mode, () => fn(...this.#inputs));
    const { graph, feeds } = within(mode, () => lowered(tensors.map(({ node }) => node)));
    const got = new Array<ArrayLike<number>>(tensors.length);
    try {
      if (dice.next() < 0.5) await Promise.all(tensors.map(async (tensor, i) => (got[i] = await tensor.array())));
      else for (let i = tensors.length - 1; i >= 0; i--) got[i] = await tensors[i]!.array();
    } catch (error) {
      throw new Finding(mode, String(error), error);
    }
    this.#judge(mode, { graph, feeds, training: false, got });
  }

  /** Runs the program eagerly and reads some intermediate results before they are used. */
  async stepwise(dice: Dice): Promise<void> {
    const mode = "read step by step";
    // Gradients through a value that was read are refused.
    if (/\b(?:grad|jvp)\(/.test(printed(this.#program))) return;
    const { outputs, inputs, steps } = this.#program;
    random.seed(this.#program.seed + 5);
    const { graph, feeds } = within(mode, () =>
      lowered(this.#instance.fn(...this.#inputs).outputs.map(({ node }) => node)),
    );
    random.seed(this.#program.seed + 5);
    const values = new Map<number, unknown>(this.#instance.modules);
    inputs.forEach(({ id }, i) => values.set(id, this.#inputs[i]!));
    try {
      for (const step of steps) {
        const value = computed(step, values);
        values.set(step.id, value);
        if (value instanceof Tensor && dice.next() < 0.4) await value.array();
      }
      const got = await Promise.all(outputs.map((id) => (values.get(id) as Tensor).array()));
      this.#judge(mode, { graph, feeds, training: false, got });
    } catch (error) {
      throw error instanceof Finding ? error : new Finding(mode, String(error), error);
    }
  }

  /** Makes one call and judges it by the reference with the same random numbers and parameters. */
  async #run(mode: string, step: Fn): Promise<Trial> {
    random.seed(this.#program.seed + 5);
    try {
      const owner = compiledFunction(step, mode);
      const { graph, training, values } = owner.prepare(this.#inputs);
      const results = step(...this.#inputs);
      const arrays = await Promise.all(results.map((tensor) => tensor.array()));
      const got = [...arrays, ...owner.latest!.assigned.map((param) => copyOf(param.source!))];
      const trial = { graph, feeds: values, training, got };
      this.#judge(mode, trial);
      return trial;
    } catch (error) {
      throw error instanceof Finding ? error : new Finding(mode, String(error), error);
    }
  }

  async #again(mode: string, step: Fn, first: Trial): Promise<void> {
    random.seed(this.#program.seed + 5);
    const results = step(...this.#inputs);
    const arrays = await Promise.all(results.map((tensor) => tensor.array()));
    arrays.forEach((values, j) => {
      const differs = values.findIndex((x, i) => !Object.is(x, first.got[j]![i]));
      if (differs >= 0)
        throw new Finding(
          mode,
          `result ${j} of a repeated run differs at ${differs}: ${values[differs]}, not ${first.got[j]![differs]}`,
        );
    });
  }

  #judge(mode: string, trial: Trial): void {
    const wrong = within(mode, () => judge(trial));
    if (wrong !== null) throw new Finding(mode, wrong);
  }
}

/** Removes tensors with equal nodes, which are one output of a program. */
function distinct(tensors: readonly Tensor[]): Tensor[] {
  return [...new Map(tensors.map((tensor) => [tensor.node, tensor])).values()];
}

/** Returns the Hessian times the directions: forward over reverse mode, or reverse over reverse. */
function secondOf(
  loss: Tensor,
  varied: readonly Tensor[],
  slopes: readonly Tensor[],
  directions: readonly Tensor[],
  forward: boolean,
): Tensor[] {
  if (varied.length === 0) return [];
  if (forward) return unlessCustomGrad(() => hvp(loss, varied, directions));
  const along = slopes.map((slope, i) => slope.mul(directions[i]!).sum()).reduce((sum, part) => sum.add(part));
  const again = new Set(reached(along, varied));
  return varied.map((tensor) => (again.has(tensor) ? grad(along, [tensor])[0] : tensor.mul(0)));
}

function tangentOf(loss: Tensor, varied: readonly Tensor[], directions: readonly Tensor[]): Tensor[] {
  if (varied.length === 0) return [];
  const along = (tensors: readonly Tensor[]) =>
    tensors.map((tensor) => (tensor instanceof Param ? tensor.entry : tensor.node));
  const [tangent] = unlessCustomGrad(() => tangents([loss.node], along(varied), along(directions)));
  return tangent ? [tensorOf(tangent)] : [];
}

/** Runs `body`; returns [] if forward mode reaches a customGrad, which it cannot differentiate. */
function unlessCustomGrad<T>(body: () => T[]): T[] {
  try {
    return body();
  } catch (error) {
    if (error instanceof StateError && error.message.includes("customGrad")) return [];
    throw error;
  }
}

/** Builds the graph of nodes that have not been computed yet, with the values of its inputs. */
function lowered(nodes: readonly Node[]): { graph: Graph; feeds: ReadonlyMap<Node, ArrayLike<number>> } {
  const lowering = new Lowering({ liftConstants: false });
  const outputs = nodes.map((node) => lowering.lower(node));
  const feeds = lowering.inputs.map((input, i) => {
    const feed = lowering.feeds[i]!;
    return [input, typeof feed === "number" ? [feed] : copyOf(feed)] as const;
  });
  return { graph: { inputs: lowering.inputs, outputs, assignments: [] }, feeds: new Map(feeds) };
}
