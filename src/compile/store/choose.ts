/**
 * Which nodes get a buffer: what leaves the program, what a kernel must finish before others read it, what several
 * kernels need and is not cheap to compute again, and what no view can reach otherwise. All else is computed where it is
 * used.
 */
import { type Shape, sizeOf } from "../../base/shape.ts";
import { type Graph, nodesOf, rootsOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { Chains } from "../addressing/chain.ts";
import { joinedWithin, segmentsOf } from "./joined.ts";
import { isMovement } from "../../graph/movement.ts";
import { domainOf, isReduction, needsKernel } from "../addressing/node-kind.ts";
import { copiedFor, loopOperand } from "../addressing/stored-view.ts";
import { productLoops } from "../addressing/product-loops.ts";
import { tryWriting } from "../addressing/try-writing.ts";
import { isCheck } from "../addressing/expression-writer.ts";

/** Computed where it is used rather than kept, if its inputs are at hand. */
function isCheap(node: Node): boolean {
  const { primitive } = node;
  return (primitive.elementwise && primitive.cheap) || isCheck(node);
}

export function chooseStored(graph: Graph): Set<Node> {
  const nodes = nodesOf(graph);
  const stored = new Set<Node>(graph.inputs);
  for (const node of rootsOf(graph)) stored.add(node);
  const within = joinedWithin(nodes, rootsOf(graph));
  for (const node of nodes) if (node.op === "input" || (needsKernel(node) && !within.has(node))) stored.add(node);
  storeOperands(nodes, stored);
  const needed = new Set(stored);
  storeShared(nodes, stored, within);
  recomputeNear(nodes, stored, needed);
  storeDeep(nodes, stored);
  storeWide(nodes, stored);
  storeUnreachable(nodes, stored);
  return stored;
}

/** Operands of a dot, tables of a gather and what a loop reads are read in place, so that they must lie in memory. */
function storeOperands(nodes: readonly Node[], stored: Set<Node>): void {
  for (const node of nodes) {
    if (node.op === "take" && !isCheck(node)) stored.add(node.inputs[0]!);
    if (node.body) {
      for (const input of node.inputs.slice(node.body.carries)) {
        stored.add(loopOperand(input, (x) => stored.has(x))?.base ?? input);
      }
    }
    if (node.op === "dot") storeFactors(node, stored);
  }
}

/** Stores what a dot reads, and copies of operands until loops can address both. */
function storeFactors(dot: Node, stored: Set<Node>): void {
  const isStored = (x: Node) => stored.has(x);
  let product = productLoops(dot, isStored);
  for (; "toCopy" in product; product = productLoops(dot, isStored)) {
    stored.add(copiedFor(dot.inputs[product.toCopy]!, isStored));
  }
  stored.add(product.left.base).add(product.right.base);
}

/** From the results backwards: what more than one stored node would compute for itself. */
function storeShared(nodes: readonly Node[], stored: Set<Node>, within: ReadonlySet<Node>): void {
  const users = new Map<Node, Set<Node>>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const own = users.get(node) ?? new Set();
    if (!stored.has(node) && !within.has(node) && isWorthStoring(node, own, stored)) stored.add(node);
    const consumers = stored.has(node) ? [node] : own;
    for (const input of node.inputs) {
      let set = users.get(input);
      if (!set) users.set(input, (set = new Set()));
      for (const consumer of consumers) set.add(consumer);
    }
  }
}

function isWorthStoring(node: Node, users: ReadonlySet<Node>, stored: ReadonlySet<Node>): boolean {
  if (isMovement(node) || node.inputs.length === 0) return false;
  const cheap = isCheap(node);
  if (users.size > 1) return !(cheap && node.inputs.every((input) => isAtHand(input, stored)));
  if ([...users].every(isReduction) && putsTogether(node, stored)) return true;
  // Along the last axis a repeated value would be computed again for every row.
  const repeated = [...users].some((user) => sizeOf(domainOf(user)) > sizeOf(node.shape));
  return !cheap && repeated && (node.shape[node.shape.length - 1] ?? 1) > 1;
}

/** No formula is followed further back: what is to be stored of it has not been decided yet. */
const longestSearch = 1000;

/**
 * Whether a formula puts together several results of reductions, each as large as its own. One value for all of them is
 * less to keep than each, and it is made where they are.
 */
function putsTogether(node: Node, stored: ReadonlySet<Node>): boolean {
  const size = sizeOf(node.shape);
  const results = new Set<Node>();
  const parts = new Set([node]);
  for (const part of parts) {
    for (const input of part.inputs) {
      if (!stored.has(input)) parts.add(input);
      else if (isReduction(input) && sizeOf(input.shape) >= size) results.add(input);
    }
    if (results.size > 1) return true;
    if (parts.size > longestSearch) return false;
  }
  return false;
}

/** A node's formula: the stored nodes and inputs that it reads, and the other nodes that are part of it. */
export function formulaOf(node: Node, stored: ReadonlySet<Node>): { leaves: Set<Node>; parts: Set<Node> } {
  const leaves = new Set<Node>();
  const parts = new Set([node]);
  for (const part of parts) {
    for (const input of part.inputs) (stored.has(input) ? leaves : parts).add(input);
  }
  return { leaves, parts };
}

/** A formula of so many cheap steps takes no longer than a load from beyond the first cache. */
const fewSteps = 3;
/** Of leaves that are so much smaller, the cache holds all. */
const smallShare = 16;

/**
 * What is a few cheap steps away from one other array of its size need not lie in memory beside it: readers read that
 * one. From the sources on, so that one step after the other may be left out.
 */
function recomputeNear(nodes: readonly Node[], stored: Set<Node>, needed: ReadonlySet<Node>): void {
  for (const node of nodes) {
    if (!stored.has(node) || needed.has(node)) continue;
    const { leaves, parts } = formulaOf(node, stored);
    const operations = [...parts].filter((part) => !isMovement(part) && part.inputs.length > 0);
    const size = sizeOf(node.shape);
    const large = [...leaves].filter((leaf) => sizeOf(leaf.shape) * smallShare > size);
    // Bytes would have to be unpacked by each reader.
    const isAlike = [...leaves].every(({ dtype }) => dtype === node.dtype);
    const isNear = large.length === 1 && sizeOf(large[0]!.shape) === size && isAlike;
    const isCheap = (at: Node) => {
      const { primitive } = at;
      return (
        primitive.elementwise && primitive.cheap && (sizeOf(at.shape) === size || sizeOf(at.shape) * smallShare <= size)
      );
    };
    if (isNear && operations.length <= fewSteps && operations.every(isCheap)) stored.delete(node);
  }
}

/** A formula of more steps than this would not fit the registers, nor be written in reasonable time. */
const deepestFormula = 100;

/** Read from memory that exists anyway, or a trifle away from it. */
function isAtHand(node: Node, stored: ReadonlySet<Node>, steps = deepestFormula): boolean {
  if (node.op === "input" || node.inputs.length === 0) return true;
  if (stored.has(node) || steps === 0) return false;
  if (isMovement(node)) return isAtHand(node.inputs[0]!, stored, steps - 1);
  if (!isCheap(node)) return false;
  const isOne = node.inputs.length === 1 || isCheck(node);
  return sizeOf(node.shape) === 1 || (isOne && node.inputs.every((input) => isAtHand(input, stored, steps - 1)));
}

/** Cuts long chains of what is computed where it is used. */
function storeDeep(nodes: readonly Node[], stored: Set<Node>): void {
  const depths = new Map<Node, number>();
  for (const node of nodes) {
    let depth = 1;
    for (const input of node.inputs) depth = Math.max(depth, stored.has(input) ? 1 : depths.get(input)! + 1);
    depths.set(node, depth);
    // A view of an array costs nothing, but each reader follows all of a long way of views.
    if (depth > deepestFormula && (!isMovement(node) || depth > 2 * deepestFormula)) stored.add(node);
  }
}

/** A kernel takes a pointer for each array that it reads, and a WebAssembly function takes 1,000 parameters at most. */
const widestFormula = 250;

/** Cuts formulas that read very many arrays, such as a sum of thousands of tensors by pairs. */
function storeWide(nodes: readonly Node[], stored: Set<Node>): void {
  // At most so many: what is shared counts each time, so that most formulas need not be walked.
  const widths = new Map<Node, number>();
  for (const node of nodes) {
    let width = 0;
    for (const input of node.inputs) width += stored.has(input) ? 1 : widths.get(input)!;
    if (width > widestFormula) width = formulaOf(node, stored).leaves.size;
    widths.set(node, width);
    if (width > widestFormula && !isMovement(node)) stored.add(node);
  }
}

/** Copies what no strides can say, until every stored node's formula can be written over its own axes. */
function storeUnreachable(nodes: readonly Node[], stored: Set<Node>): void {
  const settle = (node: Node): void => {
    for (let blocked = firstBlocked(node, stored); blocked; blocked = firstBlocked(node, stored)) {
      stored.add(blocked.inputs[0]!);
      settle(blocked.inputs[0]!);
    }
  };
  for (const node of nodes) if (stored.has(node) && node.op !== "input" && node.op !== "dot") settle(node);
}

/** Whether a new shape does more than cut axes and put in or leave out those of length 1. */
function mergesAxes({ shape, inputs }: Node): boolean {
  const left = shape.filter((length) => length !== 1);
  return inputs[0]!.shape.some((length) => {
    let rest = length;
    for (let [first] = left; first !== undefined && rest !== 1 && rest % first === 0; [first] = left) {
      rest /= first;
      left.shift();
    }
    return rest !== 1;
  });
}

/** The first movement that keeps the formula of `node` from being written over its own axes, if any does. */
function firstBlocked(node: Node, stored: ReadonlySet<Node>): Node | null {
  // Only axes that become one can be more than strides say.
  const isMerged = (part: Node) => (part.op === "reshape" && mergesAxes(part)) || part.op === "take";
  if (![...formulaOf(node, stored).parts].some(isMerged)) return null;
  const chains = new Chains();
  const written = tryWriting(chains, stored, (writer) => {
    const use = (value: Node, shape: Shape) => writer.use(value, chains.domain(shape));
    if (node.op === "concat") segmentsOf(node, (x) => stored.has(x)).forEach((one) => use(one.node, one.view.shape));
    else if (needsKernel(node)) node.inputs.forEach((input) => use(input, input.shape));
    else writer.define(node, chains.domain(node.shape));
  });
  return "blocked" in written ? written.blocked : null;
}
