/**
 * Fusion: stored nodes that can be computed in one pass over the same axes form a group, which becomes one kernel. An
 * elementwise node joins the dot, reduction or map that it reads; reductions over the same axes share a group.
 */
import { sameShape, type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import type { Body, Node } from "../../graph/node.ts";
import type { Chain, Chains } from "../addressing/chain.ts";
import type { Access } from "../ir/program.ts";
import { dotSizes, innerAxes, sameFolding, sumsLongColumns } from "../addressing/kernel-axes.ts";
import { domainOf, isReduction, needsKernel } from "../addressing/node-kind.ts";
import { formulaOf } from "../store/choose.ts";
import { type Written, tryWriting } from "../addressing/try-writing.ts";

/** Iteration space of a member: every element of the domain, or one element for each index of its outer axes. */
export type Extent = "full" | "row";

/** A node in a group. */
export interface Member {
  readonly node: Node;
  readonly extent: Extent;
  /** Order of the phases: full phases have odd positions, row phases even ones. */
  position: number;
}

/** A fusion group, which becomes one kernel. */
export interface Group {
  readonly id: number;
  /** Lengths of the axes of the group, with a flag for each reduced axis. All flags are false without a reduction. */
  sizes: Shape;
  inner: readonly boolean[];
  readonly kind: "map" | "dot" | "alone";
  readonly members: Map<Node, Member>;
  /** Groups that must run before this one, and groups that must run after it. */
  readonly needs: Set<Group>;
  readonly neededBy: Set<Group>;
  /** Topological level, greater than that of each group in `needs`. */
  level: number;
  /** Stored nodes and inputs read by the members. */
  readonly reads: Set<Node>;
  /** Total number of expressions in the formulas of the members. */
  expressions: number;
}

/** Largest number of expressions in a kernel. Adding to a larger kernel has no benefit. */
const mostExpressions = 500;
/**
 * Limits on the number of candidate groups, of which the latest are tried, and on the number of dependencies that are
 * followed back. Programs of usual size stay below both.
 */
const mostCandidates = 64;
const mostEarlier = 1000;

/** The arrays read by a member, and the length of its formula. */
interface Formula {
  readonly reads: Iterable<Node>;
  readonly expressions: number;
}

/** Builds the groups, one stored node at a time. */
export class Grouping {
  readonly groups: Group[] = [];
  readonly groupOf = new Map<Node, Group>();
  readonly #readers = new Map<Node, Group[]>();
  /** Groups of loops, keyed by body: all results of a loop share one group. */
  readonly #loops = new Map<Body, Group>();
  readonly #stored: ReadonlySet<Node>;
  readonly #chains: Chains;
  readonly #results: ReadonlySet<Node>;

  /** Creates an empty grouping. `results` are the results of the program. */
  constructor(stored: ReadonlySet<Node>, chains: Chains, results: ReadonlySet<Node>) {
    this.#stored = stored;
    this.#chains = chains;
    this.#results = results;
  }

  /** Adds a stored node to the first group that it can join, or opens a group for it. */
  add(node: Node): void {
    const kind = kindOf(node);
    const loop = node.body && this.#loops.get(node.body);
    if (loop) {
      this.#enter(loop, { node, extent: "full", position: 1 }, { reads: [], expressions: 0 });
      return;
    }
    if (kind === "map") {
      const { producers, groups } = this.#candidates(node);
      const earlier = earlierGroups(producers, groups);
      for (const group of groups) if (!earlier(group) && this.#tryJoin(group, node)) return;
    }
    this.#open(node, kind);
  }

  #open(node: Node, kind: Group["kind"]): void {
    const sizes = kind === "dot" ? dotSizes(node) : domainOf(node);
    const inner = innerAxes(node, sizes);
    const group: Group = {
      id: this.groups.length,
      sizes,
      inner,
      kind,
      members: new Map(),
      needs: new Set(),
      neededBy: new Set(),
      level: 0,
      reads: new Set(),
      expressions: 0,
    };
    this.groups.push(group);
    if (node.body) this.#loops.set(node.body, group);
    const formula = kind === "map" ? this.#formula(group, node, "full")! : wholeFormula(node, this.#stored);
    this.#enter(group, { node, extent: "full", position: 1 }, formula);
  }

  #enter(group: Group, member: Member, { reads, expressions }: Formula): void {
    group.members.set(member.node, member);
    group.expressions += expressions;
    this.groupOf.set(member.node, group);
    for (const read of reads) {
      group.reads.add(read);
      const producer = this.groupOf.get(read);
      if (producer && producer !== group) require(group, producer);
      let readers = this.#readers.get(read);
      if (!readers) this.#readers.set(read, (readers = []));
      if (readers.at(-1) !== group) readers.push(group);
    }
  }

  /**
   * Returns the producers of the inputs of `node`, and the groups it may join: producers first, latest first, then
   * groups that read the same arrays.
   */
  #candidates(node: Node): { producers: readonly Group[]; groups: readonly Group[] } {
    const reads = [...formulaOf(node, this.#stored).leaves];
    const producers = reads.flatMap((read) => this.groupOf.get(read) ?? []);
    const siblings = reads
      .filter((read) => sizeOf(read.shape) > 1 || sizeOf(domainOf(node)) === 1)
      .flatMap((read) => this.#readers.get(read)?.slice(-mostCandidates) ?? []);
    const byAge = (groups: Group[]) => groups.sort((a, b) => b.id - a.id);
    const list = new Set([...byAge(producers), ...byAge(siblings)]);
    const groups = [...list].filter((group) => group.kind !== "alone").slice(0, mostCandidates);
    return { producers, groups };
  }

  #tryJoin(group: Group, node: Node): boolean {
    const fit = this.#fit(group, node);
    if (!fit) return false;
    const { extent, ...axes } = fit;
    const changed: Group = { ...group, ...axes };
    const formula = this.#membersFit(changed, group.sizes) ? this.#formula(changed, node, extent) : null;
    if (!formula || !this.#isLegal(changed, node, extent, formula)) return false;
    Object.assign(group, axes);
    this.#enter(group, { node, extent, position: positionOf(group, extent, formula.reads) }, formula);
    return true;
  }

  /** Returns whether the formulas of all members can be written over the new axes of the group. */
  #membersFit(group: Group, before: Shape): boolean {
    if (sameShape(group.sizes, before)) return true;
    return [...group.members.values()].every(({ node, extent }) => this.#formula(group, node, extent) !== null);
  }

  /** Returns how `node` fits the axes of the group, or null. A map may adopt the axes of a reduction of equal size. */
  #fit(group: Group, node: Node): { extent: Extent; sizes: Shape; inner: readonly boolean[] } | null {
    const { sizes, inner } = group;
    const full = sizeOf(sizes);
    const own = domainOf(node);
    if (isReduction(node)) {
      const axes = innerAxes(node, own);
      if (sizeOf(own) !== full) return null;
      if (sameFolding(sizes, inner, own, axes)) return { extent: "full", sizes, inner };
      const hasRows = [...group.members.values()].some(({ extent }) => extent === "row");
      return group.kind === "map" && !inner.includes(true) && !hasRows
        ? { extent: "full", sizes: own, inner: axes }
        : null;
    }
    if (sizeOf(own) === full) return { extent: "full", sizes, inner };
    const rows = sizes.reduce((product, length, axis) => (inner[axis] ? product : product * length), 1);
    return inner.includes(true) && sizeOf(own) === rows ? { extent: "row", sizes, inner } : null;
  }

  /**
   * Writes the formula of `node` over the axes of the group. Returns null if strides do not allow it, or if the formula
   * reads an element of a member other than the one computed for the same indices.
   */
  #formula(group: Group, node: Node, extent: Extent): Written | null {
    const chain = chainOf(this.#chains, group, extent);
    const written = tryWriting(this.#chains, this.#stored, (writer) => {
      if (isReduction(node)) writer.use(node.inputs[0]!, chain);
      else writer.define(node, chain);
    });
    if ("blocked" in written) return null;
    const fits = written.loads.every(({ node: read, access }) => {
      const member = group.members.get(read);
      return !member || isAligned(group, member, access);
    });
    return fits ? written : null;
  }

  #isLegal(group: Group, node: Node, extent: Extent, { reads, expressions }: Written): boolean {
    if (group.expressions + expressions > mostExpressions) return false;
    if (group.kind === "dot" && (extent !== "full" || isReduction(node))) return false;
    if (extent === "row" && this.#results.has(node) && sumsLongColumns(group.sizes, group.inner)) return false;
    for (const read of reads) {
      const member = group.members.get(read);
      if (member && extent === "row" && member.extent === "full" && !isReduction(read)) return false;
    }
    return !readsThroughIndex(node, group, this.#stored);
  }
}

/** Makes `group` run after `other` and raises the levels of the groups after it. */
function require(group: Group, other: Group): void {
  group.needs.add(other);
  other.neededBy.add(group);
  const stack = [{ group, least: other.level + 1 }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { group: at, least } = top;
    if (at.level >= least) continue;
    at.level = least;
    for (const next of at.neededBy) stack.push({ group: next, least: least + 1 });
  }
}

/**
 * Returns a test for the groups of `wanted` that must run before any group of `groups`. If the search is cut off, the
 * test returns true for all groups below the greatest level of `groups`, because most of them must.
 */
function earlierGroups(groups: readonly Group[], wanted: readonly Group[]): (group: Group) => boolean {
  const least = wanted.reduce((level, group) => Math.min(level, group.level), Infinity);
  const greatest = groups.reduce((level, group) => Math.max(level, group.level), 0);
  const found = new Set<Group>();
  const stack = [...groups];
  let steps = 0;
  for (let at = stack.pop(); at && steps < mostEarlier; at = stack.pop()) {
    for (const group of at.needs) {
      steps++;
      if (group.level < least || found.has(group)) continue;
      found.add(group);
      stack.push(group);
    }
  }
  const isComplete = steps < mostEarlier;
  return (group) => found.has(group) || (!isComplete && group.level < greatest);
}

/**
 * Returns whether `node` looks up elements of a member. A lookup may read any element of its table, so the table must
 * be complete before the group starts.
 */
function readsThroughIndex(node: Node, group: Group, stored: ReadonlySet<Node>): boolean {
  const stack = [node];
  const seen = new Set<Node>();
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.op === "take" && group.members.has(at.inputs[0]!)) return true;
    for (const input of at.inputs) if (!stored.has(input)) stack.push(input);
  }
  return false;
}

/** Returns the formula of a node that is not limited to the axes of its own kernel. */
function wholeFormula(node: Node, stored: ReadonlySet<Node>): Formula {
  const { leaves, parts } = formulaOf(node, stored);
  return { reads: leaves, expressions: parts.size };
}

function kindOf(node: Node): Group["kind"] {
  if (node.op === "dot") return "dot";
  return needsKernel(node) && !isReduction(node) ? "alone" : "map";
}

/** Returns the iteration shape of a member. Inner axes of row members have length 1. */
function shapeOf({ sizes, inner }: Group, extent: Extent): Shape {
  return extent === "full" ? sizes : sizes.map((length, axis) => (inner[axis] ? 1 : length));
}

/** Returns the chain from the axes of the group to an element of a member. */
export function chainOf(chains: Chains, group: Group, extent: Extent): Chain {
  return chains.domain(shapeOf(group, extent));
}

/** Returns whether an access reads exactly the element that the member computes for the same indices. */
function isAligned(group: Group, { node, extent }: Member, { offset, strides }: Access): boolean {
  const shape = shapeOf(group, isReduction(node) ? "row" : extent);
  const expected = stridesOf(shape);
  const isExpected = (stride: number, axis: number) => stride === (shape[axis] === 1 ? 0 : expected[axis]!);
  return offset === 0 && group.sizes.every((length, axis) => length === 1 || isExpected(strides[axis]!, axis));
}

/** Returns the position of a new member, after all that it reads. A reduction's result is available after its phase. */
function positionOf(group: Group, extent: Extent, reads: Iterable<Node>): number {
  const odd = extent === "full" ? 1 : 0;
  let position = extent === "full" ? 1 : 2;
  for (const read of reads) {
    const member = group.members.get(read);
    if (!member) continue;
    const after = member.position + (isReduction(read) || member.extent !== extent ? 1 : 0);
    position = Math.max(position, after);
  }
  return position % 2 === odd ? position : position + 1;
}
