/**
 * Shared code of the optimizers: parameter groups, slots, step count, the learning rate as state, and `minimize`.
 * Update formulas are in a `Rule`.
 */
import { ArgumentError, StateError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Param, type Tensor, full, grad, parameters, zeros } from "../tensor/index.ts";
import { activeTrace, atOnePlace } from "../tensor/source/trace.ts";
import { clipByNorm, clipByValue } from "./clipping.ts";
import { type NamedParam, type Target, groupsOf } from "./groups.ts";
import { checkRanges, withDefaults } from "./options.ts";
import type { LearningRate, Rule } from "./rule.ts";

/** Options of `minimize`. */
export interface MinimizeOptions {
  /** Maximum global norm of the gradients, as in `clipByNorm`. Default: no clipping. */
  readonly clipNorm?: number;
  /** Clamp every element of the gradients to [-clipValue, clipValue], before `clipNorm`. Default: no clipping. */
  readonly clipValue?: number;
  /** Function called after the update to project parameters onto their constraints, such as with `maxNorm`. */
  readonly project?: () => void;
}

const minimizeKinds = { clipNorm: "number", clipValue: "number", project: "function" } as const;

/** Parameters with one update rule and one learning rate. */
interface Group {
  readonly params: readonly NamedParam[];
  readonly learningRate: LearningRate;
  readonly rule: Rule;
}

/** Definition of an optimizer: its arguments, default options and update rule. */
export interface Kind<Options extends { readonly learningRate: LearningRate }> {
  readonly target: Target<Partial<Options>>;
  readonly options: Partial<Options>;
  readonly defaults: Options;
  readonly rule: (options: Options) => Rule;
}

/** Creates an optimizer. Throws an ArgumentError if an option is out of range or nothing can be trained. */
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

/**
 * Optimizer: updates parameters by the gradient of a loss within compiled functions. Created by functions such as `sgd`
 * and `adam`.
 */
export class Optimizer {
  /** Name of the function that created the optimizer, such as "adam". */
  readonly name: string;
  /** Parameters of the optimizer in the order of its groups. */
  readonly params: readonly Param[];
  /** Learning rate of each group, f32 []. With a schedule, it is the learning rate of the last step. */
  readonly learningRates: readonly Param[];
  /** Number of completed steps, i32 []. */
  readonly steps: Param;
  /** State saved in a checkpoint, by path: the step count, the slots and the learning rates. */
  readonly state: ReadonlyMap<string, Param>;
  readonly #groups: readonly Group[];
  readonly #slots: ReadonlyMap<Param, readonly Param[]>;

  constructor(name: string, groups: readonly Group[]) {
    this.name = name;
    this.#groups = groups;
    this.params = groups.flatMap(({ params }) => params.map(({ param }) => param));
    this.steps = new Param([], (shape) => zeros(shape, "i32"), { trainable: false, dtype: "i32" });
    this.learningRates = groups.map(({ learningRate }) => learningRateParam(name, learningRate));
    const state = new Map([[`optimizer/${name}/step`, this.steps]]);
    this.#slots = makeSlots(`optimizer/${name}`, groups, state);
    const several = groups.length > 1;
    this.learningRates.forEach((param, i) => {
      state.set(`optimizer/${name}/learningRate${several ? `/${i}` : ""}`, param);
    });
    this.state = state;
    // Keys of one plain object give each parameter its full path as its name.
    parameters(Object.fromEntries(state));
  }

  /**
   * Updates the parameters by the gradient of the scalar `loss`, and returns `loss`. Throws a StateError outside
   * compile or if all parameters are frozen, a ShapeError or DTypeError unless `loss` is an f32 scalar, and an
   * ArgumentError if an option is invalid.
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

  /**
   * Updates the parameters by the given gradients, one for each of `params` in their order. Frozen parameters do not
   * change. Throws a StateError outside compile or if all parameters are frozen, and an ArgumentError for another
   * number of gradients.
   */
  update(gradients: readonly Tensor[]): void {
    this.#checkTrace("update");
    if (gradients.length !== this.params.length) {
      throw new ArgumentError(`${this.name} was given ${gradients.length} gradients`, {
        rule: `It requires ${this.params.length}, in the order of optimizer.params.`,
      });
    }
    const gradientOf = new Map(this.params.map((param, i) => [param, gradients[i]!]));
    this.#update(new Map(this.#trained().map((param) => [param, gradientOf.get(param)!])));
  }

  /** Parameters that are not frozen. Throws a StateError if all are frozen. */
  #trained(): Param[] {
    const trained = this.params.filter(({ trainable }) => trainable);
    if (trained.length > 0) return trained;
    throw new StateError(`all parameters of ${this.name} are frozen`, {
      rule: "A step must change at least one.",
      fix: "Call unfreeze for the part to train.",
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

  /**
   * Sets the learning rate of every group. Nothing is recompiled. Rejects with an ArgumentError unless the learning
   * rate is finite and at least 0, and with a StateError if it follows a schedule.
   */
  async setLearningRate(learningRate: number): Promise<void> {
    checkRanges(this.name, { learningRate });
    this.checkFixedLearningRate("setLearningRate");
    await Promise.all(this.learningRates.map((param) => param.set(learningRate)));
  }

  /**
   * Multiplies the learning rate of every group by `factor`. The result is not smaller than `floor` (default 0), unless
   * the learning rate already was. Rejects with an ArgumentError unless both are finite and at least 0, and with a
   * StateError if the learning rate follows a schedule.
   */
  async scaleLearningRate(factor: number, options: { readonly floor?: number } = {}): Promise<void> {
    const { floor = 0 } = readOptions(`${this.name}.scaleLearningRate`, options, { floor: "number" });
    checkRanges(this.name, { factor, floor });
    this.checkFixedLearningRate("scaleLearningRate");
    for (const param of this.learningRates) {
      const learningRate = await param.item();
      const next = Math.max(learningRate * factor, Math.min(learningRate, floor));
      await param.set(next);
    }
  }

  /** Throws a StateError if the learning rate follows a schedule, which would overwrite the change made by `method`. */
  checkFixedLearningRate(method: string): void {
    if (this.#groups.every((group) => typeof group.learningRate === "number")) return;
    throw new StateError(`${method} was called on ${this.name}, whose learning rate follows a schedule`, {
      rule: "A schedule sets the learning rate in every step.",
      fix: "Create the optimizer with a number as learningRate.",
    });
  }

  toString(): string {
    return `${this.name} of ${this.params.length} parameters`;
  }

  #checkTrace(method: string): void {
    if (activeTrace() !== null) return;
    throw new StateError(`${this.name}.${method} was called outside compile`, {
      rule: "It must be part of a compiled step.",
      fix: "Write: const step = compile((x, y) => optimizer.minimize(crossEntropy(model.forward(x), y))).",
    });
  }
}

/** State that contains the learning rate of a group. */
function learningRateParam(name: string, learningRate: LearningRate): Param {
  if (typeof learningRate !== "function") checkRanges(name, { learningRate });
  const first = typeof learningRate === "number" ? learningRate : 0;
  return new Param([], (shape) => full(shape, first), { trainable: false });
}

/** Creates the slots of every parameter and adds them to `state` by path. */
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
