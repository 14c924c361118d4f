/** Layers applied one after another, as the simplest of models are written. */
import { ArgumentError, HebbError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { Module, Tensor } from "../tensor/index.ts";

/** What turns one tensor into another: a module, or a function such as `relu`. */
export type Layer = (Module & { forward(x: Tensor): Tensor }) | ((x: Tensor) => Tensor);

export function applyLayer(layer: Layer, x: Tensor): Tensor {
  return typeof layer === "function" ? layer(x) : layer.forward(x);
}

/** Applies `layers` in order. An error of a layer says which one it was. */
export class Sequential extends Module {
  static override readonly name: string = "Sequential";
  readonly layers: readonly Layer[];

  /** Throws an ArgumentError for what is neither a module nor a function. */
  constructor(...layers: Layer[]) {
    super();
    layers.forEach((layer: unknown, i) => {
      if (typeof layer === "function" || layer instanceof Module) return;
      throw new ArgumentError(`layer ${i} of Sequential is ${shown(layer)}`, {
        rule: "Layers are modules, such as new Linear(784, 10), and functions of one tensor, such as relu.",
        ...(Array.isArray(layer) && { fix: "Give the layers one by one: new Sequential(...layers)." }),
      });
    });
    this.layers = layers;
  }

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
    rule: "Each layer is given one tensor and returns one.",
  });
}

/** Keeps the error's class, stack and operands; engines print the stack, which begins with the message. */
function blame(error: HebbError, name: string): void {
  const { message, stack } = error;
  error.message = `${name}: ${message}`;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}

function nameOf(layer: Layer): string {
  return typeof layer === "function" ? layer.name || "a function" : String(layer);
}
