/** Captions for emoji that were not seen in training in any form: accuracy by kind of word, and novelty. */
import type { Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type Table, defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import { type Language, languages } from "../captions.ts";
import type { CaptionedPicture, UnseenFacts } from "../facts.ts";
import { chosenCaptions, drawCaptions } from "../figures.ts";
import { type Kind, kinds, partOf } from "../kinds.ts";
import { kindNames, languageNames } from "../names.ts";
import { nearestByPixels } from "../neighbors.ts";
import { unseenWords } from "../words.ts";
import { writeCaptions } from "../writing.ts";
import { prepare } from "./prepare.ts";

/** Kinds of words that distinguish pictures. */
const told = kinds.filter((kind) => kind !== "form");
const parts = ["combinations", "unseen"] as const;

export const unseen = defineExperiment<UnseenFacts>({
  question: {
    en: "What does the network write for an emoji that it has never seen?",
    zh: "遇到从没见过的表情符号，网络会写出什么？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => ({ en: await look(one, "en"), zh: await look(one, "zh") }));
    return {
      languages: (Object.keys(languages) as Language[]).map((language) =>
        summarized(
          measured.map((found) => found[language]),
          language,
          run.seeds,
        ),
      ),
    };
  },

  words: unseenWords,
  table: tableOf,

  figure: ({ languages: found }): Panels => ({
    kind: "panels",
    title: text("Captions of emoji that were not seen in any form", "从没见过的表情符号的描述"),
    columns: 1,
    panels: found.map(({ language, examples }) => drawCaptions(languageNames[language], examples)),
  }),
});

interface Row {
  readonly emoji: (typeof parts)[number];
  readonly kind: Kind;
  readonly captions: number;
  readonly own: number;
  readonly near: number;
}

interface Found {
  readonly rows: readonly Row[];
  readonly fresh: number;
  readonly examples: readonly CaptionedPicture[];
}

async function look(run: Run, language: Language): Promise<Found> {
  const { album, model } = await prepare(run, language);
  const rows: Row[] = [];
  const written: number[][] = [];
  for (const emoji of parts) {
    const part = album[emoji];
    const own = await writeCaptions(model, album, part.pictures.field(0));
    const near = await nearestByPixels(part, album.train);
    for (const kind of told) {
      const given = part.captions.map((caption) => partOf(album, caption, kind));
      const counted = [...given.keys()].filter((row) => given[row] !== "");
      const right = (captions: readonly ArrayLike<number>[]) =>
        counted.filter((row) => partOf(album, captions[row]!, kind) === given[row]).length / counted.length;
      rows.push({ emoji, kind, captions: counted.length, own: right(own), near: right(near) });
    }
    if (emoji === "unseen") written.push(...own);
  }
  const known = new Set(album.train.captions.map((caption) => caption.subarray(0, -1).join()));
  const fresh = written.filter((tokens) => !known.has(tokens.join())).length / written.length;
  return { rows, fresh, examples: chosenCaptions(album, album.unseen, written) };
}

function summarized(found: readonly Found[], language: Language, seeds: readonly number[]) {
  const accuracies = found[0]!.rows.map(({ emoji, kind, captions }, i) => {
    const over = (key: "own" | "near") =>
      summarize(
        found.map(({ rows }) => rows[i]![key]),
        seeds,
      );
    return { emoji, kind, captions, own: over("own"), near: over("near") };
  });
  const of = (emoji: Row["emoji"], kind: Kind) =>
    accuracies.find((one) => one.emoji === emoji && one.kind === kind)!.own;
  const fresh = summarize(
    found.map((one) => one.fresh),
    seeds,
  );
  return {
    language,
    accuracies,
    fresh,
    novel: reaches(fresh, { op: ">", value: 0.5 }),
    tone: distinguishable(of("unseen", "skin tone"), of("unseen", "what it is")),
    lost: distinguishable(of("combinations", "what it is"), of("unseen", "what it is")),
    examples: found[0]!.examples,
  };
}

function tableOf({ languages: found }: UnseenFacts): Table {
  const emojiNames = {
    combinations: text("known emoji, new skin tone", "见过的表情，没见过的肤色"),
    unseen: text("unseen emoji", "没见过的表情"),
  };
  return {
    columns: [
      text("language", "语言"),
      text("emoji", "表情符号"),
      text("words", "词的种类"),
      text("captions with such words", "含这种词的描述"),
      { name: text("correct: network", "写对：网络"), unit: "fraction" },
      { name: text("correct: most similar training picture", "写对：最像的训练图片"), unit: "fraction" },
    ],
    rows: found.flatMap(({ language, accuracies }) =>
      accuracies.map(({ emoji, kind, captions, own, near }) => [
        languageNames[language],
        emojiNames[emoji],
        kindNames(kind),
        captions,
        own,
        near,
      ]),
    ),
  };
}
