/** Segments of a concatenation. A concat inside another concat needs no buffer of its own. */
import { sameShape } from "../../base/shape.ts";
import { type Node, usersOf } from "../../graph/node.ts";
import { contiguous, reshapeView, type View } from "../addressing/view.ts";

/** A value with the view of its elements in the buffer of the concatenation. */
export interface Segment {
  readonly node: Node;
  readonly view: View;
}

/** Returns the segments of the concat `node`, including those of nested concats without a buffer of their own. */
export function segmentsOf(
  node: Node,
  stored: (node: Node) => boolean,
  whole: View = contiguous(node.shape),
): Segment[] {
  const axis = node.attributes["axis"] as number;
  let start = 0;
  return node.inputs.flatMap((input) => {
    const view = { ...whole, shape: input.shape, offset: whole.offset + start * whole.strides[axis]! };
    start += input.shape[axis]!;
    const inner = withoutReshapes(input, stored);
    const place = reshapeView(view, inner.shape);
    if (inner.op === "concat" && !stored(inner)) return segmentsOf(inner, stored, place!);
    // Merged axes, such as attention heads, are separate in the input, so strides can address it.
    return [place ? { node: inner, view: place } : { node: input, view }];
  });
}

function withoutReshapes(node: Node, stored: (node: Node) => boolean): Node {
  return node.op === "reshape" && !stored(node) ? withoutReshapes(node.inputs[0]!, stored) : node;
}

/**
 * Returns the concats whose only reader is another concat, possibly through a reshape that adds or removes axes of
 * length 1.
 */
export function joinedWithin(nodes: readonly Node[], roots: readonly Node[]): Set<Node> {
  const users = usersOf(nodes);
  const results = new Set(roots);
  const long = (node: Node) => node.shape.filter((length) => length !== 1);
  const isWithin = (node: Node, join: Node): boolean => {
    const [user, another] = users.get(node) ?? [];
    if (!user || another || results.has(node)) return false;
    return user.op === "concat" || (user.op === "reshape" && sameShape(long(user), long(join)) && isWithin(user, join));
  };
  return new Set(nodes.filter((node) => node.op === "concat" && isWithin(node, node)));
}
