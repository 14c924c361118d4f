/** Heads that a controller moves over an external memory, to read and to write (Graves et al., 2014). */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { given } from "./given.ts";
import { Linear } from "./linear.ts";
import { readMemory, writeMemory } from "./memory-access.ts";
import { type MemoryAddressing, memoryWeights } from "./memory-addressing.ts";
import { checkSizes } from "./sizes.ts";

/** Options of `ReadHeads` and `WriteHeads`. */
export interface MemoryHeadsOptions {
  /** Number of heads. Default 1. */
  readonly heads?: number;
  /** Odd number of shifts: 3 for -1, 0 and 1. Default 3; 1 turns shifts off. */
  readonly shifts?: number;
  /** Address by content. Default true. */
  readonly content?: boolean;
  /** Interpolate between content and the last weights. Default true; false ignores the last weights if `content` is on. */
  readonly interpolation?: boolean;
  /** Sharpen the weights. Default true. */
  readonly sharpening?: boolean;
}

/** Result of `ReadHeads`. */
export interface MemoryRead {
  /** Rows that the heads read, f32 [..., heads, width]. */
  readonly read: Tensor;
  /** Weights of the slots, f32 [..., heads, n]. */
  readonly weights: Tensor;
}

/** Result of `WriteHeads`. */
export interface MemoryWritten {
  /** Memory after the write, f32 [..., n, width]. */
  readonly memory: Tensor;
  /** Weights of the slots, f32 [..., heads, n]. */
  readonly weights: Tensor;
}

const kinds = {
  heads: "number",
  shifts: "number",
  content: "boolean",
  interpolation: "boolean",
  sharpening: "boolean",
} as const;

/**
 * Base class of the heads: one linear layer computes the parameters of all heads from the output of the controller. The
 * key is a tanh, the key strength a softplus, the gate a sigmoid, the shift a softmax, the sharpness 1 + a softplus.
 */
abstract class MemoryHeads extends Module {
  /** Computes the parameters of all heads, inputs -> heads · (parameters of a head). */
  readonly projection: Linear;
  /** Number of heads. */
  readonly heads: number;
  /** Number of elements of a slot. */
  readonly width: number;
  readonly #sizes: Readonly<Record<string, number>>;

  constructor(layer: string, inputs: number, width: number, extra: readonly string[], options: MemoryHeadsOptions) {
    super();
    const {
      heads = 1,
      shifts = 3,
      content = true,
      interpolation = true,
      sharpening = true,
    } = readOptions(`new ${layer}`, options, kinds);
    checkSizes(layer, { inputs, width, heads, shifts });
    if (shifts % 2 === 0) {
      throw new ArgumentError(`new ${layer} was given ${shifts} as shifts`, {
        rule: "The number of shifts must be odd: the middle one does not move.",
      });
    }
    if (!content && shifts === 1) {
      throw new ArgumentError(`new ${layer} was given neither content nor shifts`, {
        rule: "Such heads cannot move.",
        fix: "Allow at least one of them.",
      });
    }
    this.heads = heads;
    this.width = width;
    this.#sizes = {
      ...(content && { key: width, strength: 1, ...(interpolation && { gate: 1 }) }),
      ...(shifts > 1 && { shift: shifts }),
      ...(sharpening && { sharpness: 1 }),
      ...Object.fromEntries(extra.map((name) => [name, width])),
    };
    this.projection = new Linear(inputs, heads * this.#total);
  }

  get #total(): number {
    return Object.values(this.#sizes).reduce((sum, size) => sum + size, 0);
  }

  /** Returns the parameters of all heads by name, each [..., heads, size], before their activations. */
  protected parametersOf(x: Tensor, memory: Tensor): Readonly<Record<string, Tensor>> {
    this.#check(x, memory);
    const all = this.projection.forward(x).reshape([...x.shape.slice(0, -1), this.heads, this.#total]);
    const parts = all.split(Object.values(this.#sizes), -1);
    return Object.fromEntries(Object.keys(this.#sizes).map((name, i) => [name, parts[i]!]));
  }

  /** Applies the activations. */
  protected addressing(raw: Readonly<Record<string, Tensor>>, previous: Tensor): MemoryAddressing {
    const { key, strength, gate, shift, sharpness } = raw;
    return {
      previous,
      key: key?.tanh(),
      strength: strength?.squeeze(-1).softplus(),
      gate: gate?.squeeze(-1).sigmoid().named("gate"),
      shift: shift?.softmax().named("shift"),
      sharpness: sharpness?.squeeze(-1).softplus().add(1),
    };
  }

  override toString(): string {
    const inputs = this.projection.weight.shape[1]!;
    return `${this.constructor.name}(${inputs}, ${this.width})`;
  }

  #check(x: Tensor, memory: Tensor): void {
    const inputs = this.projection.weight.shape[1]!;
    if (given(x, this).shape.at(-1) === inputs && given(memory, this).shape.at(-1) === this.width) return;
    throw new ShapeError(`${String(this)} was given shapes that do not match`, {
      operands: [operandOf(x.node, "x"), operandOf(memory.node, "memory")],
      rule: `Required: x [..., ${inputs}] and memory [..., n, ${this.width}].`,
    });
  }
}

/**
 * Reading heads: the output x of a controller [..., inputs], a memory [..., n, width] and the last weights [..., heads, n]
 * -> what each head read, and the next weights (Graves et al., 2014). See `memoryWeights` for the addressing and
 * `readMemory` for the read. Throws an ArgumentError if a size or an option is out of range.
 */
export class ReadHeads extends MemoryHeads {
  static override readonly name: string = "ReadHeads";

  constructor(inputs: number, width: number, options: MemoryHeadsOptions = {}) {
    super("ReadHeads", inputs, width, [], options);
  }

  /** Moves the heads and reads. Throws a ShapeError if the shapes do not match. */
  forward(x: Tensor, memory: Tensor, previous: Tensor): MemoryRead {
    return inCall("ReadHeads", () => {
      const weights = memoryWeights(memory, this.addressing(this.parametersOf(x, memory), previous));
      return { read: readMemory(memory, weights), weights };
    });
  }
}

/**
 * Writing heads: the output x of a controller [..., inputs], a memory [..., n, width] and the last weights [..., heads, n]
 * -> the next memory and the next weights (Graves et al., 2014). The erase vector is a sigmoid, the add vector a tanh.
 * See `memoryWeights` for the addressing and `writeMemory` for the write. Throws an ArgumentError if a size or an option
 * is out of range.
 */
export class WriteHeads extends MemoryHeads {
  static override readonly name: string = "WriteHeads";

  constructor(inputs: number, width: number, options: MemoryHeadsOptions = {}) {
    super("WriteHeads", inputs, width, ["erase", "add"], options);
  }

  /** Moves the heads, erases and adds. Throws a ShapeError if the shapes do not match. */
  forward(x: Tensor, memory: Tensor, previous: Tensor): MemoryWritten {
    return inCall("WriteHeads", () => {
      const { erase, add, ...raw } = this.parametersOf(x, memory);
      const weights = memoryWeights(memory, this.addressing(raw, previous));
      return { memory: writeMemory(memory, weights, erase!.sigmoid(), add!.tanh()), weights };
    });
  }
}
