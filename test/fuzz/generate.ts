/** Generates a program from a seed: always the same one, while the functions it calls accept the same arguments. */
import { type Module, Param, type Tensor, grad, parameters } from "hebb";
import { Dice } from "../compile/dice.ts";
import { Builder, type Maker, Shared, type Value } from "./builder.ts";
import * as axes from "./makers/axes.ts";
import * as elementwise from "./makers/elementwise.ts";
import * as layers from "./makers/layers.ts";
import { loop, swapping } from "./makers/loops.ts";
import * as products from "./makers/products.ts";
import type { Kind, Program } from "./program.ts";

const { unary, binary, withNumber, comparison, choice, masked, integers, casting, bits, constant, derivative } =
  elementwise;
const {
  reduction,
  readBack,
  reducedInteger,
  argmax,
  movement,
  joining,
  splitting,
  indexing,
  gathering,
  oneHot,
  lookup,
  sorting,
  running,
} = axes;
const { product, einsum, chain, convolution, wideConvolution, transposedConvolution, pooling, windows } = products;
const {
  linear,
  embedding,
  normalization,
  recurrent,
  cell,
  attending,
  multiHead,
  encoding,
  loss,
  uniform,
  dropout,
  noise,
  parameter,
} = layers;

/** Makers of each theme, from which 70% of a program's steps are drawn. */
const themes = {
  elementwise: [unary, derivative, binary, withNumber, constant, comparison, choice, masked, casting],
  integers: [integers, integers, reducedInteger, casting, reduction, comparison, choice, oneHot, bits, constant],
  reductions: [reduction, reduction, readBack, reducedInteger, argmax, lookup, binary],
  movement: [movement, movement, joining, splitting, indexing, gathering, binary],
  indexing: [indexing, gathering, lookup, argmax, oneHot, embedding, reducedInteger, reduction],
  sorting: [sorting, running, indexing, reduction, movement],
  products: [product, einsum, chain, readBack, linear, binary, movement],
  convolutions: [convolution, pooling, transposedConvolution, windows, normalization, unary],
  "wide convolutions": [wideConvolution, pooling, normalization],
  loops: [loop, loop, swapping, recurrent, running, derivative],
  attention: [attending, multiHead, masked, encoding],
  layers: [linear, embedding, normalization, recurrent, cell, multiHead, dropout],
  losses: [loss, linear, readBack, unary],
  random: [uniform, dropout, noise, loop, binary],
  state: [parameter, parameter, movement, binary, reduction, product, running],
} satisfies Record<string, readonly Maker[]>;

const everything: readonly Maker[] = Object.values(themes).flat();
const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33];
const optimizers = [
  "sgd(params, { learningRate: 0.1 })",
  "sgd(params, { learningRate: 0.1, momentum: 0.9, nesterov: true })",
  "adam(params, { learningRate: 0.01 })",
  "adamw(params, { learningRate: 0.01, weightDecay: 0.1 })",
  "rmsprop(params, { learningRate: 0.01 })",
  "adagrad(params, { learningRate: 0.1 })",
  "adam(params, { learningRate: schedules.cosine(0.01, { steps: 10 }) })",
];

export function generate(seed: number): Program {
  const dice = new Dice(seed);
  const theme = dice.pick(Object.keys(themes) as (keyof typeof themes)[]);
  const large = dice.next() < 0.06 && theme !== "loops";
  const kinds: Kind[] = dice.pick([
    ["smooth"],
    ["smooth"],
    ["smooth", "whole"],
    ["whole"],
    ["smooth", "wide"],
    ["smooth", "special"],
  ]);
  const shared = new Shared(seed, kinds);
  const sizes = lengthsOf(dice, large);
  const builder = new Builder(new Dice(seed + 1, sizes), shared, { largest: large ? 30_000 : 4000 });
  for (let i = 1 + dice.below(2); i > 0; i--) builder.pool.push(builder.input(builder.shape()));
  const count = large ? 2 + dice.below(4) : 2 + dice.below(10);
  for (let i = 0, tries = 0; i < count && tries < 60; tries++) {
    // A separate stream for each step, so that one step's draws do not change the others.
    builder.dice = new Dice(seed * 61 + tries * 7919 + 13, sizes);
    if (builder.attempt(builder.dice.pick(builder.chance(0.7) ? themes[theme] : everything))) i++;
  }
  builder.dice = new Dice(seed + 2, sizes);
  return finished(builder, seed, theme);
}

function lengthsOf(dice: Dice, large: boolean): readonly number[] {
  if (large) return [3, 17, 64, 129, 260];
  return dice.next() < 0.1 ? [0, ...lengths.slice(0, 6)] : lengths;
}

/** Chooses the outputs, the loss, and the optimizer or the assignments. */
function finished(builder: Builder, seed: number, theme: string): Program {
  const { dice, shared, pool } = builder;
  const made = pool.filter(({ id }) => builder.steps.some((step) => step.id === id));
  const outputs = [
    ...new Set([made.at(-1) ?? pool[0]!, dice.pick(made.length > 0 ? made : pool), ...made.slice(-3, -2)]),
  ];
  const loss = lossOf(builder, outputs);
  const trained = shared.modules.length > 0 && loss !== null && dice.next() < 0.5 && trains(shared, loss);
  return {
    seed,
    theme,
    modules: shared.modules,
    inputs: shared.inputs,
    steps: builder.steps,
    outputs: outputs.map(({ id }) => id),
    loss: loss?.id ?? null,
    optimizer: trained ? dice.pick(optimizers) : null,
    assigned: trained ? [] : assignments(builder),
    training: dice.next() < 0.5,
  };
}

/** Chooses a value of the same shape and type for most parameters, usually one computed from other values. */
function assignments(builder: Builder): [param: number, value: number][] {
  const { dice, shared, pool } = builder;
  return shared.modules.flatMap(({ id }) => {
    const param = shared.made.get(id);
    if (!(param instanceof Param) || dice.next() < 0.2) return [];
    const like = ({ tensor }: Value) => tensor.dtype === param.dtype && tensor.shape.join() === param.shape.join();
    const found = pool.filter((value) => value.id !== id && like(value));
    if (found.length > 0 && dice.next() < 0.7) return [[id, dice.pick(found).id]];
    const code = dice.pick(["$0.add(1)", "$0.flip()", "$0.neg()", "$0.mul($0)"]);
    builder.attempt(() => ({ code, args: [{ id, tensor: param, size: 9 }] }));
    return like(pool.at(-1)!) ? [[id, pool.at(-1)!.id]] : [];
  });
}

/** Adds a loss: a weighted sum of all float outputs, often nonlinear so that second derivatives are not all 0. */
function lossOf(builder: Builder, outputs: readonly Value[]): Value | null {
  const floats = outputs.filter(({ tensor }) => tensor.dtype === "f32");
  const parts = floats.map((output) => {
    const weights = builder.input(output.tensor.shape, "f32", "smooth");
    const code = builder.dice.pick([
      "$0.mul($1).sum()",
      "$0.mul($1).sum()",
      "$0.add($1).square().mean()",
      "$0.mul($1).sin().sum()",
    ]);
    builder.attempt(() => ({ code, args: [output, weights], size: 1 }));
    return builder.pool.at(-1)!;
  });
  if (parts.length === 0) return null;
  builder.attempt(() => ({
    code: parts.map((_, i) => (i === 0 ? "$0" : `.add($${i})`)).join(""),
    args: parts,
    size: 1,
  }));
  return builder.pool.at(-1)!;
}

/** Returns true if the loss depends on a trainable parameter. */
function trains(shared: Shared, { tensor }: Value): boolean {
  const modules = shared.modules.map(({ id }) => shared.made.get(id) as Module);
  const params = parameters(modules).flatMap(([, param]) => (param.trainable ? [param] : []));
  return reached(tensor, params).length > 0;
}

/** Returns the tensors that `loss` depends on. */
export function reached(loss: Tensor, tensors: readonly Tensor[]): Tensor[] {
  return tensors.filter((tensor) => {
    try {
      grad(loss, [tensor]);
      return true;
    } catch {
      return false;
    }
  });
}
