/** The loss surface along random directions, and along those of the largest and the smallest curvature. */
import type { Panels } from "../../figure.ts";
import { filterNormalized } from "../../shared/surface.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { surveyor } from "../curvature.ts";
import { descend, networkOf, smallDigits } from "../digits.ts";
import { curvatureAlong, extremePlane, randomPlane } from "../planes.ts";
import { moveToSaddle } from "../saddle.ts";
import { mean } from "../../shared/statistics.ts";

export const surface: EnglishExperiment = {
  question: {
    en: "What does the loss around a trained network look like, and do random directions show how curved it is?",
    zh: "训练好的网络，周围的损失曲面是什么样子，沿随机方向画图能看出它有多弯吗？",
  },

  async measure(run): Promise<Finding> {
    const { train } = await smallDigits(run.quick ? 300 : 5000);
    const [places, products] = run.quick ? [7, 30] : [31, 60];
    const model = networkOf(train, 32, run.seed);
    await descend(run, model, train, {
      learningRate: 0.3,
      batchSize: 50,
      updates: run.quick ? 200 : 4000,
      label: "training",
    });
    const { lowest, highest } = await surveyor(model, train, products)();
    const random: number[] = [];
    for (let i = 0; i < (run.quick ? 3 : 20); i++) {
      random.push(await curvatureAlong(model, train, await filterNormalized(model)));
      run.progress("random directions", i + 1, 20);
    }
    const along = {
      lowest: await curvatureAlong(model, train, lowest.direction),
      highest: await curvatureAlong(model, train, highest.direction),
    };
    const saddle = networkOf(train, 32, run.seed);
    await moveToSaddle(saddle, train);
    const atSaddle = await surveyor(saddle, train, products)();
    const panels = [
      await randomPlane(run, model, train, places),
      await extremePlane(
        run,
        model,
        train,
        { lowest, highest },
        { title: "trained, extreme eigenvectors", span: 3, places },
      ),
      await extremePlane(run, saddle, train, atSaddle, { title: "saddle at 0, extreme eigenvectors", span: 2, places }),
    ];
    return {
      answer: answerOf(random, along, { lowest: lowest.value, highest: highest.value }),
      table: {
        columns: ["direction", "eigenvalue, by Lanczos", "curvature, by losses on both sides"],
        rows: [
          ["most curved", rounded(highest.value), rounded(along.highest)],
          ["least curved", rounded(lowest.value), rounded(along.lowest)],
          ["random, mean", "", rounded(mean(random))],
          ["random, lowest", "", rounded(Math.min(...random))],
          ["random, highest", "", rounded(Math.max(...random))],
        ],
      },
      figure: { kind: "panels", title: "The training loss over planes", columns: 3, panels } satisfies Panels,
    };
  },
};

interface Ends {
  readonly lowest: number;
  readonly highest: number;
}

function answerOf(random: readonly number[], along: Ends, eigenvalues: Ends): string {
  const share = mean(random) / eigenvalues.highest;
  const seen = random.some((value) => value < 0)
    ? "and some show that it is curved downwards anywhere"
    : eigenvalues.lowest < 0
      ? "and none of them shows that it is curved downwards anywhere, which it is"
      : "and, as everywhere, upwards";
  return (
    `Along ${random.length} random directions the loss is curved by ${mean(random).toPrecision(2)} in the mean, ${(100 * share).toFixed(1)} % of the largest eigenvalue, ${seen}: ` +
    `along the extreme eigenvectors the losses on both sides give ${along.highest.toPrecision(3)} and ${along.lowest.toPrecision(2)}, ` +
    `Lanczos ${eigenvalues.highest.toPrecision(3)} and ${eigenvalues.lowest.toPrecision(2)}.`
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
