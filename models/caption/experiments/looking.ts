/** Attention of the decoder at each word, and the dependence of the word on the attended positions. */
import { random } from "hebb";
import type { Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { type Table, defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { attentionOf, inkOf, places, probabilities, toneWords } from "../attention.ts";
import { type Album, type Captioned, readable } from "../captions.ts";
import { type AttendedPicture, type HiddenPart, type LookingFacts, hiddenParts } from "../facts.ts";
import { drawAttention, evenlySpaced, pixelsOf } from "../figures.ts";
import { grid, side } from "../model.ts";
import { partNames } from "../names.ts";
import { lookingWords } from "../words.ts";
import { prepare } from "./prepare.ts";

/** Number of hidden positions: a quarter. */
const hidden = places / 4;

export const looking = defineExperiment<LookingFacts>({
  question: {
    en: "Where does the network look when it writes each word, and does the word depend on what it sees there?",
    zh: "写每个词时网络在看图片的哪里，写出的词真的取决于看到的内容吗？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(lookAtTones);
    const over = (value: (found: Looks) => number) => summarize(measured.map(value), run.seeds);
    const hidings = hiddenParts.map((part, i) => ({
      part,
      attention: over((found) => found.hidings[i]!.attention),
      annotations: over((found) => found.hidings[i]!.annotations),
      pixels: over((found) => found.hidings[i]!.pixels),
    }));
    const [attended, drawn] = hidings;
    const pictures = measured[0]!.pairs.length;
    const pairs =
      pictures === 0
        ? null
        : {
            pictures,
            first: over((found) => mean(found.pairs.map(([first]) => first))),
            second: over((found) => mean(found.pairs.map(([, second]) => second))),
          };
    return {
      intact: over((found) => found.intact),
      hidings,
      annotations: distinguishable(drawn!.annotations, attended!.annotations),
      pixels: distinguishable(drawn!.pixels, attended!.pixels),
      pairs,
      rightward: pairs === null ? "none" : distinguishable(pairs.second, pairs.first),
      examples: measured[0]!.examples,
    };
  },

  words: lookingWords,
  table: tableOf,

  figure: ({ examples }): Panels => ({
    kind: "panels",
    title: text("Attention of the decoder for each word", "写每个词时解码器的注意力"),
    columns: 1,
    panels: examples.map(drawAttention),
  }),
});

interface Looks {
  readonly intact: number;
  readonly hidings: readonly { readonly attention: number; readonly annotations: number; readonly pixels: number }[];
  /** Mean columns of the attention for the two tones of each picture that has two. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
  readonly examples: readonly AttendedPicture[];
}

async function lookAtTones(run: Run): Promise<Looks> {
  const { album, model } = await prepare(run, "en");
  const part = album.combinations;
  const weights = await attentionOf(model, album, part);
  const words = toneWords(album, part);
  const atTone = weights.map((own, row) => own[words[row]!]!);
  const rank = await rankings(part, atTone);
  const hidings = [];
  for (const which of hiddenParts) {
    const covered = atTone.map((_, row) => largest(hidden, (place) => rank[which](row, place)));
    const attended = covered.map((own, row) => own.reduce((sum, place) => sum + atTone[row]![place]!, 0));
    const without = async (of: "annotations" | "pixels") =>
      mean(await probabilities(model, album, part, { words, hiding: { places: covered, of } }));
    hidings.push({
      attention: mean(attended),
      annotations: await without("annotations"),
      pixels: await without("pixels"),
    });
  }
  return {
    intact: mean(await probabilities(model, album, part, { words })),
    hidings,
    pairs: pairsOf(album, part, weights),
    examples: examplesOf(album, part, weights),
  };
}

type Rank = (row: number, place: number) => number;

/** Returns functions that rank the positions of a picture; those with the largest values are hidden first. */
async function rankings(part: Captioned, atTone: readonly Float32Array[]): Promise<Record<HiddenPart, Rank>> {
  const ink = inkOf(part);
  const drawn = await random.uniform([atTone.length, places]).array();
  return {
    attended: (row, place) => atTone[row]![place]!,
    // Hiding white positions would change nothing.
    drawn: (row, place) => drawn[row * places + place]! + (ink[row]![place]! > 0 ? 1 : 0),
    least: (row, place) => -atTone[row]![place]!,
  };
}

/** Returns the `count` positions with the largest values. */
function largest(count: number, value: (place: number) => number): number[] {
  return Array.from({ length: places }, (_, place) => place)
    .sort((a, b) => value(b) - value(a))
    .slice(0, count);
}

/** Returns the mean columns of the attention for the two skin tones of couples, the first of which is named first. */
function pairsOf({ vocabulary }: Album, part: Captioned, weights: readonly Float32Array[][]) {
  const [skin] = vocabulary.encode("skin");
  return part.captions.flatMap((caption, row): (readonly [number, number])[] => {
    const tones = [...caption.keys()].filter((t) => caption[t] === skin).map((t) => weights[row]![t - 1]!);
    return tones.length === 2 ? [[columnOf(tones[0]!), columnOf(tones[1]!)]] : [];
  });
}

/** Returns the mean column of the attention in pixels. */
function columnOf(weights: Float32Array): number {
  return weights.reduce((sum, weight, place) => sum + weight * ((place % grid) + 0.5) * (side / grid), 0);
}

/** Returns several pictures with the attention for each word, among them one with a long caption. */
function examplesOf(album: Album, part: Captioned, weights: readonly Float32Array[][]): AttendedPicture[] {
  const end = album.vocabulary.token("end");
  const labelOf = (token: number) => (token === end ? "" : album.vocabulary.label(token));
  const rows = [...part.captions.keys()];
  const short = rows.filter((row) => part.captions[row]!.length <= 8);
  const long = rows.filter((row) => part.captions[row]!.length >= 12);
  return [...evenlySpaced(short, 4), ...long.slice(0, 1)].map((row) => ({
    pixels: pixelsOf(part, row),
    caption: readable(album.vocabulary, part.captions[row]!),
    words: Array.from(part.captions[row]!, labelOf),
    weights: Float32Array.from(weights[row]!.flatMap((own) => [...own])),
  }));
}

function tableOf({ intact, hidings }: LookingFacts): Table {
  return {
    columns: [
      text("hidden", "遮住的部分"),
      { name: text("attention to it", "这部分的注意力"), unit: "fraction" },
      { name: text("probability of the skin tone without its annotations", "遮住特征后肤色的概率"), digits: 2 },
      { name: text("without its pixels", "遮住像素后肤色的概率"), digits: 2 },
    ],
    rows: [
      [partNames("nothing"), 0, intact, intact],
      ...hidings.map(({ part, attention, annotations, pixels }) => [partNames(part), attention, annotations, pixels]),
    ],
  };
}
