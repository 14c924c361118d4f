/** What of a caption comes from the picture, and what is language: the cost of words with the picture, without, and with another. */
import type { Figure } from "../../figure.ts";
import type { Experiment, Finding } from "../../system.ts";
import type { Captioned } from "../captions.ts";
import { kinds, kindsOf } from "../kinds.ts";
import { mean, nats } from "../training.ts";
import { prepare, prepareBlind } from "./prepare.ts";

const conditions = ["its picture", "no picture", "another picture"] as const;

export const blind: Experiment = {
  question: "What of a caption comes from the picture, and what is language?",
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
    const rows = kinds.map((kind) => {
      const of = costs.map((cost) => cost.flatMap((words, row) => words.filter((_, t) => kindOf[row]![t] === kind)));
      return [kind, of[0]!.length, ...of.map(mean)] as [string, number, number, number, number];
    });
    const all = costs.map((cost) => mean(cost.flat())) as [number, number, number];
    return {
      answer: answerOf(all, rows),
      table: { columns: ["words", "tokens", ...conditions.map((name) => `nats with ${name}`)], rows },
      figure: figureOf(costs),
    };
  },
};

/** Each caption with the picture of the example that stands half of all further on. */
function exchanged(part: Captioned): Captioned {
  const count = part.captions.length;
  const rows = Int32Array.from({ length: count }, (_, row) => (row + Math.floor(count / 2)) % count);
  return { ...part, pictures: part.pictures.select(rows) };
}

type Row = readonly [kind: string, tokens: number, own: number, none: number, other: number];

function answerOf([own, none, other]: readonly [number, number, number], rows: readonly Row[]): string {
  const saved = rows.map(([kind, , mine, without]) => ({ kind, share: (without - mine) / without }));
  const [most, least] = [Math.max(...saved.map(({ share }) => share)), Math.min(...saved.map(({ share }) => share))];
  const named = (share: number) => saved.find((row) => row.share === share)!.kind;
  const form = rows.find(([kind]) => kind === "form")!;
  return (
    `A token costs ${own.toFixed(2)} nats with its picture, ${none.toFixed(2)} without a picture and ${other.toFixed(2)} with ` +
    `another one. The picture takes most of the cost from words of the kind "${named(most)}" (${percent(most)}), least from ` +
    `"${named(least)}" (${percent(least)}); the form of a caption costs ${form[3].toFixed(2)} nats a token without any picture, ` +
    `which is ${form[3] < none ? "less than other words: it is language" : "no less than other words"}.`
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** The mean cost at each place of a caption that a quarter of the captions have. */
function figureOf(costs: readonly (readonly (readonly number[])[])[]): Figure {
  return {
    kind: "chart",
    title: "What a token costs along the caption, on combinations that were not seen",
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
