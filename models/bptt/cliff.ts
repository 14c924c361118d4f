/**
 * A cliff in the loss of one unit, h_t = tanh(w h_{t-1} + b), and gradient descent on it with and without clipping
 * (Pascanu et al., 2013, figure 6, with tanh).
 */
import { Tensor, compile, grad } from "hebb";
import type { Point } from "../figure.ts";
import type { Cliff, Descent } from "./facts.ts";

/** Number of steps, first state, and required last state. */
const [time, first, target] = [20, 0.5, 0.7];
const start = { w: 2, b: 0.2 };
const [learningRate, steps, bound] = [1, 100, 0.1];
const [lowW, highW] = [0.9, 2.7];
const [lowB, highB] = [-0.7, 1.1];

/** Returns the loss (h_T - 0.7)² / 2 for parameters of equal shapes. */
export function lossOf(w: Tensor, b: Tensor): Tensor {
  let h = b.mul(0).add(first);
  for (let t = 0; t < time; t++) h = w.mul(h).add(b).tanh();
  return h.sub(target).square().div(2);
}

/** Measures the loss over w and b, a cross section of the cliff, and two descents. `size` is the width of the grid. */
export async function cliff(size: number): Promise<Cliff> {
  const [columns, rows] = [between(lowW, highW, size), between(lowB, highB, size)];
  const grid = await measured(
    rows.flatMap(() => columns),
    rows.flatMap((b) => columns.map(() => b)),
  );
  const w = start.w;
  const fine = acrossEdge(w, 2 * size);
  const section = await measured(
    fine.map(() => w),
    fine,
  );
  const along = (values: ArrayLike<number>): Point[] => fine.map((b, i) => [b, values[i]!]);
  return {
    time,
    loss: Float32Array.from(grid.loss),
    size,
    w: [lowW, highW],
    b: [lowB, highB],
    section: { w, loss: along(section.loss), norms: along(section.norm) },
    free: await descent(Infinity),
    clipped: await descent(bound),
    bound,
  };
}

/**
 * Returns values of b from one side of the cliff to the other, the denser the closer to its edge. At the edge, the first
 * state is a fixed point: tanh(w h + b) = h. It is unstable, so the last state depends on the side of the edge.
 */
function acrossEdge(w: number, size: number): number[] {
  const edge = Math.atanh(first) - w * first;
  const distances = between(Math.log(1e-5), Math.log(highB - edge), size).map(Math.exp);
  const places = [edge, ...distances.flatMap((distance) => [edge - distance, edge + distance])];
  return places.filter((b) => b >= lowB).sort((one, other) => one - other);
}

/** Returns losses and norms of the gradient at these places. */
async function measured(w: readonly number[], b: readonly number[]) {
  const { loss, norm } = compile((x: Tensor, y: Tensor) => {
    const loss = lossOf(x, y);
    const [ofW, ofB] = grad(loss.sum(), [x, y]);
    return { loss, norm: ofW.square().add(ofB.square()).sqrt() };
  })(Tensor.from(w), Tensor.from(b));
  return { loss: [...(await loss.array())], norm: [...(await norm.array())] };
}

/** Gradient descent with the gradient scaled to at most this norm. */
async function descent(limit: number): Promise<Descent> {
  const slope = compile((place: Tensor) => {
    const [w, b] = place.chunk(2, 0) as [Tensor, Tensor];
    const loss = lossOf(w, b).sum();
    return { loss, gradient: grad(loss, [place])[0] };
  });
  let place: [number, number] = [start.w, start.b];
  const path: Point[] = [place];
  let [loss, longest, largest] = [0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const { gradient } = slope(Tensor.from(place));
    const [w, b] = await gradient.array();
    const norm = Math.hypot(w!, b!);
    const rate = learningRate * Math.min(1, limit / norm);
    place = [place[0] - rate * w!, place[1] - rate * b!];
    path.push(place);
    [longest, largest] = [Math.max(longest, rate * norm), Math.max(largest, norm)];
    loss = await slope(Tensor.from(place)).loss.item();
  }
  return { path, loss, longest, norm: largest };
}

const between = (low: number, high: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => low + ((high - low) * i) / (size - 1));
