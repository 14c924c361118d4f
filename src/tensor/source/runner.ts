/**
 * A compiled program with its argument table: accepts data for the inputs, runs, and returns the results. Everything
 * reusable is allocated once, because a run of a small step should take only a few microseconds here.
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
import { HostData, type Known, type Source, Stored } from "./source.ts";

/** Results of at most this many elements are copied out immediately, so that their memory is reused by the next run. */
const smallResult = 16;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Releases the memory of programs that are no longer reachable. */
const registry = new FinalizationRegistry<Executable>((executable) => executable.release());

/** Listener that is called when a stage of compiling a graph ends. */
export type RunnerStages = (...ended: CompilerStage | ExecutableStage) => void;

interface Input {
  readonly dtype: DType;
  readonly length: number;
  /** The program's own storage for data located elsewhere, and the source last copied there. */
  slot: Storage | null;
  held: Source | null;
}

interface Output {
  readonly dtype: DType;
  readonly length: number;
  /** Storage for small results, reused by every run. */
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

  /** Sets input `i` to the data at `source`. */
  feed(i: number, source: Source): void {
    this.feedStorage(i, source.storage());
  }

  /** Sets input `i` to a copy of the data at `source`. For data that is used once, such as a batch. */
  feedHostData(i: number, source: HostData): void {
    if (source.data === null) {
      this.feedStorage(i, source.storage());
    } else if (this.#inputs[i]!.held !== source) {
      this.feedData(i, source.data);
      this.#inputs[i]!.held = source;
    }
  }

  /** Sets input `i` to `storage` itself, which the program may overwrite by an assignment. */
  feedStorage(i: number, storage: Storage): void {
    this.#inputs[i]!.held = null;
    this.#pointers[i] = storage.toWasm();
  }

  /** Sets input `i` to a copy of `data`. */
  feedData(i: number, data: TypedArray): void {
    const pointer = this.#slot(i);
    heap().view(this.#inputs[i]!.dtype, pointer, data.length).set(data);
  }

  /** Sets input `i`, a scalar. */
  feedNumber(i: number, value: number): void {
    const pointer = this.#slot(i);
    const { dtype } = this.#inputs[i]!;
    if (dtype === "f32") {
      float[0] = value;
      heap().words[pointer >> 2] = bits[0]!;
    } else {
      // WebAssembly is little-endian: the least significant byte comes first, so this works for bytes too.
      heap().words[pointer >> 2] = value;
    }
  }

  /** Sets word `at` of input `i`, which must be i32. */
  feedWord(i: number, at: number, value: number): void {
    heap().words[(this.#slot(i) >> 2) + at] = value;
  }

  /** Returns a copy of the current value of every input. */
  inputValues(): Map<Node, TypedArray> {
    const entries = this.graph.inputs.map((node, i) => {
      const { dtype, length } = this.#inputs[i]!;
      return [node, heap().view(dtype, this.#pointers[i]!, length).slice()] as const;
    });
    return new Map(entries);
  }

  /** Runs the program on its current inputs. Throws a FaultError if it fails; in that case, no state has changed. */
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
      return new HostData(outputs[j]!.slot!.read(), outputs[j]!.dtype);
    });
  }

  /** Returns the address of the program's own storage for input `i`, and allocates it if needed. */
  #slot(i: number): number {
    const input = this.#inputs[i]!;
    input.slot ??= Storage.allocate(input.dtype, input.length, "arguments of programs").pin();
    input.held = null;
    return (this.#pointers[i] = input.slot.toWasm());
  }
}
