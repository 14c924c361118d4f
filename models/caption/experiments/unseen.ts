/** Captions for emoji that were not seen in training in any form: accuracy by kind of word, and novelty. */
import type { Figure } from "../../figure.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Language, languages } from "../captions.ts";
import { pictureOfCaptions } from "../figures.ts";
import { type Kind, kinds, partOf } from "../kinds.ts";
import { nearestByPixels } from "../neighbors.ts";
import { writeCaptions } from "../writing.ts";
import { prepare } from "./prepare.ts";

/** Kinds of words that distinguish pictures. */
const told = kinds.filter((kind) => kind !== "form");

export const unseen: EnglishExperiment = {
  question: {
    en: "What does the network write for an emoji that it has never seen?",
    zh: "遇到从没见过的表情符号，网络会写出什么？",
  },
  async measure(run): Promise<Finding> {
    const found: Record<Language, Found> = {
      en: await look(await prepare(run, "en")),
      zh: await look(await prepare(run, "zh")),
    };
    const names = Object.keys(languages) as Language[];
    return {
      answer: names.map((language) => answerOf(language, found[language])).join(" "),
      table: {
        columns: [
          "language",
          "emoji",
          "words",
          "captions with such words",
          "right: captioner",
          "right: nearest neighbor",
        ],
        rows: names.flatMap((language) =>
          found[language].rows.map(({ emoji, kind, count, own, near }) => {
            return [languages[language], emoji, kind, count, own, near];
          }),
        ),
      },
      figure: figureOf(names.map((language) => found[language])),
    };
  },
};

interface Row {
  readonly emoji: "combinations" | "unseen";
  readonly kind: Kind;
  /** Number of captions that have words of this kind. */
  readonly count: number;
  /**
   * Fraction of these in which all words of this kind are correct and in order; `near` is that of the nearest
   * neighbor's captions.
   */
  readonly own: number;
  readonly near: number;
}

interface Found {
  readonly rows: readonly Row[];
  /** Fraction of captions of unseen emoji that do not occur in training. */
  readonly fresh: number;
  readonly figure: Figure;
}

async function look({ album, model }: Awaited<ReturnType<typeof prepare>>): Promise<Found> {
  const rows: Row[] = [];
  const written: number[][] = [];
  for (const emoji of ["combinations", "unseen"] as const) {
    const part = album[emoji];
    const own = await writeCaptions(model, album, part.pictures.field(0));
    const near = await nearestByPixels(part, album.train);
    for (const kind of told) {
      const given = part.captions.map((caption) => partOf(album, caption, kind));
      const counted = [...given.keys()].filter((row) => given[row] !== "");
      const right = (captions: readonly ArrayLike<number>[]) =>
        counted.filter((row) => partOf(album, captions[row]!, kind) === given[row]).length / counted.length;
      rows.push({ emoji, kind, count: counted.length, own: right(own), near: right(near) });
    }
    if (emoji === "unseen") written.push(...own);
  }
  const known = new Set(album.train.captions.map((caption) => caption.subarray(0, -1).join()));
  const fresh = written.filter((tokens) => !known.has(tokens.join())).length / written.length;
  return { rows, fresh, figure: pictureOfCaptions(album, album.unseen, { title: languages[album.language], written }) };
}

function answerOf(language: Language, { rows, fresh }: Found): string {
  const share = (emoji: Row["emoji"], kind: Kind) => rows.find((row) => row.emoji === emoji && row.kind === kind)!.own;
  const words = told.map(
    (kind) => `${kind} ${percent(share("unseen", kind))} (${percent(share("combinations", kind))})`,
  );
  const best = told.reduce((a, b) => (share("unseen", b) > share("unseen", a) ? b : a));
  return (
    `${languages[language]}: of unseen emoji (of known ones in a new skin tone) these words are right: ${words.join(", ")}; ` +
    `${best === "what it is" ? "even what it is, most often" : `${best} carries over best`}. ` +
    `${percent(fresh)} of the captions of unseen emoji are none of the training.`
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function figureOf(found: readonly Found[]): Figure {
  return {
    kind: "panels",
    title: "What is written of emoji that were not seen in any form",
    columns: 1,
    panels: found.map(({ figure }) => figure),
  };
}
