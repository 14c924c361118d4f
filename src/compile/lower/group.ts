/** Lowers a fused group to a nest: the phases of its members and the loops around them. */
import type { Node } from "../../graph/node.ts";
import { conversions } from "../../ops/conversion.ts";
import { type RawPhase, toNest } from "./nest.ts";
import { chainOf, type Group, type Member } from "../fuse/grouping.ts";
import type { Plan } from "../addressing/plan-types.ts";
import type { Nest, Reduction, Store } from "../ir/program.ts";
import { isReduction } from "../addressing/node-kind.ts";
import { contiguous } from "../addressing/view.ts";
import { Writer } from "../addressing/expression-writer.ts";

/**
 * Returns the nest of all members except `skip`, or null if none of them stores a result. `keep` is an axis that is
 * divided into chunks.
 */
export function lowerGroup(plan: Plan, group: Group, skip: Node | null = null, keep?: number): Nest | null {
  const lowering = new GroupLowering(plan, group);
  const phases = lowering.phases([...group.members.values()].filter(({ node }) => node !== skip));
  return phases.length === 0 ? null : toNest(group.sizes, group.inner, phases, keep);
}

/** Location of a reduction's result, for later phases. */
interface Place {
  readonly phase: number;
  readonly reduction: number;
}

class GroupLowering {
  readonly #reduced = new Map<Node, Place>();
  readonly #plan: Plan;
  readonly #group: Group;

  constructor(plan: Plan, group: Group) {
    this.#plan = plan;
    this.#group = group;
  }

  phases(members: readonly Member[]): RawPhase[] {
    const phases: RawPhase[] = [];
    const turns = members.flatMap(({ node, position }) => (this.#isKept(node) ? [position, position + 1] : [position]));
    for (const position of [...new Set(turns)].sort((a, b) => a - b)) {
      const phase = this.#phase(members, position, phases.length);
      if (phase.stores.length + phase.reductions.length > 0) phases.push(phase);
    }
    return phases;
  }

  /** Returns whether the result of a reduction is stored, which happens in the phase after it. */
  #isKept(node: Node): boolean {
    return isReduction(node) && this.#plan.escapes(node);
  }

  #phase(members: readonly Member[], position: number, index: number): RawPhase {
    const writer = this.#writer(position);
    const stores: Store[] = [];
    const reductions: Reduction[] = [];
    for (const { node, extent, position: own } of members) {
      const chain = chainOf(this.#plan.chains, this.#group, extent);
      if (own === position && isReduction(node)) {
        const [input] = node.inputs as [Node];
        const value = converted(writer, writer.use(input, chain), input, node);
        this.#reduced.set(node, {
          phase: index,
          reduction: reductions.push({ primitive: node.primitive, value, dtype: node.dtype }) - 1,
        });
      } else if (own === position && this.#needsBuffer(node)) {
        stores.push(this.#store(writer, node, writer.define(node, chain), extent));
      } else if (own + 1 === position && this.#isKept(node)) {
        stores.push(this.#store(writer, node, this.#result(writer, node), "row"));
      }
    }
    if (writer.blocked !== undefined) throw new Error(`views of ${members[0]!.node.op} do not fit its group`);
    return { full: position % 2 === 1, expressions: writer.expressions, stores, reductions };
  }

  #store(writer: Writer, node: Node, value: number, extent: Member["extent"]): Store {
    const chain = chainOf(this.#plan.chains, this.#group, extent);
    const access = writer.access(chain, contiguous(node.shape));
    return { buffer: this.#plan.buffer(node), access, value, dtype: node.dtype };
  }

  #result(writer: Writer, node: Node): number {
    return writer.add({ kind: "reduced", ...this.#reduced.get(node)!, dtype: node.dtype });
  }

  #writer(position: number): Writer {
    const [plan, group] = [this.#plan, this.#group];
    return new Writer({
      chains: plan.chains,
      stored: (node) => plan.stored(node),
      buffer: (node) => plan.buffer(node),
      fault: (node) => plan.fault(node),
      shortcut: (node, _, writer) => {
        const member = group.members.get(node);
        if (!member || node.op === "dot") return null;
        if (isReduction(node)) return this.#result(writer, node);
        const here = member.position === position || !this.#needsBuffer(node);
        return here ? writer.define(node, chainOf(plan.chains, group, member.extent)) : null;
      },
    });
  }

  /**
   * Returns whether a value is stored: it is used outside the group, or a later phase reads it and recomputing it costs
   * more than a load.
   */
  #needsBuffer(node: Node): boolean {
    if (this.#plan.escapes(node)) return true;
    const { position } = this.#group.members.get(node)!;
    const later = [...this.#group.members.values()].filter((member) => member.position > position);
    return later.some((member) => this.#reads(member.node, node)) && !this.#isCheap(node, 3);
  }

  #reads(reader: Node, node: Node): boolean {
    const stack = [...reader.inputs];
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (at === node) return true;
      if (!this.#plan.stored(at)) stack.push(...at.inputs);
    }
    return false;
  }

  /** Returns whether the formula consists of a few cheap operations on stored values. */
  #isCheap(node: Node, depth: number): boolean {
    const { primitive } = node;
    if (primitive.elementwise ? !primitive.cheap || depth === 0 : !primitive.movement) return node.inputs.length === 0;
    return node.inputs.every((input) => this.#plan.stored(input) || this.#isCheap(input, depth - 1));
  }
}

/** Converts a value to the dtype of the reduction: bool and u8 are summed as i32. */
function converted(writer: Writer, value: number, from: Node, to: Node): number {
  if (from.dtype === to.dtype) return value;
  const [primitive, attributes] = [conversions.cast, { dtype: to.dtype }];
  return writer.add({ kind: "apply", primitive, inputs: [value], attributes, dtype: to.dtype });
}
