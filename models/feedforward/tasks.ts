/** Tasks in the plane that need different ways through a network: a line, XOR and a board of nine fields. */
import { Tensor, adamw, correct, crossEntropy, evaluate, initialize, random } from "hebb";
import { Dataset } from "hebb/data";
import type { Run } from "../run.ts";
import type { Points, Task } from "./facts.ts";
import { BranchedNetwork, type Ways } from "./model.ts";
import { hyperparameters } from "./validation.ts";

type Plane = Exclude<Task, "wine">;

/** Classes of the points of a square from -1 to 1. */
const classOf: Readonly<Record<Plane, (x: number, y: number) => number>> = {
  line: (x, y) => Number(x + y / 2 > 0),
  xor: (x, y) => Number(x > 0 !== y > 0),
  board: (x, y) => (third(x) + third(y)) % 2,
};

/** Number of the third of the interval from -1 to 1 that contains x: 0, 1 or 2. */
const third = (x: number): number => Math.min(2, Math.floor(1.5 * (x + 1)));

export const planes = Object.keys(classOf) as Plane[];

/** Draws points of the square, with their classes. */
export async function drawPoints(task: Plane, count: number): Promise<Points> {
  const uniform = await random.uniform([2 * count]).array();
  const places = Float32Array.from(uniform, (u) => 2 * u - 1);
  const labels = Uint8Array.from({ length: count }, (_, i) => classOf[task](places[2 * i]!, places[2 * i + 1]!));
  return { places, labels };
}

/** Trains a network with these ways on half of the points, and returns its accuracy on the other half. */
export async function accuracyOn(run: Run, label: string, points: Points, ways: Ways): Promise<number> {
  const count = points.labels.length;
  const fields = [
    { data: points.places, shape: [count, 2] },
    { data: Int32Array.from(points.labels), shape: [count] },
  ];
  const all = new Dataset<[Tensor, Tensor]>(fields, (data, shape) => Tensor.from(data, shape));
  const [train, test] = all.split(0.5, { seed: run.seed });
  const model = new BranchedNetwork(2, 2, ways);
  initialize(model, { seed: run.seed });
  const { batchSize, learningRate, weightDecay } = hyperparameters;
  await run.fit(model, train, {
    label,
    quiet: true,
    loss: crossEntropy,
    optimizer: adamw(model, { learningRate, weightDecay }),
    epochs: run.quick ? 10 : 60,
    batchSize,
  });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return accuracy!;
}
