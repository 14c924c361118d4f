/** Beam search over hulls: probabilities and exact answers by the width of the beam. */
import type { Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { beams, probabilitiesOf } from "../decoding.ts";
import { isRight, testProblems } from "../evaluation.ts";
import type { BeamFacts, HullExample } from "../facts.ts";
import type { Point as Corner } from "../geometry.ts";
import type { PointerNetwork } from "../model.ts";
import { hullChart, pointerMap } from "../pictures.ts";
import type { Problem } from "../tasks.ts";
import { fullTraining, trainPointer } from "../training.ts";
import { beamWords } from "../words.ts";

export const beamExperiment = defineExperiment<BeamFacts>({
  question: {
    en: "Does beam search find better hulls than pointing greedily?",
    zh: "用束搜索，比每一步都贪心地指，凸包会更准吗？",
  },
  seeds: 3,

  async measure(run) {
    const points = run.quick ? 5 : fullTraining.longest;
    const widths = run.quick ? [1, 2] : [1, 2, 4, 8];
    const shortest = run.quick ? 4 : fullTraining.shortest;
    const training = { ...fullTraining, shortest, longest: points, steps: run.quick ? 80 : 8000 };
    const examples: HullExample[] = [];
    const measured = await run.overSeeds(async (one) => {
      const model = await trainPointer(one, "hull", training);
      const problems = await testProblems("hull", points, run.quick ? 20 : 500);
      if (examples.length === 0) examples.push(await exampleOf(model, problems));
      return measureWidths(one, model, { problems, points, widths });
    });
    const over = (key: "exact" | "score") =>
      widths.map((_, i) =>
        summarize(
          measured.map((found) => found[i]![key]),
          run.seeds,
        ),
      );
    const [exact, scores] = [over("exact"), over("score")];
    return {
      widths,
      points,
      exact,
      scores,
      better: distinguishable(exact.at(-1)!, exact[0]!),
      likelier: distinguishable(scores.at(-1)!, scores[0]!),
      example: examples[0]!,
    };
  },

  words: beamWords,

  table: ({ widths, exact, scores }) => ({
    columns: [
      text("beam width", "束宽"),
      { name: text("exact hulls", "全对的凸包"), unit: "fraction" },
      { name: text("mean log-probability (nats)", "平均对数概率（奈特）"), digits: 3 },
    ],
    rows: widths.map((width, i) => [width, exact[i]!, scores[i]!]),
  }),

  figure: figureOf,
});

interface Search {
  readonly problems: readonly Problem[];
  readonly points: number;
  readonly widths: readonly number[];
}

async function measureWidths(run: Run, model: PointerNetwork, { problems, points, widths }: Search) {
  const search = beams(model, points);
  return run.once("beams", async () => {
    const found: { readonly exact: number; readonly score: number }[] = [];
    for (const width of widths) {
      let [right, total] = [0, 0];
      for (const problem of problems) {
        const { answer, score } = await search(problem, width);
        right += Number(isRight("hull", problem, answer));
        total += score;
      }
      found.push({ exact: right / problems.length, score: total / problems.length });
      run.progress("beam widths", found.length, widths.length);
    }
    return found;
  });
}

/** Returns the first wrong answer of greedy pointing, or the first answer if all are right. */
async function exampleOf(model: PointerNetwork, problems: readonly Problem[]): Promise<HullExample> {
  const search = beams(model, problems[0]!.inputs.length);
  let chosen = problems[0]!;
  for (const problem of problems.slice(0, 100)) {
    if (isRight("hull", problem, (await search(problem, 1)).answer)) continue;
    chosen = problem;
    break;
  }
  const { answer } = await search(chosen, 1);
  return {
    points: chosen.inputs as unknown as readonly Corner[],
    hull: chosen.answer,
    answer,
    probabilities: await probabilitiesOf(model, chosen, answer),
  };
}

function figureOf({ widths, exact, scores, example }: BeamFacts): Panels {
  const x = { label: text("beam width", "束宽"), scale: "log" } as const;
  return {
    kind: "panels",
    title: text("Beam search over pointers", "指针上的束搜索"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Exact hulls", "全对的凸包"),
        x,
        y: { label: text("fraction", "比例") },
        layers: [{ mark: "line", points: exact.map(({ mean }, i): Point => [widths[i]!, mean]) }],
      },
      {
        kind: "chart",
        title: text("Log-probability of the answer", "答案的对数概率"),
        x,
        y: { label: text("nats", "奈特") },
        layers: [{ mark: "line", points: scores.map(({ mean }, i): Point => [widths[i]!, mean]) }],
      },
      hullChart(example, text("A hull, and what was pointed to", "一个凸包，和贪心指出的答案")),
      pointerMap(example.probabilities),
    ],
  };
}
