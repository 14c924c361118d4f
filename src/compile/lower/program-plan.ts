/** The whole program's buffers, faults and work: what the lowering of each group asks for and leaves behind. */
import type { DType } from "../../base/dtype.ts";
import { bytesOf } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import { type Graph, nodesOf, rootsOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Chains } from "../addressing/chain.ts";
import { nestKernel } from "./chunks.ts";
import { labelOf, lowerDot } from "./dot.ts";
import type { Packs } from "./packing.ts";
import type { Group, Grouping } from "../fuse/grouping.ts";
import { lowerGroup } from "./group.ts";
import type { BodyProgram, LoopPlan } from "../addressing/plan-types.ts";
import type { Fault, Kernel, Matrix, Nest, Step } from "../ir/program.ts";
import { featureOf } from "../addressing/feature.ts";
import type { CompilerStages } from "../ir/stages.ts";
import { labelOfIndexed } from "../addressing/node-kind.ts";
import type { Target } from "../ir/target.ts";
import { lowerSpecial } from "./pad-scatter.ts";
import { type Work, workOf } from "../ir/effects.ts";

export interface BufferPlan {
  readonly dtype: DType;
  bytes: number;
  /** Its entry in the argument table; null for scratch. */
  external: number | null;
}

/** What the plans of a program and of the bodies of its loops have in common. */
export interface Whole {
  readonly target: Target;
  readonly stages: CompilerStages | undefined;
  readonly faults: Fault[];
  /** Compiles the body of a loop; see `LoopPlan`. */
  readonly compileBody: (graph: Graph, constants: number) => BodyProgram;
}

export class ProgramPlan implements LoopPlan, Packs {
  readonly chains: Chains;
  readonly buffers: BufferPlan[] = [];
  readonly known = new Map<string, Matrix>();
  /** What runs before the first turn, if this is the body of a loop. */
  readonly early: { readonly kernel: Kernel; readonly bytes: number }[] = [];
  readonly #whole: Whole;
  /** The buffers that are the same at every turn. */
  readonly #constants: readonly [from: number, to: number];
  readonly #storedNodes: ReadonlySet<Node>;
  readonly #numbers = new Map<Node, number>();
  readonly #faultNumbers = new Map<Node, number>();
  readonly #needed = new Set<Node>();
  readonly #readersOf = new Map<Node, Node[]>();
  /** The external that the first of `early` writes. */
  readonly #firstEarly: number;

  /** Inputs from `constants` on are the same at every turn of the loop whose body `graph` is. */
  constructor(
    graph: Graph,
    stored: ReadonlySet<Node>,
    grouping: Grouping,
    chains: Chains,
    whole: Whole,
    constants: number,
  ) {
    this.#storedNodes = stored;
    this.chains = chains;
    this.#whole = whole;
    this.#constants = [constants, graph.inputs.length];
    this.#firstEarly = graph.inputs.length + graph.outputs.length;
    graph.inputs.forEach((node, i) => this.#number(node, i));
    graph.outputs.forEach((node, j) => {
      if (!this.#numbers.has(node)) this.#number(node, graph.inputs.length + j);
    });
    for (const node of nodesOf(graph)) {
      for (const [i, input] of node.inputs.entries()) {
        if (node.inputs.indexOf(input) < i) continue;
        const readers = this.#readersOf.get(input);
        if (readers) readers.push(node);
        else this.#readersOf.set(input, [node]);
      }
    }
    for (const root of rootsOf(graph)) this.#readersOf.delete(root);
    for (const node of graph.outputs) this.#needed.add(node);
    for (const { value } of graph.assignments) this.#needed.add(value);
    for (const group of grouping.groups) {
      for (const node of group.reads) if (grouping.groupOf.get(node) !== group) this.#needed.add(node);
    }
  }

  get target(): Target {
    return this.#whole.target;
  }

  stored(node: Node): boolean {
    return this.#storedNodes.has(node);
  }

  /** None of a result, which the caller reads whole. */
  readers(node: Node): readonly Node[] {
    return this.#readersOf.get(node) ?? [];
  }

  escapes(node: Node): boolean {
    return this.#needed.has(node);
  }

  buffer(node: Node): number {
    return this.#numbers.get(node) ?? this.#number(node, null);
  }

  #number(node: Node, external: number | null): number {
    const { dtype, shape } = node;
    const buffer = this.buffers.push({ dtype, bytes: bytesOf(dtype) * sizeOf(shape), external }) - 1;
    this.#numbers.set(node, buffer);
    return buffer;
  }

  temporary(bytes: number, dtype: DType = "f32"): number {
    return this.buffers.push({ dtype, bytes, external: null }) - 1;
  }

  fault(node: Node): number {
    const known = this.#faultNumbers.get(node);
    if (known !== undefined) return known;
    const axis = node.attributes["axis"] as number;
    const origin = node.origin === null ? undefined : String(node.origin);
    const { label = labelOfIndexed(node), noun } = node.attributes as Partial<Record<"label" | "noun", string>>;
    const fault = this.#whole.faults.push({ label, noun, bound: node.inputs[0]!.shape[axis]!, origin }) - 1;
    this.#faultNumbers.set(node, fault);
    return fault;
  }

  lower(group: Group): Work {
    return workOf(this.#steps(group));
  }

  isConstant(buffer: number): boolean {
    const [from, to] = this.#constants;
    return buffer >= from && buffer < to;
  }

  packEarly(bytes: number, kernel: (target: number) => Kernel): number {
    const external = this.#firstEarly + this.early.length;
    const target = this.buffers.push({ dtype: "f32", bytes, external }) - 1;
    this.early.push({ kernel: kernel(target), bytes });
    return target;
  }

  compileBody(graph: Graph, constants: number): BodyProgram {
    return this.#whole.compileBody(graph, constants);
  }

  #steps(group: Group): Step[] {
    const [first] = group.members.keys();
    if (group.kind === "dot") return lowerDot(this, this, group, first!);
    if (group.kind === "alone")
      return lowerSpecial(this, first!) ?? featureOf(first!)!.lower!(this, [...group.members.keys()]);
    const nest = lowerGroup(this, group);
    return nest === null || isEmpty(nest) ? [] : [nestKernel(labelOf(group), nest, this.#bytesTouched(nest))];
  }

  /** A kernel that copies one buffer to another. */
  copy(from: number, to: number): Work {
    const { dtype, bytes } = this.buffers[from]!;
    const access = { offset: 0, strides: [1] };
    const phase = {
      inner: [],
      expressions: [{ kind: "load" as const, buffer: from, access, dtype }],
      stores: [{ buffer: to, access, value: 0, dtype }],
      reductions: [],
    };
    const nest: Nest = { kind: "nest", outer: [bytes / bytesOf(dtype)], parallel: 0, lanes: "outer", phases: [phase] };
    return workOf(isEmpty(nest) ? [] : [nestKernel("copy", nest, 2 * bytes)]);
  }

  #bytesTouched({ phases }: Nest): number {
    const buffers = phases.flatMap(({ expressions, stores }) => [
      ...expressions.flatMap((e) => ("buffer" in e ? [e.buffer] : [])),
      ...stores.map(({ buffer }) => buffer),
    ]);
    return [...new Set(buffers)].reduce((sum, buffer) => sum + this.buffers[buffer]!.bytes, 0);
  }
}

function isEmpty({ outer }: Nest): boolean {
  return outer.includes(0);
}
