/**
 * Compares the loss of captions with the right picture, without a picture, and with the picture of another example, to
 * separate the contributions of picture and language.
 */
import type { Figure } from "../../figure.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import type { Captioned } from "../captions.ts";
import { type Kind, kinds, kindsOf } from "../kinds.ts";
import { mean } from "../../shared/statistics.ts";
import { nats } from "../training.ts";
import { prepare, prepareBlind } from "./prepare.ts";

const conditions = ["its picture", "no picture", "another picture"] as const;

export const blind: EnglishExperiment = {
  question: {
    en: "Which words of a caption come from the picture, and which could be guessed from language alone?",
    zh: "一句描述里，哪些词是从图片看出来的，哪些词只凭语言习惯就能猜到？",
  },
  async measure(run): Promise<Finding> {
    const { album, model } = await prepare(run, "en");
    const languageModel = await prepareBlind(run, album);
    const part = album.combinations;
    const costs = [
      await nats(model, album, part),
      await nats(languageModel, album, part),
      await nats(model, album, exchanged(part)),
    ];
    const kindOf = part.captions.map((caption) => kindsOf(album, caption));
    const rows = kinds.map((kind): Row => {
      const of = costs.map((cost) => cost.flatMap((words, row) => words.filter((_, t) => kindOf[row]![t] === kind)));
      return [kind, of[0]!.length, mean(of[0]!), mean(of[1]!), mean(of[2]!)];
    });
    const all = costs.map((cost) => mean(cost.flat())) as [number, number, number];
    return {
      answer: answerOf(all, rows),
      table: { columns: ["words", "tokens", ...conditions.map((name) => `nats with ${name}`)], rows },
      figure: figureOf(costs),
    };
  },
};

/** Pairs each caption with the picture of the example half of the data set further on. */
function exchanged(part: Captioned): Captioned {
  const count = part.captions.length;
  const rows = Int32Array.from({ length: count }, (_, row) => (row + Math.floor(count / 2)) % count);
  return { ...part, pictures: part.pictures.select(rows) };
}

const phrases: Record<Kind, string> = {
  "skin tone": "the skin tone",
  gender: "who it is",
  "what it is": "what it is",
  form: "the form of all names",
};

type Row = readonly [kind: Kind, tokens: number, own: number, none: number, other: number];

function answerOf([own, none, other]: readonly [number, number, number], rows: readonly Row[]): string {
  const saved = rows.map(([kind, , mine, without]) => ({ kind, nats: without - mine }));
  const [most, least] = [
    saved.reduce((a, b) => (b.nats > a.nats ? b : a)),
    saved.reduce((a, b) => (b.nats < a.nats ? b : a)),
  ];
  const form = rows.find(([kind]) => kind === "form")!;
  const isLanguage = form[3] < none && form[4] < other;
  return (
    `A token costs ${own.toFixed(2)} nats with its picture, ${none.toFixed(2)} without a picture and ${other.toFixed(2)} with ` +
    `another one. The picture saves most where a word tells ${phrases[most.kind]} (${most.nats.toFixed(2)} nats), least where it tells ` +
    `${phrases[least.kind]} (${least.nats.toFixed(2)}). What has the form of all names costs ${form[3].toFixed(2)} nats without and ` +
    `${form[4].toFixed(2)} with another picture: it is ${isLanguage ? "language" : "no easier to foresee than the rest"}.`
  );
}

/** Draws the mean loss at each position of a caption that at least a quarter of the captions have. */
function figureOf(costs: readonly (readonly (readonly number[])[])[]): Figure {
  return {
    kind: "chart",
    title: "What each token of a held-out caption costs",
    x: { label: "token of the caption" },
    y: { label: "nats" },
    layers: conditions.map((name, i) => {
      const own = costs[i]!;
      const longest = Math.max(...own.map(({ length }) => length));
      const at = (t: number) => own.filter(({ length }) => length > t).map((words) => words[t]!);
      const known = Array.from({ length: longest }, (_, t) => at(t)).filter(({ length }) => 4 * length >= own.length);
      return { mark: "line", name: `with ${name}`, points: known.map((values, t) => [t + 1, mean(values)] as const) };
    }),
  };
}
