/** Smoothness of the loss surface with and without residual connections: surfaces and curvature of trained networks. */
import { crossEntropy, hessianOperator, lanczos, random } from "hebb";
import { type Pictures, fashionMnist } from "hebb/data";
import type { Run } from "../../run.ts";
import { type Surface, evenly, filterNormalized, lossSurface } from "../../shared/surface.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { LandscapeFacts, Measure, Relief } from "../facts.ts";
import { networkWords } from "../names.ts";
import { networks as remedies } from "../remedies.ts";
import { lossAround, nonConvexity } from "../roughness.ts";
import { type Trained, nameOf, trainNetwork } from "../training.ts";
import { landscapeWords } from "../words-of-landscape.ts";
import { landscapeFigure } from "./landscape-figure.ts";

/** Trained by Adam as in `remedies`; with momentum, the deep plain network does not learn. */
const kinds = [remedies.adam, remedies.residualAdam] as const;

/** Half the side of the plane, in units of the filters' norms. */
const span = 0.5;

export const landscape = defineExperiment<LandscapeFacts>({
  question: {
    en: "Do residual connections make the loss landscape smoother?",
    zh: "残差连接真的能让优化地形更平缓吗？",
  },
  seeds: 3,

  async measure(run) {
    const depths = run.quick ? [4, 8] : [8, 32];
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 800 : 10_000), test: test.take(500), epochs: 1 };
    const surfaces: LandscapeFacts["surfaces"][number][] = [];
    const measured = await run.overSeeds(async (one) => {
      const found: Measured[] = [];
      for (const depth of depths) {
        for (const kind of kinds) {
          const trained = await trainNetwork(one, { ...kind, depth }, lesson);
          found.push(await measuredAround(one, trained, train.take(run.quick ? 50 : 200)));
          if (one.seed !== run.seed || depth !== depths.at(-1)) continue;
          const { losses } = await surfaceOf(one, trained, train.take(run.quick ? 50 : 100), run.quick ? 11 : 31);
          surfaces.push({ shortcut: kind.shortcut, losses });
        }
      }
      return found;
    });
    const reliefs = depths.flatMap((depth, d) =>
      kinds.map(({ shortcut }, k): Relief => {
        const own = measured.map((found) => found[d * kinds.length + k]!);
        return { depth, shortcut, ...summariesOf(own, run.seeds) };
      }),
    );
    return { span, reliefs, ...verdictsOf(reliefs), surfaces };
  },

  words: landscapeWords,

  table: ({ span: distance, reliefs }) => ({
    columns: [
      text("network", "网络"),
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("loss at the center", "中心的损失"), digits: 3 },
      { name: { en: `loss at the distance ${distance}`, zh: `距离 ${distance} 处的损失` }, digits: 2 },
      { name: text("non-convexity", "非凸程度"), digits: 3 },
      { name: text("largest eigenvalue of the Hessian", "海森矩阵的最大特征值"), digits: 1 },
    ],
    rows: reliefs.map(({ training, center, far, nonConvexity: nonConvex, sharpest, ...network }) => [
      networkWords(network),
      training,
      center,
      far,
      nonConvex,
      sharpest,
    ]),
  }),

  figure: landscapeFigure,
});

/** Measurements around one trained network. */
type Measured = Readonly<Record<"training" | "center" | Measure, number>>;

async function measuredAround(run: Run, trained: Trained, probe: Pictures): Promise<Measured> {
  const surface = await surfaceOf(run, trained, probe.take(Math.min(100, probe.length)), run.quick ? 7 : 13);
  return {
    training: trained.loss,
    center: lossAround(surface, 0),
    far: lossAround(surface, span),
    nonConvexity: nonConvexity(surface),
    sharpest: await sharpestOf(run, trained, probe),
  };
}

/** Returns the losses on a plane of random directions around a network. The seed decides the directions. */
async function surfaceOf(run: Run, { network, model }: Trained, probe: Pictures, count: number): Promise<Surface> {
  random.seed(run.seed);
  const places = evenly(span, count);
  return lossSurface(model, probe, {
    loss: crossEntropy,
    directions: [await filterNormalized(model), await filterNormalized(model)],
    x: places,
    y: places,
    progress: (done, total) => run.progress(`surface: ${nameOf(network)}`, done, total),
  });
}

/** Returns the largest eigenvalue of the Hessian of the loss. */
async function sharpestOf(run: Run, { network, model }: Trained, probe: Pictures): Promise<number> {
  const [images, labels] = [probe.field(0), probe.field(1)];
  const hessian = hessianOperator(() => crossEntropy(model.forward(images), labels), model);
  // Enough for the largest eigenvalue, which is well separated from the others.
  const steps = run.quick ? 8 : 12;
  let done = 0;
  const product = async (vector: Float64Array) => {
    run.progress(`curvature: ${nameOf(network)}`, ++done, steps);
    return hessian.product(vector);
  };
  const { values } = await lanczos(product, { size: hessian.size, steps, seed: run.seed });
  return values.at(-1)!;
}

function summariesOf(found: readonly Measured[], seeds: readonly number[]): Omit<Relief, "depth" | "shortcut"> {
  const over = (name: keyof Measured) =>
    summarize(
      found.map((one) => one[name]),
      seeds,
    );
  return {
    training: over("training"),
    center: over("center"),
    far: over("far"),
    nonConvexity: over("nonConvexity"),
    sharpest: over("sharpest"),
  };
}

/** Compares the deepest networks, and both depths of each kind. */
function verdictsOf(reliefs: readonly Relief[]): Omit<LandscapeFacts, "span" | "reliefs" | "surfaces"> {
  const [plain, residual, deepPlain, deepResidual] = reliefs as [Relief, Relief, Relief, Relief];
  const order = (name: Measure) => distinguishable(logarithm(deepPlain[name]), logarithm(deepResidual[name]));
  return {
    orders: { far: order("far"), sharpest: order("sharpest"), nonConvexity: order("nonConvexity") },
    training: distinguishable(deepPlain.training, deepResidual.training),
    plain: distinguishable(logarithm(deepPlain.sharpest), logarithm(plain.sharpest)),
    residual: distinguishable(logarithm(deepResidual.sharpest), logarithm(residual.sharpest)),
  };
}

/** Returns logarithms of measurements that differ by orders of magnitude between seeds; 0 becomes a tiny number. */
const logarithm = ({ values, seeds }: Summary): Summary =>
  summarize(
    values.map((value) => Math.log(Math.max(value, 1e-6))),
    seeds,
  );
