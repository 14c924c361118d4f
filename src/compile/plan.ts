/** The whole program's buffers, faults and work: what the lowering of each group asks for and leaves behind. */
import type { DType } from "../base/dtype.ts";
import { bytesOf } from "../base/dtype.ts";
import { sizeOf } from "../base/shape.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Chains } from "./chain.ts";
import { nestKernel } from "./chunks.ts";
import { labelOf, lowerDot, type Packs } from "./contract.ts";
import type { Group, Grouping } from "./group.ts";
import { lowerGroup, type Plan } from "./lower.ts";
import type { Fault, Kernel, Matrix, Nest } from "./program.ts";
import { lowerSpecial } from "./special.ts";
import { type Work, workOf } from "./work.ts";

export interface BufferPlan {
  readonly dtype: DType;
  bytes: number;
  /** Its entry in the argument table; null for scratch. */
  external: number | null;
}

export class ProgramPlan implements Plan, Packs {
  readonly chains: Chains;
  readonly buffers: BufferPlan[] = [];
  readonly faults: Fault[] = [];
  readonly known = new Map<string, Matrix>();
  private readonly storedNodes: ReadonlySet<Node>;
  private readonly numbers = new Map<Node, number>();
  private readonly faultNumbers = new Map<Node, number>();
  private readonly needed = new Set<Node>();

  constructor(graph: Graph, stored: ReadonlySet<Node>, grouping: Grouping, chains: Chains) {
    this.storedNodes = stored;
    this.chains = chains;
    graph.inputs.forEach((node, i) => this.number(node, i));
    graph.outputs.forEach((node, j) => {
      if (!this.numbers.has(node)) this.number(node, graph.inputs.length + j);
    });
    for (const node of graph.outputs) this.needed.add(node);
    for (const { value } of graph.assignments) this.needed.add(value);
    for (const group of grouping.groups) {
      for (const node of group.reads) if (grouping.groupOf.get(node) !== group) this.needed.add(node);
    }
  }

  stored(node: Node): boolean {
    return this.storedNodes.has(node);
  }

  escapes(node: Node): boolean {
    return this.needed.has(node);
  }

  buffer(node: Node): number {
    return this.numbers.get(node) ?? this.number(node, null);
  }

  private number(node: Node, external: number | null): number {
    const { dtype, shape } = node;
    const buffer = this.buffers.push({ dtype, bytes: bytesOf(dtype) * sizeOf(shape), external }) - 1;
    this.numbers.set(node, buffer);
    return buffer;
  }

  temporary(bytes: number, dtype: DType = "f32"): number {
    return this.buffers.push({ dtype, bytes, external: null }) - 1;
  }

  fault(node: Node): number {
    const known = this.faultNumbers.get(node);
    if (known !== undefined) return known;
    const [table, indices] = node.inputs as [Node, Node];
    const axis = node.attributes["axis"] as number;
    const origin = node.origin === null ? undefined : String(node.origin);
    const label = `${node.op} of ${table.label ?? "a tensor"} at ${indices.label ?? "indices"}`;
    const fault = this.faults.push({ label, bound: table.shape[axis]!, origin }) - 1;
    this.faultNumbers.set(node, fault);
    return fault;
  }

  lower(group: Group): Work {
    return workOf(this.kernels(group));
  }

  private kernels(group: Group): Kernel[] {
    const [first] = group.members.keys();
    if (group.kind === "dot") return lowerDot(this, this, group, first!);
    if (group.kind === "alone") return lowerSpecial(this, first!);
    const nest = lowerGroup(this, group);
    return nest === null || isEmpty(nest) ? [] : [nestKernel(labelOf(group), nest, this.bytesTouched(nest))];
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

  private bytesTouched({ phases }: Nest): number {
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
