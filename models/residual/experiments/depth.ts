/**
 * Effect of depth on plain and residual networks: the training loss after equal steps, and the signals at
 * initialization.
 */
import { type Tensor, compile, crossEntropy, grad, observe, stack } from "hebb";
import { type Pictures, fashionMnist } from "hebb/data";
import type { Layer, Panels, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { DeepNetwork } from "../model.ts";
import { type Trained, trainNetwork } from "../training.ts";

/**
 * The learning rate of the recipes for both kinds. It was not tuned for a single epoch, in which 0.03 suits the deepest
 * residual network better.
 */
const learningRate = 0.1;

const kinds = { plain: false, residual: true } as const;

export type Kind = keyof typeof kinds;

/** Signals before training, block by block. */
export interface Signals {
  /** Root mean square of the output of each block. */
  readonly forward: readonly number[];
  /** Norm of the gradient of the loss by that output, ‖∂L/∂h‖. */
  readonly backward: readonly number[];
}

export const depth: EnglishExperiment = {
  question: {
    en: "What happens when a network gets deeper, with and without residual connections?",
    zh: "网络越来越深会怎样，有残差连接和没有残差连接差别大吗？",
  },

  async measure(run) {
    const depths = run.quick ? [8, 26] : [8, 20, 32, 44, 56];
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 800 : 10_000), test, epochs: 1 };
    const deepest = depths.at(-1)!;
    const signals = {
      plain: await signalsOf(deepest, "plain", train.take(128)),
      residual: await signalsOf(deepest, "residual", train.take(128)),
    };
    const trained: Record<Kind, Trained[]> = { plain: [], residual: [] };
    for (const depth of depths) {
      for (const kind of ["plain", "residual"] as const) {
        trained[kind].push(await trainNetwork(run, { depth, shortcut: kinds[kind], learningRate }, lesson));
      }
    }
    return {
      answer: answerOf(trained, signals),
      table: {
        columns: [
          "layers",
          "plain: training loss",
          "plain: test accuracy",
          "residual: training loss",
          "residual: test accuracy",
        ],
        rows: depths.map((depth, i) => {
          const [plain, residual] = [trained.plain[i]!, trained.residual[i]!];
          return [depth, plain.loss, plain.accuracy, residual.loss, residual.accuracy];
        }),
      },
      figure: figureOf(trained, signals, deepest),
    };
  },
};

export async function signalsOf(depth: number, kind: Kind, examples: Pictures): Promise<Signals> {
  const model = new DeepNetwork({ depth, shortcut: kinds[kind] });
  const measured = compile((images: Tensor, labels: Tensor) => {
    const [logits, seen] = observe(() => model.forward(images));
    const states = model.blocks.map((_, i) => seen[`blocks.${i}`]!);
    const gradients = grad(crossEntropy(logits, labels), states);
    return {
      forward: stack(states.map((h) => h.square().mean().sqrt())),
      backward: stack(gradients.map((gradient) => gradient.norm())),
    };
  })(examples.field(0), examples.field(1));
  return { forward: [...(await measured.forward.array())], backward: [...(await measured.backward.array())] };
}

function answerOf(
  { plain, residual }: Readonly<Record<Kind, readonly Trained[]>>,
  signals: Readonly<Record<Kind, Signals>>,
): string {
  const ends = (trained: readonly Trained[]) => [trained[0]!, trained.at(-1)!] as const;
  const reach = ([shallow, deep]: readonly [Trained, Trained]) =>
    `${percent(shallow.accuracy)} with ${shallow.network.depth} layers and ${percent(deep.accuracy)} with ${deep.network.depth}`;
  const [deepPlain, deepResidual] = [plain.at(-1)!, residual.at(-1)!];
  const spoilt = deepPlain.loss > plain[0]!.loss && deepPlain.loss > deepResidual.loss + 0.05;
  return (
    `After one pass the plain network sorts ${reach(ends(plain))} of the test images rightly, the residual one ${reach(ends(residual))}. ` +
    `${spoilt ? "Depth spoils the training itself and not only the test" : "Depth spoilt no training here"}: ` +
    `the deepest ones end at training losses of ${deepPlain.loss.toFixed(2)} and ${deepResidual.loss.toFixed(2)} nats. ` +
    `At the start, the last block of the plain network hands on ${share(signals.plain.forward)} of what the first one does, and its first block gets ` +
    `${share(signals.plain.backward.toReversed())} of the last one's gradient; in the residual network these are ` +
    `${share(signals.residual.forward)} and ${share(signals.residual.backward.toReversed())}.`
  );
}

/** Formats the last value relative to the first. */
const share = (values: readonly number[]): string => String(Number((values.at(-1)! / values[0]!).toPrecision(2)));

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

function figureOf(
  trained: Readonly<Record<Kind, readonly Trained[]>>,
  signals: Readonly<Record<Kind, Signals>>,
  deepest: number,
): Panels {
  const lines = (points: (kind: Kind) => readonly Point[]): Layer[] => {
    return (["plain", "residual"] as const).map((kind) => ({ mark: "line", name: kind, points: points(kind) }));
  };
  const blocks = (values: readonly number[]) => values.map((value, i): Point => [i + 1, value]);
  return {
    kind: "panels",
    title: "Depth without and with residual connections",
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: "After one pass",
        x: { label: "layers" },
        y: { label: "test accuracy", domain: [0, 1] },
        layers: lines((kind) => trained[kind].map(({ network, accuracy }): Point => [network.depth, accuracy])),
      },
      {
        kind: "chart",
        title: `Forwards, before the training (${deepest} layers)`,
        x: { label: "block" },
        y: { label: "root mean square of h", scale: "log" },
        layers: lines((kind) => blocks(signals[kind].forward)),
      },
      {
        kind: "chart",
        title: `Backwards, before the training (${deepest} layers)`,
        x: { label: "block" },
        y: { label: "‖∂L/∂h‖", scale: "log" },
        layers: lines((kind) => blocks(signals[kind].backward)),
      },
    ],
  };
}
