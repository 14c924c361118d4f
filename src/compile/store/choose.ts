/**
 * Decides which nodes get a buffer. Stored are results of the program, results that a kernel must finish before others
 * read them, values needed by several kernels that are not cheap to recompute, and values that views cannot reach. All
 * other nodes are computed where they are used.
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

/** Returns whether a node is recomputed rather than stored if its inputs are available. */
function isCheap(node: Node): boolean {
  const { primitive } = node;
  return (primitive.elementwise && primitive.cheap) || isCheck(node);
}

/** Returns the nodes that get a buffer, including the inputs of the graph. */
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

/** Stores operands of dots, tables of lookups and inputs of loops, which are read in place. */
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

/** Stores the operands of a dot, and copies them until loops can address both. */
function storeFactors(dot: Node, stored: Set<Node>): void {
  const isStored = (x: Node) => stored.has(x);
  let product = productLoops(dot, isStored);
  for (; "toCopy" in product; product = productLoops(dot, isStored)) {
    stored.add(copiedFor(dot.inputs[product.toCopy]!, isStored));
  }
  stored.add(product.left.base).add(product.right.base);
}

/** Stores values that more than one stored node would compute. Goes backward from the results. */
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
  if (users.size > 1) return !(cheap && node.inputs.every((input) => isAvailable(input, stored)));
  if ([...users].every(isReduction) && combinesReductions(node, stored)) return true;
  // A value repeated along the last axis would be recomputed for every row.
  const repeated = [...users].some((user) => sizeOf(domainOf(user)) > sizeOf(node.shape));
  return !cheap && repeated && (node.shape[node.shape.length - 1] ?? 1) > 1;
}

/** Largest number of nodes visited in a formula whose stored nodes have not been decided yet. */
const longestSearch = 1000;

/**
 * Returns whether a formula combines several results of reductions, each at least as large as its own result. Storing
 * the combined value takes less memory, and it is computed in the same kernel.
 */
function combinesReductions(node: Node, stored: ReadonlySet<Node>): boolean {
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

/**
 * Returns the formula of a node: the stored nodes and inputs that it reads (`leaves`), and the nodes computed in it
 * (`parts`).
 */
export function formulaOf(node: Node, stored: ReadonlySet<Node>): { leaves: Set<Node>; parts: Set<Node> } {
  const leaves = new Set<Node>();
  const parts = new Set([node]);
  for (const part of parts) {
    for (const input of part.inputs) (stored.has(input) ? leaves : parts).add(input);
  }
  return { leaves, parts };
}

/** Number of cheap operations that take no longer than a load that misses the first-level cache. */
const fewSteps = 3;
/** Leaves smaller than the result by this factor stay in the cache. */
const smallShare = 16;

/**
 * Removes buffers of values that are a few cheap operations away from a single array of the same size; readers read
 * that array instead. Goes forward from the inputs, so that several values in a row can be removed.
 */
function recomputeNear(nodes: readonly Node[], stored: Set<Node>, needed: ReadonlySet<Node>): void {
  for (const node of nodes) {
    if (!stored.has(node) || needed.has(node)) continue;
    const { leaves, parts } = formulaOf(node, stored);
    const operations = [...parts].filter((part) => !isMovement(part) && part.inputs.length > 0);
    const size = sizeOf(node.shape);
    const large = [...leaves].filter((leaf) => sizeOf(leaf.shape) * smallShare > size);
    // Each reader would have to convert bytes.
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

/** Largest depth of a formula. A deeper one does not fit in registers and takes too long to write. */
const deepestFormula = 100;

/** Returns whether a node is an existing array or nearly free to compute from one. */
function isAvailable(node: Node, stored: ReadonlySet<Node>, steps = deepestFormula): boolean {
  if (node.op === "input" || node.inputs.length === 0) return true;
  if (stored.has(node) || steps === 0) return false;
  if (isMovement(node)) return isAvailable(node.inputs[0]!, stored, steps - 1);
  if (!isCheap(node)) return false;
  const isOne = node.inputs.length === 1 || isCheck(node);
  return sizeOf(node.shape) === 1 || (isOne && node.inputs.every((input) => isAvailable(input, stored, steps - 1)));
}

/** Stores values in long chains of unstored nodes. */
function storeDeep(nodes: readonly Node[], stored: Set<Node>): void {
  const depths = new Map<Node, number>();
  for (const node of nodes) {
    let depth = 1;
    for (const input of node.inputs) depth = Math.max(depth, stored.has(input) ? 1 : depths.get(input)! + 1);
    depths.set(node, depth);
    // A view costs nothing at run time, but each reader follows the whole chain of views.
    if (depth > deepestFormula && (!isMovement(node) || depth > 2 * deepestFormula)) stored.add(node);
  }
}

/**
 * Largest number of arrays in a formula. A kernel takes one pointer per array, and a WebAssembly function has at most
 * 1,000 parameters.
 */
const widestFormula = 250;

/** Stores values in formulas that read very many arrays, such as a sum of thousands of tensors in pairs. */
function storeWide(nodes: readonly Node[], stored: Set<Node>): void {
  // Upper bounds: shared nodes are counted repeatedly, so that most formulas need not be traversed.
  const widths = new Map<Node, number>();
  for (const node of nodes) {
    let width = 0;
    for (const input of node.inputs) width += stored.has(input) ? 1 : widths.get(input)!;
    if (width > widestFormula) width = formulaOf(node, stored).leaves.size;
    widths.set(node, width);
    if (width > widestFormula && !isMovement(node)) stored.add(node);
  }
}

/** Stores values that strides cannot address, until every stored node's formula can be written over its own axes. */
function storeUnreachable(nodes: readonly Node[], stored: Set<Node>): void {
  const settle = (node: Node): void => {
    for (let blocked = firstBlocked(node, stored); blocked; blocked = firstBlocked(node, stored)) {
      stored.add(blocked.inputs[0]!);
      settle(blocked.inputs[0]!);
    }
  };
  for (const node of nodes) if (stored.has(node) && node.op !== "input" && node.op !== "dot") settle(node);
}

/** Returns whether a reshape merges axes, rather than only splitting axes and adding or removing axes of length 1. */
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

/** Returns the first movement that prevents the formula of `node` from being written over its own axes, or null. */
function firstBlocked(node: Node, stored: ReadonlySet<Node>): Node | null {
  // Only a merge of axes can be inexpressible as strides.
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
