/**
 * What all optimizers have in common: groups of parameters, slots, the count of steps, the learning rate as state, and
 * `minimize`. Knows no update formula; a `Rule` has it.
 */
import { ArgumentError, StateError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Param, type Tensor, full, grad, parameters, zeros } from "../tensor/index.ts";
import { activeTrace, atOnePlace } from "../tensor/source/trace.ts";
import { clipByNorm, clipByValue } from "./clipping.ts";
import { type NamedParam, type Target, groupsOf } from "./groups.ts";
import { checkRanges, withDefaults } from "./options.ts";
import type { LearningRate, Rule } from "./rule.ts";

export interface MinimizeOptions {
  /** Scale all gradients down together where their global norm is larger. */
  readonly clipNorm?: number;
  /** Take every element of the gradients into [-clipValue, clipValue]; before clipNorm. */
  readonly clipValue?: number;
  /** Called after the update, to take parameters back to where they may be, as by `maxNorm`. */
  readonly project?: () => void;
}

const minimizeKinds = { clipNorm: "number", clipValue: "number", project: "function" } as const;

/** Parameters that change by one rule at one learning rate. */
interface Group {
  readonly params: readonly NamedParam[];
  readonly learningRate: LearningRate;
  readonly rule: Rule;
}

/** What an optimizer is made of: how it was called, and what tells it from others. */
export interface Kind<Options extends { readonly learningRate: LearningRate }> {
  readonly target: Target<Partial<Options>>;
  readonly options: Partial<Options>;
  readonly defaults: Options;
  readonly rule: (options: Options) => Rule;
}

export function makeOptimizer<Options extends { readonly learningRate: LearningRate }>(
  name: string,
  { target, options, defaults, rule }: Kind<Options>,
): Optimizer {
  const groups = groupsOf(name, target).map(({ params, options: own }) => {
    const all = withDefaults(name, defaults, options, own);
    return { params, learningRate: all.learningRate, rule: rule(all) };
  });
  return new Optimizer(name, groups);
}

/** Changes parameters by the gradient of a loss, within compiled functions. Made by `sgd`, `adam` and their kin. */
export class Optimizer {
  readonly name: string;
  /** The parameters that it changes, group after group. */
  readonly params: readonly Param[];
  /** The learning rate of each group, f32 []: that of the next step, or with a schedule that of the last. */
  readonly learningRates: readonly Param[];
  /** How many updates were made, i32 []. */
  readonly steps: Param;
  /** What a checkpoint keeps, by path: the count of steps, then the slots. Rates are the program's to say. */
  readonly state: ReadonlyMap<string, Param>;
  readonly #groups: readonly Group[];
  readonly #slots: ReadonlyMap<Param, readonly Param[]>;

  constructor(name: string, groups: readonly Group[]) {
    this.name = name;
    this.#groups = groups;
    this.params = groups.flatMap(({ params }) => params.map(({ param }) => param));
    this.steps = new Param([], (shape) => zeros(shape, "i32"), { trainable: false, dtype: "i32" });
    this.learningRates = groups.map(({ learningRate }) => rateParam(name, learningRate));
    const state = new Map([[`optimizer/${name}/step`, this.steps]]);
    this.#slots = makeSlots(`optimizer/${name}`, groups, state);
    this.state = state;
    const several = groups.length > 1;
    const rates = this.learningRates.map(
      (rate, i) => [`optimizer/${name}/learningRate${several ? `/${i}` : ""}`, rate] as const,
    );
    // The keys of one plain object: so each is called by its whole path.
    parameters(Object.fromEntries([...state, ...rates]));
  }

  /**
   * Changes the parameters so that the scalar `loss` becomes smaller, and returns it. Throws a StateError outside compile,
   * and an error of `grad` where `loss` is no scalar of f32.
   */
  minimize(loss: Tensor, options: MinimizeOptions = {}): Tensor {
    this.#checkTrace("minimize");
    const { clipNorm, clipValue, project } = readOptions(`${this.name}.minimize`, options, minimizeKinds);
    const trained = this.#trained();
    let gradients = grad(loss, trained);
    if (clipValue !== undefined) gradients = clipByValue(gradients, clipValue);
    if (clipNorm !== undefined) gradients = clipByNorm(gradients, clipNorm);
    this.#update(new Map(trained.map((param, i) => [param, gradients[i]!])));
    project?.();
    return loss;
  }

  /** Changes the parameters by gradients that were found elsewhere, one for each of `params`; frozen ones stay. */
  update(gradients: readonly Tensor[]): void {
    this.#checkTrace("update");
    if (gradients.length !== this.params.length) {
      throw new ArgumentError(`${this.name} was given ${gradients.length} gradients`, {
        rule: `There is one for each of its ${this.params.length} parameters, in the order of optimizer.params.`,
      });
    }
    const gradientOf = new Map(this.params.map((param, i) => [param, gradients[i]!]));
    this.#update(new Map(this.#trained().map((param) => [param, gradientOf.get(param)!])));
  }

  /** The parameters that are not frozen. Throws a StateError where all are. */
  #trained(): Param[] {
    const trained = this.params.filter(({ trainable }) => trainable);
    if (trained.length > 0) return trained;
    throw new StateError(`all parameters of ${this.name} are frozen`, {
      rule: "At least one parameter changes in a step.",
      fix: "Call unfreeze with the part that is to learn.",
    });
  }

  #update(gradientOf: ReadonlyMap<Param, Tensor>): void {
    atOnePlace(() => this.#updateEach(gradientOf));
  }

  #updateEach(gradientOf: ReadonlyMap<Param, Tensor>): void {
    const done = this.steps.cast("f32");
    const step = done.add(1);
    this.steps.assign(this.steps.add(1));
    this.#groups.forEach(({ params, learningRate, rule }, i) => {
      if (typeof learningRate !== "number") this.learningRates[i]!.assign(learningRate(done));
      const update = rule.begin(this.learningRates[i]!, step);
      for (const { param } of params) {
        const gradient = gradientOf.get(param);
        if (gradient === undefined) continue;
        const slots = this.#slots.get(param)!;
        const [next, ...kept] = update(param, gradient, slots);
        param.assign(next);
        slots.forEach((slot, j) => slot.assign(kept[j]!));
      }
    });
  }

  /** Sets the learning rate of every group for the steps to come; nothing is compiled again. */
  async setLearningRate(learningRate: number): Promise<void> {
    checkRanges(this.name, { learningRate });
    this.checkFixedLearningRate("setLearningRate");
    await Promise.all(this.learningRates.map((param) => param.set(learningRate)));
  }

  /** Multiplies the learning rate of every group by `factor`, down to `floor` at most (default 0). */
  async scaleLearningRate(factor: number, options: { readonly floor?: number } = {}): Promise<void> {
    const { floor = 0 } = readOptions(`${this.name}.scaleLearningRate`, options, { floor: "number" });
    checkRanges(this.name, { factor, floor });
    this.checkFixedLearningRate("scaleLearningRate");
    for (const param of this.learningRates) {
      const rate = await param.item();
      const next = Math.max(rate * factor, Math.min(rate, floor));
      await param.set(next);
    }
  }

  /** Throws a StateError where a schedule would undo what `method` does to the learning rate. */
  checkFixedLearningRate(method: string): void {
    if (this.#groups.every((group) => typeof group.learningRate === "number")) return;
    throw new StateError(`${method} was called on ${this.name}, whose learning rate follows a schedule`, {
      rule: "A schedule computes the learning rate anew in every step.",
      fix: "Give the optimizer a number as its learningRate.",
    });
  }

  toString(): string {
    return `${this.name} of ${this.params.length} parameters`;
  }

  #checkTrace(method: string): void {
    if (activeTrace() !== null) return;
    throw new StateError(`${this.name}.${method} was called outside compile`, {
      rule: "It describes what a compiled step does to the parameters.",
      fix: "Write: const step = compile((x, y) => optimizer.minimize(crossEntropy(model.forward(x), y))).",
    });
  }
}

function rateParam(name: string, learningRate: LearningRate): Param {
  if (typeof learningRate !== "function") checkRanges(name, { learningRate });
  const first = typeof learningRate === "number" ? learningRate : 0;
  return new Param([], (shape) => full(shape, first), { trainable: false });
}

/** The slots of every parameter; adds them to `state` by path. */
function makeSlots(prefix: string, groups: readonly Group[], state: Map<string, Param>): Map<Param, Param[]> {
  const slots = new Map<Param, Param[]>();
  for (const { params, rule } of groups) {
    for (const { name, param } of params) {
      const own = rule.slots.map((slot) => {
        const made = new Param(param.shape, (shape) => zeros(shape), { trainable: false });
        state.set(`${prefix}/${name}/${slot}`, made);
        return made;
      });
      slots.set(param, own);
    }
  }
  return slots;
}
