/** Beam search as a tree, and the results of wider beams. */
import type { Translation } from "hebb/data";
import type { Graph, GraphNode } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Branch, type Tree, treeOf } from "../beam-tree.ts";
import { type Corpus, type Judged, corpus, judge, longestTranslation, plain, trainOnCorpus } from "../corpora.ts";
import { emojiQuick, libreOfficeFull } from "../recipes.ts";
import { special } from "../training.ts";
import {
  type Steps,
  type Tokens,
  lengthPenalty,
  stepsOf,
  translateByBeam,
  translateStepByStep,
} from "../translating.ts";

const widths = [1, 2, 4, 8];
/** Width of the drawn beam, and number of characters of its translation. */
const [drawnWidth, drawnLength] = [3, 8];
/** Minimum probability of a pruned character that is drawn. */
const leastDrawn = 0.02;

export const beamExperiment: EnglishExperiment = {
  question: {
    en: "Does beam search find more probable translations than greedy search, and are they better?",
    zh: "束搜索找到的译文比贪心搜索的概率更高吗，质量也更好吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const recipe = run.quick ? emojiQuick : libreOfficeFull;
    const texts = await corpus(recipe);
    const model = await trainOnCorpus(run, recipe, texts, true);
    const part = texts.test.slice(0, run.quick ? 15 : 300);
    const steps = stepsOf(model);
    const longest = longestTranslation;
    const greedy = await judge(run, texts, part, (source) => translateStepByStep(steps, source, longest));
    const plainly: Judged[] = [];
    const ranked: Judged[] = [];
    for (const width of widths) {
      // Without length normalization, the search maximizes the probability.
      const search = (penalty: number) => (source: ArrayLike<number>) =>
        translateByBeam(steps, source, { width, longest, penalty });
      plainly.push(await judge(run, texts, part, search(0)));
      ranked.push(await judge(run, texts, part, search(lengthPenalty)));
    }
    const chosen = await chooseText(steps, texts);
    const tree = await treeOf(steps, texts.english.encode(plain(chosen.source)), {
      width: drawnWidth,
      longest: longestTranslation,
    });
    return {
      answer: answerOf(greedy, plainly, ranked),
      table: {
        columns: ["search", "width", "BLEU", "mean log-probability", "mean characters"],
        rows: [
          ["greedy", 1, greedy.bleu, greedy.score, greedy.length],
          ...plainly.map((judged, i) => rowOf("by probability", i, judged)),
          ...ranked.map((judged, i) => rowOf("with respect to length", i, judged)),
        ],
      },
      figure: figureOf(tree, texts, chosen),
    };
  },
};

function rowOf(search: string, i: number, { bleu, score, length }: Judged) {
  return [search, widths[i]!, bleu, score, length] as const;
}

function answerOf(greedy: Judged, plainly: readonly Judged[], ranked: readonly Judged[]): string {
  const last = plainly.at(-1)!;
  const widest = widths.at(-1)!;
  const percent = ({ bleu }: Judged) => (100 * bleu).toFixed(1);
  const best = ranked.reduce((a, b) => (b.bleu > a.bleu ? b : a));
  return (
    `${last.score > greedy.score ? "Likelier, yes" : "Not even likelier here"}: greedy translations have a mean log-probability of ${greedy.score.toFixed(2)}, those of a beam of ${widest} ` +
    `${last.score.toFixed(2)}. ${last.bleu > greedy.bleu ? "Better too" : "Not better"}: BLEU is ${percent(greedy)} and ${percent(last)}, with ${greedy.length.toFixed(1)} and ${last.length.toFixed(1)} characters, ` +
    `${last.length < greedy.length ? "as every character costs probability and the likeliest is short" : "so that the likeliest are not shorter here"}. Ranked with respect to their length, ` +
    `they are best at width ${widths[ranked.indexOf(best)]!}, with BLEU ${percent(best)}.`
  );
}

/**
 * Returns the first short test text whose translation by the drawn beam differs from the greedy one, or else the first
 * short one.
 */
async function chooseText(steps: Steps, texts: Corpus): Promise<Translation> {
  const short = texts.test.filter(({ target }) => target.length >= 4 && target.length <= drawnLength);
  for (const text of short) {
    const source = texts.english.encode(plain(text.source));
    const options = { longest: longestTranslation };
    const [greedy, wide] = [
      await translateStepByStep(steps, source, longestTranslation),
      await translateByBeam(steps, source, { ...options, width: drawnWidth }),
    ];
    const isShort = wide.tokens.length <= drawnLength && greedy.tokens.length <= drawnLength;
    if (isShort && greedy.tokens.join() !== wide.tokens.join()) return text;
  }
  return short[0]!;
}

function figureOf({ branches, best }: Tree, { chinese }: Corpus, { source, target }: Translation): Graph {
  const idOf = (tokens: Tokens) => `t${tokens.join(".")}`;
  const isBest = ({ tokens }: Branch) => tokens.every((token, i) => token === best[i]);
  const drawn = branches.filter((branch) => isDrawn(branch, branches, best.length));
  return {
    kind: "graph",
    title: `Beam of ${drawnWidth}, with log-probabilities: the best way is colored, what was given up has corners`,
    direction: "right",
    nodes: [
      { id: idOf([]), label: source, detail: `by a person: ${target}`, role: "input" },
      ...drawn.map(({ tokens, score, fate }): GraphNode => {
        const token = tokens.at(-1)!;
        const label = token === special.end ? "end" : chinese.label(token).replace(" ", "␣");
        return { id: idOf(tokens), label, detail: score.toFixed(2), role: roles[fate] };
      }),
    ],
    edges: drawn.map((branch) => ({
      from: idOf(branch.tokens.slice(0, -1)),
      to: idOf(branch.tokens),
      ...(isBest(branch) && { back: true }),
    })),
  };
}

/** Selects branches up to the length of the best one, and pruned branches that are not too improbable. */
function isDrawn({ tokens, score, fate }: Branch, branches: readonly Branch[], longest: number): boolean {
  if (tokens.length > longest) return false;
  const parent = branches.find((other) => other.tokens.join() === tokens.slice(0, -1).join());
  return fate !== "pruned" || score - (parent?.score ?? 0) >= Math.log(leastDrawn);
}

const roles = { kept: "state", ended: "output", pruned: "parameter" } as const satisfies Record<
  Branch["fate"],
  GraphNode["role"]
>;
