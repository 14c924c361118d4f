/**
 * Evaluation of a captioner, compared with a language model without pictures and with nearest neighbors: captions and
 * losses.
 */

import type { Measure, Metrics } from "../system.ts";
import type { Text } from "../text.ts";
import type { Album, Captioned, Language } from "./captions.ts";
import { scoresOf, withoutEnd } from "./measures.ts";
import type { Captioner } from "./model.ts";
import { languageNames } from "./names.ts";
import { nearestByFeatures, nearestByPixels } from "./neighbors.ts";
import { mean } from "../shared/statistics.ts";
import { nats } from "./training.ts";
import { searchCaptions, writeCaptions } from "./writing.ts";

const forCombinations: Text = { en: "for new combinations of emoji and skin tone", zh: "没见过的表情与肤色组合" };
const forUnseen: Text = { en: "for emoji never seen in any form", zh: "从没见过的表情符号" };
const withoutPictures: Text = { en: "with a language model that sees no picture", zh: "不看图片的语言模型" };
const byPixels: Text = {
  en: "with the caption of the training picture whose pixels are most similar",
  zh: "照抄像素最接近的训练图片的描述",
};

/** Describes the metrics of each language; their names get the language as a prefix. */
export function measuresOf(language: Language): Record<string, Measure> {
  const within = ({ en, zh }: Text): Text => ({
    en: `${languageNames[language].en}: ${en}`,
    zh: `${languageNames[language].zh}：${zh}`,
  });
  const exact = ({ en, zh }: Text): Measure => ({
    meaning: within({ en: `entirely correct captions ${en}`, zh: `${zh}，描述完全正确的比例` }),
    unit: "fraction",
  });
  const overlap = ({ en, zh }: Text): Measure => ({
    meaning: within({
      en: `mean overlap with the correct captions (ROUGE-L F1) ${en}`,
      zh: `${zh}，与正确描述的平均重合度（ROUGE-L F1）`,
    }),
  });
  const cost = ({ en, zh }: Text): Measure => ({
    meaning: within({ en: `cross entropy per token ${en}`, zh: `${zh}，每个词元的交叉熵` }),
    unit: "nats",
  });
  const measures: Record<string, Measure> = {
    exact: exact(forCombinations),
    overlap: overlap(forCombinations),
    nats: cost(forCombinations),
    beam_exact: exact({
      en: `${forCombinations.en}, by beam search of width 3`,
      zh: `${forCombinations.zh}，用束搜索（束宽 3）`,
    }),
    language_exact: exact(withoutPictures),
    language_overlap: overlap(withoutPictures),
    language_nats: cost(withoutPictures),
    neighbor_exact: exact(byPixels),
    neighbor_overlap: overlap(byPixels),
    features_overlap: overlap({
      en: "with the caption of the training picture whose features are most similar",
      zh: "照抄网络特征最接近的训练图片的描述",
    }),
    over_neighbor: {
      meaning: within({
        en: "gain in overlap (ROUGE-L F1) over the caption of the training picture whose pixels are most similar",
        zh: "与照抄像素最接近的训练图片的描述相比，重合度（ROUGE-L F1）提高多少",
      }),
    },
    nats_saved: {
      meaning: within({
        en: "reduction of the cross entropy per token compared with a language model that sees no picture",
        zh: "与不看图片的语言模型相比，每个词元的交叉熵降低多少",
      }),
      unit: "nats",
    },
    unseen_exact: exact(forUnseen),
    unseen_overlap: overlap(forUnseen),
    unseen_nats: cost(forUnseen),
    unseen_neighbor_overlap: overlap({ en: `${forUnseen.en}, ${byPixels.en}`, zh: `${forUnseen.zh}，${byPixels.zh}` }),
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
