/** The loss surface along random directions, and along those of the largest and the smallest curvature. */
import type { Figure } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { filterNormalized } from "../../shared/surface.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Curvature, surveyor } from "../curvature.ts";
import { type Digits, descend, networkOf, smallDigits } from "../digits.ts";
import type { Plane, SurfaceFacts } from "../facts.ts";
import type { Network } from "../model.ts";
import { curvatureAlong, extremePlane, planeChart, randomPlane } from "../planes.ts";
import { moveToSaddle } from "../saddle.ts";
import { surfaceWords } from "../words-of-minima.ts";

/** Number of random directions, points per side of a plane, Hessian-vector products, and updates of the training. */
interface Size {
  readonly examples: number;
  readonly directions: number;
  readonly places: number;
  readonly products: number;
  readonly updates: number;
}

const sizes: Readonly<Record<"full" | "quick", Size>> = {
  full: { examples: 5000, directions: 20, places: 31, products: 60, updates: 4000 },
  quick: { examples: 300, directions: 3, places: 7, products: 30, updates: 200 },
};

/** Measurement with one seed. */
interface Measured {
  readonly highest: number;
  readonly lowest: number;
  readonly alongHighest: number;
  readonly alongLowest: number;
  readonly random: readonly number[];
  /** Planes around the network, with the first seed only. */
  readonly planes: readonly Plane[];
}

export const surface = defineExperiment<SurfaceFacts>({
  question: {
    en: "What does the loss around a trained network look like, and do random directions show how curved it is?",
    zh: "训练好的网络，周围的损失曲面是什么样子，沿随机方向画图能看出它有多弯吗？",
  },
  seeds: 3,

  async measure(run) {
    const size = run.quick ? sizes.quick : sizes.full;
    const { train } = await smallDigits(size.examples);
    const measured = await run.overSeeds((one) => measureOne(one, train, size, one.seed === run.seed));
    const over = (value: (one: Measured) => number) => summarize(measured.map(value), run.seeds);
    const [highest, lowest] = [over((one) => one.highest), over((one) => one.lowest)];
    const random = over((one) => mean(one.random));
    const downward = over((one) => one.random.filter((value) => value < 0).length / one.random.length);
    const isCurvedDown = lowest.values.every((value) => value < 0);
    return {
      highest,
      lowest,
      alongHighest: over((one) => one.alongHighest),
      alongLowest: over((one) => one.alongLowest),
      random,
      directions: size.directions,
      downward,
      planes: measured[0]!.planes,
      order: distinguishable(highest, random),
      below: !isCurvedDown ? "none" : downward.mean === 0 ? "hidden" : "found",
    };
  },

  words: surfaceWords,

  table: ({ highest, lowest, alongHighest, alongLowest, random }) => ({
    columns: [
      text("direction", "方向"),
      text("eigenvalue, by Lanczos", "特征值（Lanczos 法）"),
      text("curvature, by losses on both sides", "曲率（由两侧的损失算出）"),
    ],
    rows: [
      [text("most curved upward", "向上弯得最厉害"), highest, alongHighest],
      [text("most curved downward", "向下弯得最厉害"), lowest, alongLowest],
      [text("random, mean", "随机方向的平均"), "", random],
    ],
  }),

  figure: ({ planes }): Figure => ({
    kind: "panels",
    title: text("The training loss on planes through the weights", "过权重的平面上的训练集损失"),
    columns: 3,
    panels: planes.map(planeChart),
  }),
});

async function measureOne(run: Run, digits: Digits, size: Size, isDrawn: boolean): Promise<Measured> {
  const model = networkOf(digits, 32, run.seed);
  const { updates, products, directions } = size;
  await descend(run, model, digits, { learningRate: 0.3, batchSize: 50, updates, label: "training" });
  const curvature = await surveyor(model, digits, products)();
  const random: number[] = [];
  for (let i = 0; i < directions; i++) {
    random.push(await curvatureAlong(model, digits, await filterNormalized(model)));
    run.progress("random directions", i + 1, directions);
  }
  return {
    highest: curvature.highest.value,
    lowest: curvature.lowest.value,
    alongHighest: await curvatureAlong(model, digits, curvature.highest.direction),
    alongLowest: await curvatureAlong(model, digits, curvature.lowest.direction),
    random,
    planes: isDrawn ? await planesOf(run, model, digits, curvature, size) : [],
  };
}

async function planesOf(
  run: Run,
  model: Network,
  digits: Digits,
  curvature: Curvature,
  { places, products }: Size,
): Promise<Plane[]> {
  const saddle = networkOf(digits, 32, run.seed);
  await moveToSaddle(saddle, digits);
  const atSaddle = await surveyor(saddle, digits, products)();
  return [
    await randomPlane(run, model, digits, { places }),
    await extremePlane(run, model, digits, curvature, { plane: "trained", span: 3, places }),
    await extremePlane(run, saddle, digits, atSaddle, { plane: "saddle", span: 2, places }),
  ];
}
