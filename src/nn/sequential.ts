/** Sequential models: layers applied in order. */
import { ArgumentError, HebbError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { Module, Tensor } from "../tensor/index.ts";

/** Layer with one input and one output: a module, or a function such as `relu`. */
export type Layer = (Module & { forward(x: Tensor): Tensor }) | ((x: Tensor) => Tensor);

/** Applies a module or a function to `x`. */
export function applyLayer(layer: Layer, x: Tensor): Tensor {
  return typeof layer === "function" ? layer(x) : layer.forward(x);
}

/**
 * Sequential model: applies `layers` in order. Layers are modules, or functions of one tensor. If a layer throws a
 * HebbError, its message is prefixed with the index and the name of the layer.
 */
export class Sequential extends Module {
  static override readonly name: string = "Sequential";
  /** Layers in the order of application. */
  readonly layers: readonly Layer[];

  /** Throws an ArgumentError if a layer is neither a module nor a function. */
  constructor(...layers: Layer[]) {
    super();
    layers.forEach((layer: unknown, i) => {
      if (typeof layer === "function" || layer instanceof Module) return;
      throw new ArgumentError(`layer ${i} of Sequential is ${shown(layer)}`, {
        rule: "A layer is a module, such as new Linear(784, 10), or a function of one tensor, such as relu.",
        ...(Array.isArray(layer) && { fix: "Pass the layers as arguments: new Sequential(...layers)." }),
      });
    });
    this.layers = layers;
  }

  /** Throws an ArgumentError if a layer does not return a tensor. */
  forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer, i) => apply(layer, value, i), x);
  }

  override toString(): string {
    return `Sequential(${this.layers.map(nameOf).join(", ")})`;
  }
}

function apply(layer: Layer, x: Tensor, i: number): Tensor {
  const name = `layer ${i} of Sequential, ${nameOf(layer)}`;
  let result: unknown;
  try {
    result = applyLayer(layer, x);
  } catch (error) {
    if (error instanceof HebbError) blame(error, name);
    throw error;
  }
  if (result instanceof Tensor) return result;
  throw new ArgumentError(`${name}, returned ${typeof result} instead of a tensor`, {
    rule: "A layer must return one tensor.",
  });
}

/**
 * Prefixes the message, and keeps the error's class and operands. The stack is changed too, because it repeats the
 * message.
 */
function blame(error: HebbError, name: string): void {
  const { message, stack } = error;
  error.message = `${name}: ${message}`;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}

function nameOf(layer: Layer): string {
  return typeof layer === "function" ? layer.name || "a function" : String(layer);
}
