/** Beam search: the probability, the quality and the length of its translations by width, and its tree for one text. */
import type { Chart, Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { mean } from "../../shared/statistics.ts";
import { type Table, defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import {
  type Corpus,
  type CorpusRecipe,
  type Judged,
  corpus,
  judge,
  longestTranslation,
  trainOnCorpus,
} from "../corpora.ts";
import { chooseText, drawnTree, treeFigure } from "../drawn-tree.ts";
import type { BeamFacts, DrawnTree, Searched } from "../facts.ts";
import type { Translator } from "../model.ts";
import { emojiQuick, libreOfficeFull } from "../recipes.ts";
import { lengthPenalty, stepsOf, translateByBeam, translateStepByStep } from "../translating.ts";
import { beamWords } from "../words-of-beam.ts";

/** Width of the drawn beam. */
const drawnWidth = 3;

interface Setting {
  readonly recipe: CorpusRecipe;
  readonly widths: readonly number[];
  /** Number of test texts that are translated. */
  readonly texts: number;
}

const full: Setting = {
  recipe: { ...libreOfficeFull, teaching: { ...libreOfficeFull.teaching, steps: 800 } },
  widths: [1, 2, 4, 8],
  texts: 100,
};

const quick: Setting = {
  recipe: { ...emojiQuick, teaching: { ...emojiQuick.teaching, steps: 80 } },
  widths: [1, 4],
  texts: 12,
};

export const beamExperiment = defineExperiment<BeamFacts>({
  question: {
    en: "Does beam search find more probable translations than greedy search, and are they better?",
    zh: "束搜索找到的译文比贪心搜索的概率更高吗，质量也更好吗？",
  },
  seeds: 3,

  async measure(run) {
    const setting = run.quick ? quick : full;
    const texts = await corpus(setting.recipe);
    const trees: DrawnTree[] = [];
    const measured = await run.overSeeds(async (one) => {
      const model = await trainOnCorpus(one, setting.recipe, texts, true);
      const found = await measureSearches(one, model, texts, setting);
      if (trees.length === 0) trees.push(await treeOfText(model, texts));
      return found;
    });
    const over = (pick: (found: Searches) => Judged): Searched => {
      const summary = (key: keyof Judged) =>
        summarize(
          measured.map((found) => pick(found)[key]),
          run.seeds,
        );
      return { bleu: summary("bleu"), score: summary("score"), length: summary("length") };
    };
    const greedy = over((found) => found.greedy);
    const probable = setting.widths.map((_, i) => over((found) => found.probable[i]!));
    const normalized = setting.widths.map((_, i) => over((found) => found.normalized[i]!));
    const [widest, best] = [probable.at(-1)!, normalized.at(-1)!];
    return {
      texts: setting.texts,
      widths: setting.widths,
      reference: mean(texts.test.slice(0, setting.texts).map(({ target }) => Array.from(target).length)),
      greedy,
      probable,
      normalized,
      likelier: distinguishable(widest.score, greedy.score),
      better: distinguishable(widest.bleu, greedy.bleu),
      shorter: distinguishable(greedy.length, widest.length),
      ranked: distinguishable(best.bleu, greedy.bleu),
      tree: trees[0]!,
    };
  },

  words: beamWords,
  table: tableOf,
  figure: figureOf,
});

interface Searches {
  readonly greedy: Judged;
  readonly probable: readonly Judged[];
  readonly normalized: readonly Judged[];
}

function measureSearches(run: Run, model: Translator, texts: Corpus, setting: Setting): Promise<Searches> {
  const part = texts.test.slice(0, setting.texts);
  const steps = stepsOf(model);
  const longest = longestTranslation;
  return run.once("searches", async () => {
    const greedy = await judge(run, texts, part, (source) => translateStepByStep(steps, source, longest));
    const [probable, normalized]: [Judged[], Judged[]] = [[], []];
    for (const width of setting.widths) {
      // Without a length penalty, the search maximizes the probability.
      const search = (penalty: number) => (source: ArrayLike<number>) =>
        translateByBeam(steps, source, { width, longest, penalty });
      probable.push(await judge(run, texts, part, search(0)));
      normalized.push(await judge(run, texts, part, search(lengthPenalty)));
    }
    return { greedy, probable, normalized };
  });
}

async function treeOfText(model: Translator, texts: Corpus): Promise<DrawnTree> {
  const steps = stepsOf(model);
  return drawnTree(steps, texts, await chooseText(steps, texts, drawnWidth), drawnWidth);
}

const searchNames = {
  greedy: text("greedy", "贪心搜索"),
  probable: text("beam, by probability", "束搜索，按概率"),
  normalized: text("beam, with a length penalty", "束搜索，加长度惩罚"),
} as const;

function tableOf({ widths, greedy, probable, normalized }: BeamFacts): Table {
  const row = (name: Text, width: number, { bleu, score, length }: Searched) => [name, width, bleu, score, length];
  return {
    columns: [
      text("search", "搜索方法"),
      text("beam width", "束宽"),
      { name: text("BLEU", "BLEU"), unit: "fraction" },
      { name: text("mean log-probability (nats)", "平均对数概率（奈特）"), digits: 2 },
      { name: text("mean characters", "平均字数"), digits: 1 },
    ],
    rows: [
      row(searchNames.greedy, 1, greedy),
      ...probable.map((searched, i) => row(searchNames.probable, widths[i]!, searched)),
      ...normalized.map((searched, i) => row(searchNames.normalized, widths[i]!, searched)),
    ],
  };
}

function figureOf(facts: BeamFacts): Panels {
  return {
    kind: "panels",
    title: text("Beam search for translations", "用束搜索找译文"),
    columns: 1,
    panels: [
      treeFigure(facts.tree),
      {
        kind: "panels",
        title: text("Translations by the width of the beam", "束宽不同，译文如何变化"),
        columns: 2,
        panels: [
          chartOf(facts, "bleu", text("Character-level BLEU", "字符级 BLEU"), text("BLEU", "BLEU")),
          chartOf(facts, "length", text("Mean length", "平均长度"), text("characters", "字数")),
        ],
      },
    ],
  };
}

function chartOf(
  { widths, greedy, probable, normalized, reference }: BeamFacts,
  key: "bleu" | "length",
  title: Text,
  label: Text,
): Chart {
  const means = [greedy, ...probable, ...normalized].map((searched) => searched[key]);
  const tops = means.map(({ mean: center, std }) => center + (std ?? 0));
  const highest = 1.05 * Math.max(...tops, ...(key === "length" ? [reference] : []));
  return {
    kind: "chart",
    title,
    x: { label: text("beam width", "束宽"), scale: "log" },
    y: { label, domain: [0, highest] },
    layers: [
      { mark: "rule", axis: "y", value: greedy[key].mean, name: searchNames.greedy },
      ...(key === "length"
        ? [{ mark: "rule", axis: "y", value: reference, name: text("by people", "人工译文") } as const]
        : []),
      ...curve(
        searchNames.probable,
        widths,
        probable.map((searched) => searched[key]),
      ),
      ...curve(
        searchNames.normalized,
        widths,
        normalized.map((searched) => searched[key]),
      ),
    ],
  };
}
