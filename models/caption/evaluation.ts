/**
 * Evaluation of a captioner, compared with a language model without pictures and with nearest neighbors: captions and
 * losses.
 */

import type { Measure, Metrics } from "../system.ts";
import { type Album, type Captioned, type Language, languages } from "./captions.ts";
import { scoresOf, withoutEnd } from "./measures.ts";
import type { Captioner } from "./model.ts";
import { nearestByFeatures, nearestByPixels } from "./neighbors.ts";
import { mean } from "../shared/statistics.ts";
import { nats } from "./training.ts";
import { searchCaptions, writeCaptions } from "./writing.ts";

/** Describes the metrics of each language; their names get the language as a prefix. */
export function measuresOf(language: Language): Record<string, Measure> {
  const name = languages[language];
  const exact = (of: string): Measure => ({ meaning: `${name}: ${of}`, unit: "fraction" });
  const overlap = (of: string): Measure => ({ meaning: `${name}: mean ROUGE-L F1 of ${of}` });
  const cost = (of: string): Measure => ({ meaning: `${name}: cost of a token for ${of}`, unit: "nats" });
  const measures = {
    exact: exact("captions of held-out combinations that are right to the last token"),
    overlap: overlap("the same captions, which counts tokens in the right order"),
    nats: cost("the captioner, of held-out combinations"),
    beam_exact: exact("the same captions right, by beam search of width 3"),
    language_exact: exact("right ones of the language model without pictures"),
    language_overlap: overlap("the caption that the language model without pictures writes"),
    language_nats: cost("the language model without pictures"),
    neighbor_exact: exact("right ones among captions of the nearest training pictures, by pixels"),
    neighbor_overlap: overlap("captions of the nearest training pictures, by pixels"),
    features_overlap: overlap("captions of the nearest training pictures, by the mean annotation of the captioner"),
    over_neighbor: overlap("the captioner, less that of the nearest neighbor by pixels"),
    nats_saved: cost("the language model, less that for the captioner"),
    unseen_exact: exact("captions right of emoji that were not seen in any form"),
    unseen_overlap: overlap("captions of emoji that were not seen in any form"),
    unseen_nats: cost("the captioner, of emoji that were not seen in any form"),
    unseen_neighbor_overlap: overlap("captions of the nearest training pictures of emoji that were not seen"),
  };
  return Object.fromEntries(Object.entries(measures).map(([key, measure]) => [`${language}_${key}`, measure]));
}

/** Evaluates a captioner; `languageModel` is the baseline without pictures. */
export async function evaluateCaptioner(
  model: Captioner,
  languageModel: Captioner,
  album: Album,
): Promise<{ metrics: Metrics; written: readonly number[][] }> {
  const { train, combinations: held, unseen } = album;
  const cost = async (own: Captioner, part: Captioned) => mean((await nats(own, album, part)).flat());
  const judged = (captions: readonly ArrayLike<number>[], part: Captioned) =>
    scoresOf(captions, part.captions.map(withoutEnd));
  const write = async (own: Captioner, part: Captioned) => writeCaptions(own, album, part.pictures.field(0));
  const neighbor = async (part: Captioned) => judged((await nearestByPixels(part, train)).map(withoutEnd), part);
  const written = await write(model, held);
  const [own, blind, near] = [
    judged(written, held),
    judged(await write(languageModel, held), held),
    await neighbor(held),
  ];
  const features = judged((await nearestByFeatures(model, held, train)).map(withoutEnd), held);
  const [ownNats, blindNats] = [await cost(model, held), await cost(languageModel, held)];
  const other = judged(await write(model, unseen), unseen);
  const metrics = {
    exact: own.exact,
    overlap: own.overlap,
    nats: ownNats,
    beam_exact: judged(await searchCaptions(model, album, held), held).exact,
    language_exact: blind.exact,
    language_overlap: blind.overlap,
    language_nats: blindNats,
    neighbor_exact: near.exact,
    neighbor_overlap: near.overlap,
    features_overlap: features.overlap,
    over_neighbor: own.overlap - near.overlap,
    nats_saved: blindNats - ownNats,
    unseen_exact: other.exact,
    unseen_overlap: other.overlap,
    unseen_nats: await cost(model, unseen),
    unseen_neighbor_overlap: (await neighbor(unseen)).overlap,
  };
  const { language } = album;
  return {
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`${language}_${key}`, value])),
    written,
  };
}
