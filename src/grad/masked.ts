/**
 * Gradients with masks. Elements that a `where` does not select have gradient 0, but 0 times an infinite slope is NaN.
 * Therefore gradients carry their conditions as masks, and if a slope may be infinite, the mask is applied after the
 * product with it.
 */
import { isFloat } from "../base/dtype.ts";
import { build } from "../graph/builder.ts";
import type { Gradient, GradientCalculus, Node } from "../graph/node.ts";
import type { Structural } from "../ops/primitive.ts";
import { expandTo, sumTo } from "./broadcast.ts";

/** Selects x where `condition` is true and y elsewhere. Gradients of the graph carry masks. */
export function choose(condition: Node, x: Node, y: Node): Node {
  return build.where(condition, x, y).with({ choice: calculus });
}

const calculus: GradientCalculus = { settled, sumOf, inputGradients };

const plain = (value: Node): Gradient => ({ value, masks: [], pending: [] });

function settled({ value, pending }: Gradient): Node {
  return pending.reduce((chosen, mask) => choose(mask, chosen, build.constant(0, value.dtype)), value);
}

function sumOf(x: Gradient, y: Gradient): Gradient {
  const masks = x.masks.filter((mask) => y.masks.includes(mask));
  const isDeferred = ({ pending }: Gradient) =>
    pending.length === masks.length && pending.every((mask) => masks.includes(mask));
  if (masks.length > 0 && isDeferred(x) && isDeferred(y))
    return { value: build.add(x.value, y.value), masks, pending: masks };
  return { value: build.add(settled(x), settled(y)), masks, pending: [] };
}

function inputGradients(node: Node, dy: Gradient): (Gradient | null)[] {
  const { primitive: record, inputs, attributes } = node;
  const { value, masks, pending } = dy;
  const application = { inputs, output: node, attributes };
  if (record.elementwise && record.chooses) {
    const [condition] = inputs as [Node];
    return [null, condition, build.not(condition)].map(
      (mask, i) => mask && to(inputs[i]!, { value, masks: [...masks, mask], pending: [...pending, mask] }),
    );
  }
  const rule = (given: Node) => record.vjp(build, application, given);
  const found = rule(settled(dy));
  if (masks.length === 0) return found.map((one, i) => one && to(inputs[i]!, plain(one)));
  if (!record.elementwise) {
    const moved = movedThrough(record, node, masks);
    return found.map((one, i) => one && to(inputs[i]!, { value: one, masks: moved(i), pending: [] }));
  }
  const whole = record.linear ? found : rule(value);
  return found.map((one, i) => {
    if (!one) return null;
    const late = !record.linear && mayBeInfinite(whole[i]!, value, masks);
    return to(inputs[i]!, late ? { value: whole[i]!, masks, pending: masks } : { value: one, masks, pending: [] });
  });
}

/** The masks of each input, if they can be derived by moving elements only; else none. */
function movedThrough(record: Structural, node: Node, masks: readonly Node[]): (i: number) => readonly Node[] {
  if (record.reduction && record.linear) return () => masks;
  if (!record.moves) return () => [];
  const { inputs, attributes } = node;
  const rules = masks.map((mask) =>
    record.vjp(build, { inputs, output: node, attributes }, expandTo(mask, node.shape)),
  );
  return (i) => rules.map((rule) => rule[i]!);
}

/** Sums a gradient over the axes along which `input` was broadcast. Keeps masks that are constant along these axes. */
function to(input: Node, gradient: Gradient): Gradient {
  if (gradient.value.shape.join() === input.shape.join()) return gradient;
  const masks = gradient.masks.filter((mask) => covers(input, mask));
  return { value: sumTo(settled(gradient), input.shape), masks, pending: [] };
}

/** Returns true if no element of `node` belongs to several elements of the mask. */
function covers({ shape }: Node, mask: Node): boolean {
  const missing = shape.length - mask.shape.length;
  return mask.shape.every((length, axis) => (length === 1 ? missing + axis >= 0 : shape[missing + axis] === length));
}

const longest = 100;

/**
 * Returns true if a masked element of `slope` may be infinite or NaN: data may be, and so may results of operations
 * with a pole. Results of products and sums over many elements are assumed to be finite, and so are values shared by
 * masked and unmasked elements. Returns true after visiting 100 nodes.
 */
function mayBeInfinite(slope: Node, dy: Node, masks: readonly Node[]): boolean {
  const varies = (node: Node) =>
    node !== dy && node.op !== "const" && isFloat(node.dtype) && masks.some((mask) => covers(node, mask));
  const seen = new Set([slope]);
  for (const node of seen) {
    if (!varies(node)) continue;
    const record = node.primitive;
    const { inputs } = node;
    if (seen.size > longest || node.op === "input") return true;
    if (record.elementwise ? record.poles?.some((i) => varies(inputs[i]!)) : false) return true;
    if (record.elementwise || record.movement) inputs.forEach((input) => seen.add(input));
  }
  return false;
}
