/** The plan of a program: buffers, faults and scheduling units, created while groups are lowered. */
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

/** A planned buffer. */
export interface BufferPlan {
  readonly dtype: DType;
  bytes: number;
  /** Index in the argument table, or null for scratch. */
  external: number | null;
}

/** Data shared by the plans of a program and of its loop bodies. */
export interface PlanContext {
  readonly target: Target;
  readonly stages: CompilerStages | undefined;
  readonly faults: Fault[];
  /** Compiles the body of a loop. See `LoopPlan`. */
  readonly compileBody: (graph: Graph, constants: number) => BodyProgram;
}

/** Plan of a program or of a loop body. `lower` lowers one group. */
export class ProgramPlan implements LoopPlan, Packs {
  readonly chains: Chains;
  readonly buffers: BufferPlan[] = [];
  readonly known = new Map<string, Matrix>();
  /** Packing kernels hoisted out of the loop, if this is a loop body. */
  readonly early: { readonly kernel: Kernel; readonly bytes: number }[] = [];
  readonly #context: PlanContext;
  /** Range of the loop-invariant buffers. */
  readonly #constants: readonly [from: number, to: number];
  readonly #storedNodes: ReadonlySet<Node>;
  readonly #numbers = new Map<Node, number>();
  readonly #faultNumbers = new Map<Node, number>();
  readonly #needed = new Set<Node>();
  readonly #readersOf = new Map<Node, Node[]>();
  /** Index of the external written by the first kernel of `early`. */
  readonly #firstEarly: number;

  /**
   * Creates a plan for `graph`. If `graph` is a loop body, inputs with an index of at least `constants` are
   * loop-invariant.
   */
  constructor(
    graph: Graph,
    stored: ReadonlySet<Node>,
    grouping: Grouping,
    chains: Chains,
    context: PlanContext,
    constants: number,
  ) {
    this.#storedNodes = stored;
    this.chains = chains;
    this.#context = context;
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
    return this.#context.target;
  }

  stored(node: Node): boolean {
    return this.#storedNodes.has(node);
  }

  /** Returns the nodes that read `node`. Empty for a result, because the caller reads all of it. */
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
    const fault = this.#context.faults.push({ label, noun, bound: node.inputs[0]!.shape[axis]!, origin }) - 1;
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
    return this.#context.compileBody(graph, constants);
  }

  #steps(group: Group): Step[] {
    const [first] = group.members.keys();
    if (group.kind === "dot") return lowerDot(this, this, group, first!);
    if (group.kind === "alone")
      return lowerSpecial(this, first!) ?? featureOf(first!)!.lower!(this, [...group.members.keys()]);
    const nest = lowerGroup(this, group);
    return nest === null || isEmpty(nest) ? [] : [nestKernel(labelOf(group), nest, this.#bytesTouched(nest))];
  }

  /** Returns a kernel that copies one buffer to another. */
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
