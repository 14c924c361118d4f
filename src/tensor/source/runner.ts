/**
 * One compiled program with its argument table: takes data for its inputs, runs, and hands out its results. Everything
 * that can be made once is made once: a run of a small step must cost a few microseconds here.
 */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import { compileGraph } from "../../compile/index.ts";
import type { Program } from "../../compile/ir/program.ts";
import type { CompilerStage } from "../../compile/ir/stages.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { Executable, type ExecutableStage, Storage } from "../../runtime/index.ts";
import { heap } from "../../runtime/memory.ts";
import { compilerOptions } from "../../runtime/options.ts";
import { Given, type Known, type Source, Stored } from "./source.ts";

/** Results of at most so many elements are copied out at once: their place is free for the next run. */
const smallResult = 16;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Programs that nobody can run any more give their memory back. */
const registry = new FinalizationRegistry<Executable>((executable) => executable.release());

/** Told of each stage from the graph to what runs, when it ends. */
export type RunnerStages = (...ended: CompilerStage | ExecutableStage) => void;

interface Input {
  readonly dtype: DType;
  readonly length: number;
  /** The program's own place for data that lies elsewhere, and what was copied there last. */
  slot: Storage | null;
  held: Source | null;
}

interface Output {
  readonly dtype: DType;
  readonly length: number;
  /** For small results. */
  readonly slot: Storage | null;
}

export class Runner {
  readonly graph: Graph;
  readonly program: Program;
  readonly executable: Executable;
  readonly #inputs: readonly Input[];
  readonly #outputs: readonly Output[];
  readonly #pointers: number[];

  constructor(graph: Graph, options: { readonly training: boolean; readonly stages?: RunnerStages | undefined }) {
    this.graph = graph;
    this.program = compileGraph(graph, { ...options, ...compilerOptions() });
    this.executable = new Executable(this.program, options.stages);
    this.#inputs = graph.inputs.map(({ dtype, shape }) => ({ dtype, length: sizeOf(shape), slot: null, held: null }));
    this.#outputs = graph.outputs.map(({ dtype, shape }) => {
      const length = sizeOf(shape);
      const slot = length <= smallResult ? Storage.allocate(dtype, length, "results of programs").pin() : null;
      return { dtype, length, slot };
    });
    registry.register(this, this.executable);
    this.#pointers = new Array<number>(graph.inputs.length + graph.outputs.length).fill(0);
  }

  /** Input `i` is the data at `source`. */
  feed(i: number, source: Source): void {
    this.feedStorage(i, source.storage());
  }

  /** Input `i` is a copy of the data of `source`: for what is used once, such as a batch. */
  feedGiven(i: number, source: Given): void {
    if (source.data === null) {
      this.feedStorage(i, source.storage());
    } else if (this.#inputs[i]!.held !== source) {
      this.feedData(i, source.data);
      this.#inputs[i]!.held = source;
    }
  }

  /** Input `i` is `storage` itself: what the program assigns to it stays there. */
  feedStorage(i: number, storage: Storage): void {
    this.#inputs[i]!.held = null;
    this.#pointers[i] = storage.toWasm();
  }

  /** Input `i` is a copy of `data`. */
  feedData(i: number, data: TypedArray): void {
    const pointer = this.#slot(i);
    heap().view(this.#inputs[i]!.dtype, pointer, data.length).set(data);
  }

  /** Input `i` is a scalar. */
  feedNumber(i: number, value: number): void {
    const pointer = this.#slot(i);
    const { dtype } = this.#inputs[i]!;
    if (dtype === "f32") {
      float[0] = value;
      heap().words[pointer >> 2] = bits[0]!;
    } else {
      // The least significant byte comes first, so this serves bytes too.
      heap().words[pointer >> 2] = value;
    }
  }

  /** Word `at` of input `i`, which is i32. */
  feedWord(i: number, at: number, value: number): void {
    heap().words[(this.#slot(i) >> 2) + at] = value;
  }

  /** What the program would be given now. */
  inputValues(): Map<Node, TypedArray> {
    const entries = this.graph.inputs.map((node, i) => {
      const { dtype, length } = this.#inputs[i]!;
      return [node, heap().view(dtype, this.#pointers[i]!, length).slice()] as const;
    });
    return new Map(entries);
  }

  /** Runs the program on what was fed. Throws a FaultError, and then no state has changed. */
  run(): Known[] {
    const { length } = this.#inputs;
    const outputs = this.#outputs;
    const storages: (Storage | null)[] = [];
    for (let j = 0; j < outputs.length; j++) {
      const { dtype, length: size, slot } = outputs[j]!;
      const storage = slot ?? Storage.allocate(dtype, size);
      storages.push(slot === null ? storage : null);
      this.#pointers[length + j] = storage.toWasm();
    }
    this.executable.run(this.#pointers);
    return storages.map((storage, j) => {
      if (storage !== null) return new Stored(storage);
      return new Given(outputs[j]!.slot!.read(), outputs[j]!.dtype);
    });
  }

  /** The address of the program's own place for input `i`. */
  #slot(i: number): number {
    const input = this.#inputs[i]!;
    input.slot ??= Storage.allocate(input.dtype, input.length, "arguments of programs").pin();
    input.held = null;
    return (this.#pointers[i] = input.slot.toWasm());
  }
}
