/**
 * Gradients and where they count. What a choice leaves out has the gradient 0, and 0 times an infinite slope is NaN: so the
 * conditions go along with a gradient, and where a slope may be infinite the choice is made after the product with it.
 */
import { isFloat } from "../base/dtype.ts";
import { build } from "../graph/builder.ts";
import type { Gradient, GradientCalculus, Node } from "../graph/node.ts";
import type { Structural } from "../ops/primitive.ts";
import { expandTo, sumTo } from "./broadcast.ts";

/** x where `condition` holds, y elsewhere, in a graph whose gradients know what was chosen. */
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
  const waits = ({ pending }: Gradient) =>
    pending.length === masks.length && pending.every((mask) => masks.includes(mask));
  if (masks.length > 0 && waits(x) && waits(y)) return { value: build.add(x.value, y.value), masks, pending: masks };
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

/** The masks of each input, where they can be said without computing. */
function movedThrough(record: Structural, node: Node, masks: readonly Node[]): (i: number) => readonly Node[] {
  if (record.reduction && record.linear) return () => masks;
  if (!record.moves) return () => [];
  const { inputs, attributes } = node;
  const rules = masks.map((mask) =>
    record.vjp(build, { inputs, output: node, attributes }, expandTo(mask, node.shape)),
  );
  return (i) => rules.map((rule) => rule[i]!);
}

/** In the shape of an input, over whose repetitions it is summed; masks that are the same all along them stay. */
function to(input: Node, gradient: Gradient): Gradient {
  if (gradient.value.shape.join() === input.shape.join()) return gradient;
  const masks = gradient.masks.filter((mask) => covers(input, mask));
  return { value: sumTo(settled(gradient), input.shape), masks, pending: [] };
}

/** Whether `node` has an element for each of the mask's, rather than one for several. */
function covers({ shape }: Node, mask: Node): boolean {
  const missing = shape.length - mask.shape.length;
  return mask.shape.every((length, axis) => (length === 1 ? missing + axis >= 0 : shape[missing + axis] === length));
}

const longest = 100;

/**
 * Whether an element of `slope` that a mask leaves out may be infinite or NaN by itself: data may, and what operations
 * with a pole make of numbers. Products and sums over many elements are taken to be finite, and so is what is shared by
 * elements that count and others. Does not look far.
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
