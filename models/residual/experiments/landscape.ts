/** Smoothness of the loss surface with and without residual connections: surfaces and curvature of trained networks. */
import { crossEntropy, hessianOperator, lanczos } from "hebb";
import { type Pictures, fashionMnist } from "hebb/data";
import type { Run } from "../../run.ts";
import { type Surface, evenly, filterNormalized, lossSurface, surfaceChart } from "../../shared/surface.ts";
import type { EnglishExperiment } from "../../system.ts";
import { lossAround, nonConvexity } from "../roughness.ts";
import { type Network, type Trained, nameOf, trainNetwork } from "../training.ts";

/**
 * Networks trained with Adam at the learning rates of `remedies`; with momentum, the deep plain network does not learn.
 */
const networks: Readonly<Record<"full" | "quick", readonly Network[]>> = {
  full: [
    { depth: 20, shortcut: false, learningRate: 1e-3, optimizer: "adam" },
    { depth: 20, shortcut: true, learningRate: 1e-3, optimizer: "adam" },
    { depth: 56, shortcut: false, learningRate: 2e-4, optimizer: "adam" },
    { depth: 56, shortcut: true, learningRate: 1e-3, optimizer: "adam" },
  ],
  quick: [
    { depth: 8, shortcut: false, learningRate: 1e-3, optimizer: "adam" },
    { depth: 8, shortcut: true, learningRate: 1e-3, optimizer: "adam" },
  ],
};

/** Half the side of the plane, in units of the filters' norms. */
const span = 0.5;

interface Relief {
  readonly trained: Trained;
  readonly surface: Surface;
  /** Largest eigenvalue of the Hessian of the loss over the same images. */
  readonly sharpest: number;
}

export const landscape: EnglishExperiment = {
  question: {
    en: "Do residual connections make the loss landscape smoother?",
    zh: "残差连接真的能让优化地形更平缓吗？",
  },

  async measure(run) {
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 800 : 10_000), test, epochs: run.quick ? 1 : 3 };
    const probe = train.take(run.quick ? 100 : 200);
    const reliefs: Relief[] = [];
    for (const network of networks[run.quick ? "quick" : "full"]) {
      const trained = await trainNetwork(run, network, lesson);
      reliefs.push({ trained, ...(await reliefOf(run, trained, probe)) });
    }
    return {
      answer: answerOf(reliefs),
      table: {
        columns: [
          "network",
          "training loss",
          "loss at the center",
          `loss at ${span / 2}`,
          `loss at ${span}`,
          "non-convexity",
          "largest eigenvalue of the Hessian",
        ],
        rows: reliefs.map(({ trained, surface, sharpest }) => [
          nameOf(trained.network),
          trained.loss,
          lossAround(surface, 0),
          lossAround(surface, span / 2),
          lossAround(surface, span),
          nonConvexity(surface),
          sharpest,
        ]),
      },
      figure: {
        kind: "panels",
        title: "Loss around trained networks, along two directions as long as their filters",
        columns: 2,
        sameScale: true,
        panels: reliefs.map(({ trained, surface }) => surfaceChart(nameOf(trained.network), surface)),
      },
    };
  },
};

async function reliefOf(run: Run, { network, model }: Trained, probe: Pictures): Promise<Omit<Relief, "trained">> {
  const places = evenly(span, run.quick ? 7 : 15);
  const surface = await lossSurface(model, probe, {
    loss: crossEntropy,
    directions: [await filterNormalized(model), await filterNormalized(model)],
    x: places,
    y: places,
    progress: (done, total) => run.progress(`surface: ${nameOf(network)}`, done, total),
  });
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
  return { surface, sharpest: values.at(-1)! };
}

/** Compared measures; each is smaller for a smoother surface. */
const measures = {
  far: ({ surface }: Relief) => lossAround(surface, span),
  sharpest: ({ sharpest }: Relief) => sharpest,
  nonConvexity: ({ surface }: Relief) => nonConvexity(surface),
};

function answerOf(reliefs: readonly Relief[]): string {
  const [plain, residual] = reliefs.slice(-2) as [Relief, Relief];
  const smoother = Object.values(measures).filter((measure) => measure(residual) < measure(plain)).length;
  const verdict = ["No: by none", "Hardly: by one", "Mostly: by two", "Yes: by all"][smoother]!;
  const { depth } = plain.trained.network;
  return (
    `${verdict} of three measures the residual network of ${depth} layers has the smoother surface. With all filters shifted by half their length ` +
    `its loss is ${short(measures.far(residual))} nats and the plain one's ${short(measures.far(plain))}; the largest eigenvalue of the Hessian is ` +
    `${short(measures.sharpest(residual))} and ${short(measures.sharpest(plain))}, the non-convexity ` +
    `${measures.nonConvexity(residual).toFixed(3)} and ${measures.nonConvexity(plain).toFixed(3)}. ${growth(reliefs)}` +
    `Two cautions: what a shortcut hands on no shift of filters touches, and the networks are not equally well trained ` +
    `(training losses ${residual.trained.loss.toFixed(2)} and ${plain.trained.loss.toFixed(2)}).`
  );
}

/** Describes the effect of depth on the surface; empty unless two depths are compared. */
function growth(reliefs: readonly Relief[]): string {
  if (reliefs.length < 4) return "";
  const [plain, residual, deepPlain, deepResidual] = reliefs as [Relief, Relief, Relief, Relief];
  const times = (deep: Relief, shallow: Relief) => short(measures.sharpest(deep) / measures.sharpest(shallow));
  const [from, to] = [plain.trained.network.depth, deepPlain.trained.network.depth];
  return (
    `From ${from} to ${to} layers that eigenvalue becomes ${times(deepPlain, plain)} times as large in plain networks, ` +
    `${times(deepResidual, residual)} times in residual ones. `
  );
}

const short = (value: number): string => String(Number(value.toPrecision(2)));
