/**
 * The loss of captions with the own picture, without a picture, and with the picture of another example, to separate the
 * contributions of picture and language.
 */
import type { Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { bars, curve } from "../../shared/curves.ts";
import { mean } from "../../shared/statistics.ts";
import { type Table, defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { Captioned } from "../captions.ts";
import { type BlindFacts, type Condition, type Costs, conditions } from "../facts.ts";
import { kinds, kindsOf } from "../kinds.ts";
import { conditionNames, kindNames } from "../names.ts";
import { nats } from "../training.ts";
import { blindWords } from "../words.ts";
import { prepare, prepareBlind } from "./prepare.ts";

/** Nats per word below which it counts as guessed: a probability of about three quarters. */
const threshold = 0.3;

export const blind = defineExperiment<BlindFacts>({
  question: {
    en: "Which words of a caption come from the picture, and which could be guessed from language alone?",
    zh: "一句描述里，哪些词是从图片看出来的，哪些词只凭语言习惯就能猜到？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(costsOf);
    const over = (value: (found: Measured) => number) => summarize(measured.map(value), run.seeds);
    const summaries = (value: (found: Measured, condition: Condition) => number): Costs => ({
      own: over((found) => value(found, "own")),
      none: over((found) => value(found, "none")),
      other: over((found) => value(found, "other")),
    });
    const all = summaries((found, condition) => found.all[condition]);
    const [first] = measured;
    return {
      all,
      kinds: kinds.map((kind, k) => {
        const costs = summaries((found, condition) => found.kinds[condition][k]!);
        return {
          kind,
          tokens: first!.tokens[k]!,
          costs,
          guessable: reaches(costs.none, { op: "<", value: threshold }),
          helps: distinguishable(costs.none, costs.own),
        };
      }),
      threshold,
      positions: first!.positions.own.map((_, t) => summaries((found, condition) => found.positions[condition][t]!)),
      misled: distinguishable(all.other, all.none),
    };
  },

  words: blindWords,
  table: tableOf,
  figure: figureOf,
});

interface Measured {
  readonly all: Readonly<Record<Condition, number>>;
  /** Mean cost of the words of each kind, and number of these words. */
  readonly kinds: Readonly<Record<Condition, readonly number[]>>;
  readonly tokens: readonly number[];
  /** Mean cost by position. */
  readonly positions: Readonly<Record<Condition, readonly number[]>>;
}

async function costsOf(run: Run): Promise<Measured> {
  const { album, model } = await prepare(run, "en");
  const languageModel = await prepareBlind(run, album);
  const part = album.combinations;
  const costs = {
    own: await nats(model, album, part),
    none: await nats(languageModel, album, part),
    other: await nats(model, album, exchanged(part)),
  };
  const kindOf = part.captions.map((caption) => kindsOf(album, caption));
  const each = <T>(value: (own: readonly (readonly number[])[]) => T): Record<Condition, T> => ({
    own: value(costs.own),
    none: value(costs.none),
    other: value(costs.other),
  });
  return {
    all: each((own) => mean(own.flat())),
    kinds: each((own) =>
      kinds.map((kind) => mean(own.flatMap((words, row) => words.filter((_, t) => kindOf[row]![t] === kind)))),
    ),
    tokens: kinds.map((kind) => kindOf.flat().filter((one) => one === kind).length),
    positions: each(byPosition),
  };
}

/** Pairs each caption with the picture of the example half of the data set further on. */
function exchanged(part: Captioned): Captioned {
  const count = part.captions.length;
  const rows = Int32Array.from({ length: count }, (_, row) => (row + Math.floor(count / 2)) % count);
  return { ...part, pictures: part.pictures.select(rows) };
}

/** Returns the mean cost at each position that at least a quarter of the captions have. */
function byPosition(costs: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...costs.map(({ length }) => length));
  return Array.from({ length: longest }, (_, t) => costs.filter(({ length }) => length > t).map((own) => own[t]!))
    .filter(({ length }) => 4 * length >= costs.length)
    .map(mean);
}

function tableOf({ all, kinds: found }: BlindFacts): Table {
  const row = ({ own, none, other }: Costs) => [own, none, other];
  return {
    columns: [
      text("words", "词的种类"),
      text("tokens", "词元数"),
      ...conditions.map((condition) => ({ name: conditionNames(condition), digits: 2 })),
    ],
    rows: [
      ...found.map(({ kind, tokens, costs }) => [kindNames(kind), tokens, ...row(costs)]),
      [text("all", "全部"), found.reduce((sum, { tokens }) => sum + tokens, 0), ...row(all)],
    ],
  };
}

function figureOf({ kinds: found, positions }: BlindFacts): Panels {
  const at = positions.map((_, t) => t + 1);
  const nat = { label: text("loss per token (nats)", "每个词元的损失（奈特）") };
  return {
    kind: "panels",
    title: text("The cost of each word of a held-out caption", "写对留出描述里每个词的代价"),
    columns: 1,
    panels: [
      {
        kind: "chart",
        title: text("By the kind of word", "按词的种类"),
        x: { label: text("kind of word", "词的种类") },
        y: nat,
        layers: conditions.flatMap((condition) =>
          bars(
            found.map(({ kind, costs }) => [kindNames(kind), costs[condition]] as const),
            { name: conditionNames(condition) },
          ),
        ),
      },
      {
        kind: "chart",
        title: text("By the position of the word", "按词的位置"),
        x: { label: text("position in the caption", "第几个词元") },
        y: nat,
        layers: conditions.flatMap((condition) =>
          curve(
            conditionNames(condition),
            at,
            positions.map((costs) => costs[condition]),
          ),
        ),
      },
    ],
  };
}
