/**
 * Fusion: stored nodes that can be computed in one pass over the same axes share a group, which becomes one kernel.
 * Elementwise results ride on the dot, the reduction or the map that they read; reductions over the same axes go together.
 */
import { sameShape, type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import type { Body, Node } from "../../graph/node.ts";
import type { Chain, Chains } from "../addressing/chain.ts";
import type { Access } from "../ir/program.ts";
import { dotSizes, innerAxes, sameFolding, sumsLongColumns } from "../addressing/kernel-axes.ts";
import { domainOf, isReduction, needsKernel } from "../addressing/node-kind.ts";
import { formulaOf } from "../store/choose.ts";
import { type Written, tryWriting } from "../addressing/try-writing.ts";

/** A member runs for every element of the domain, or once for each index of its outer axes. */
export type Extent = "full" | "row";

export interface Member {
  readonly node: Node;
  readonly extent: Extent;
  /** Phases run in this order; a full phase has an odd position, a row phase an even one. */
  position: number;
}

export interface Group {
  readonly id: number;
  /** The axes that the group runs over, and which of them its reductions fold; no reduction, no inner axis. */
  sizes: Shape;
  inner: readonly boolean[];
  readonly kind: "map" | "dot" | "alone";
  readonly members: Map<Node, Member>;
  /** Groups that must run before this one, and those that must run after it. */
  readonly needs: Set<Group>;
  readonly neededBy: Set<Group>;
  /** Greater than that of each group in `needs`. */
  level: number;
  /** Stored nodes and inputs that members read. */
  readonly reads: Set<Node>;
  /** Expressions of all members' formulas. */
  expressions: number;
}

/** A kernel of more expressions than this gains nothing by another one. */
const mostExpressions = 500;
/** So many groups are tried at most, the last ones, and so many are followed back: programs of usual size have fewer. */
const mostCandidates = 64;
const mostEarlier = 1000;

/** What a member reads, and how long its formula is. */
interface Formula {
  readonly reads: Iterable<Node>;
  readonly expressions: number;
}

export class Grouping {
  readonly groups: Group[] = [];
  readonly groupOf = new Map<Node, Group>();
  readonly #readers = new Map<Node, Group[]>();
  /** The results of one loop are one group. */
  readonly #loops = new Map<Body, Group>();
  readonly #stored: ReadonlySet<Node>;
  readonly #chains: Chains;
  readonly #results: ReadonlySet<Node>;

  /** `results` leave the program. */
  constructor(stored: ReadonlySet<Node>, chains: Chains, results: ReadonlySet<Node>) {
    this.#stored = stored;
    this.#chains = chains;
    this.#results = results;
  }

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

  /** The groups that compute what `node` reads; and what it may join: these, the last first, then those that read the same. */
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

  /** Whether the group's formulas can be written over its axes, if those have just changed. */
  #membersFit(group: Group, before: Shape): boolean {
    if (sameShape(group.sizes, before)) return true;
    return [...group.members.values()].every(({ node, extent }) => this.#formula(group, node, extent) !== null);
  }

  /** How `node` lies over the group's axes; a map may take on the axes of a reduction over as many elements. */
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
   * What `node` would be over the group's axes; null where it cannot be written, or reads other elements of a member than
   * the one that is computed for the same indices.
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

/** From now on `group` runs after `other`; the levels of those after it rise where they must. */
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
 * Which of `wanted` must run before some of `groups`. Those that are too far back to tell are said to be, as most of them
 * are.
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

/** A gather may read any element of its table, so the table must be finished before the group starts. */
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

/** Of a kernel that reads more than its own axes. */
function wholeFormula(node: Node, stored: ReadonlySet<Node>): Formula {
  const { leaves, parts } = formulaOf(node, stored);
  return { reads: leaves, expressions: parts.size };
}

function kindOf(node: Node): Group["kind"] {
  if (node.op === "dot") return "dot";
  return needsKernel(node) && !isReduction(node) ? "alone" : "map";
}

/** What a member runs over: row members have no inner axes. */
function shapeOf({ sizes, inner }: Group, extent: Extent): Shape {
  return extent === "full" ? sizes : sizes.map((length, axis) => (inner[axis] ? 1 : length));
}

/** The way from the group's axes to an element of a member. */
export function chainOf(chains: Chains, group: Group, extent: Extent): Chain {
  return chains.domain(shapeOf(group, extent));
}

/** Whether the access reads the very element that the member makes for the same indices. */
function isAligned(group: Group, { node, extent }: Member, { offset, strides }: Access): boolean {
  const shape = shapeOf(group, isReduction(node) ? "row" : extent);
  const expected = stridesOf(shape);
  const isExpected = (stride: number, axis: number) => stride === (shape[axis] === 1 ? 0 : expected[axis]!);
  return offset === 0 && group.sizes.every((length, axis) => length === 1 || isExpected(strides[axis]!, axis));
}

/** After everything that it reads in the group; a reduction's result is there only when its phase has ended. */
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
