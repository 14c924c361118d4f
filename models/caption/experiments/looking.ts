/** Attention of the decoder at each word, and the dependence of the word on the attended positions. */
import { random } from "hebb";
import type { Panels, Pictures } from "../../figure.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Hiding, attentionOf, inkOf, places, probabilities, toneWords } from "../attention.ts";
import { type Album, type Captioned, readable } from "../captions.ts";
import { lit, pixelsOf, evenlySpaced } from "../figures.ts";
import { grid, side } from "../model.ts";
import { mean } from "../../shared/statistics.ts";
import { prepare } from "./prepare.ts";

/** Side in pixels of an annotation's receptive field, after four convolutions and two pooling layers. */
const seen = 26;

/** Number of hidden positions: a quarter. */
const hidden = places / 4;

export const looking: EnglishExperiment = {
  question: {
    en: "Where does the network look when it writes each word, and does the word depend on what it sees there?",
    zh: "写每个词时网络在看图片的哪里，写出的词真的取决于看到的内容吗？",
  },
  async measure(run): Promise<Finding> {
    const { album, model } = await prepare(run, "en");
    const part = album.combinations;
    const weights = await attentionOf(model, album, part);
    const words = toneWords(album, part);
    const atTone = weights.map((own, row) => own[words[row]!]!);
    const intact = mean(await probabilities(model, album, part, { words }));
    const rows: Row[] = [["nothing", 0, intact, intact]];
    for (const [name, rank] of Object.entries(await rankings(part, atTone))) {
      const places = atTone.map((_, row) => largest(hidden, (place) => rank(row, place)));
      const attended = places.map((own, row) => own.reduce((sum, place) => sum + atTone[row]![place]!, 0));
      const left = async (of: Hiding["of"]) =>
        mean(await probabilities(model, album, part, { words, hiding: { places, of } }));
      rows.push([name, mean(attended), await left("annotations"), await left("pixels")]);
    }
    return {
      answer: `${answerOf(rows)}${answerOfPairs(album, part, weights)}`,
      table: {
        columns: ["hidden", "attention to it", "p of the tone without its annotations", "without its pixels"],
        rows,
      },
      figure: figureOf(album, part, weights),
    };
  },
};

type Row = readonly [hidden: string, attention: number, annotations: number, pixels: number];

/** Returns functions that rank the positions of a picture; those with the largest values are hidden first. */
async function rankings(
  part: Captioned,
  atTone: readonly Float32Array[],
): Promise<Record<string, (row: number, place: number) => number>> {
  const ink = inkOf(part);
  const drawn = await random.uniform([atTone.length, places]).array();
  return {
    "most attended quarter": (row, place) => atTone[row]![place]!,
    // Hiding white positions would change nothing.
    "random quarter of what is drawn": (row, place) => drawn[row * places + place]! + (ink[row]![place]! > 0 ? 1 : 0),
    "least attended quarter": (row, place) => -atTone[row]![place]!,
  };
}

/** Returns the `count` positions with the largest values. */
function largest(count: number, value: (place: number) => number): number[] {
  return Array.from({ length: places }, (_, place) => place)
    .sort((a, b) => value(b) - value(a))
    .slice(0, count);
}

function answerOf([intact, most, drawn, least]: readonly Row[]): string {
  const [features, pixels] = [2, 3].map((column) => {
    const left = (row: Row | undefined) => row![column] as number;
    const others = `a random quarter of what is drawn ${left(drawn).toFixed(2)}, the least attended one ${left(least).toFixed(2)}`;
    return { text: `${left(most).toFixed(2)} (${others})`, decisive: left(most) < left(drawn) };
  });
  const reading = pixels!.decisive
    ? "the tone is read where it is looked at"
    : `an annotation has seen ${seen} pixels each way, and what it tells of the tone comes from other places too`;
  return (
    `At the word of the skin tone ${(100 * most![1]).toFixed(0)} % of the attention lies on a quarter of the places. Without their ` +
    `annotations the probability of the right tone falls from ${intact![2].toFixed(2)} to ${features!.text}: the word ` +
    `${features!.decisive ? "depends on what is looked at" : "does not depend most on what is looked at"}. ` +
    `Without their pixels it falls to ${pixels!.text}: ${reading}.`
  );
}

/**
 * Describes the attention for the two skin tones of couples, the first of which is named first; empty if there are no
 * couples.
 */
function answerOfPairs({ vocabulary }: Album, part: Captioned, weights: readonly Float32Array[][]): string {
  const [skin] = vocabulary.encode("skin");
  const centers = part.captions.flatMap((caption, row) => {
    const tones = [...caption.keys()].filter((t) => caption[t] === skin).map((t) => weights[row]![t - 1]!);
    return tones.length === 2 ? [tones.map(columnOf)] : [];
  });
  if (centers.length === 0) return "";
  const [first, second] = [0, 1].map((i) => mean(centers.map((own) => own[i]!))) as [number, number];
  const share = centers.filter(([a, b]) => a! < b!).length / centers.length;
  return (
    ` In ${centers.length} pictures of two tones the center of attention lies at column ${first.toFixed(1)} of ${side} for ` +
    `the first and at ${second.toFixed(1)} for the second, further right in ${(100 * share).toFixed(0)} % of them.`
  );
}

/** Returns the mean column of the attention in pixels. */
function columnOf(weights: Float32Array): number {
  return weights.reduce((sum, weight, place) => sum + weight * ((place % grid) + 0.5) * (side / grid), 0);
}

/** Draws a row for each of several pictures: the picture, and the attention for each of its words. */
function figureOf(album: Album, part: Captioned, weights: readonly Float32Array[][]): Panels {
  const rows = [...part.captions.keys()];
  const short = rows.filter((row) => part.captions[row]!.length <= 8);
  const long = rows.filter((row) => part.captions[row]!.length >= 12);
  const panels = [...evenlySpaced(short, 4), ...long.slice(0, 1)].map((row): Pictures => {
    const pixels = pixelsOf(part, row);
    const words = Array.from(part.captions[row]!, (token) => album.vocabulary.label(token));
    const looks = words.map((word, t) => ({ pixels: lit(pixels, weights[row]![t]!), caption: word }));
    const images = [{ pixels, caption: "" }, ...looks];
    const title = readable(album.vocabulary, part.captions[row]!);
    return { kind: "pictures", title, width: side, height: side, columns: 9, images, scale: "color" };
  });
  return { kind: "panels", title: "What the decoder looks at for each word", columns: 1, panels };
}
