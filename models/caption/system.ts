/** Image captioning: a decoder with attention generates captions of emoji in English and in Chinese. */
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { text } from "../text.ts";
import { type Metrics, type Recipe, defineSystem } from "../system.ts";
import { type Language, languages, readAlbum } from "./captions.ts";
import { evaluateCaptioner, measuresOf } from "./evaluation.ts";
import { blind } from "./experiments/blind.ts";
import { looking } from "./experiments/looking.ts";
import { unseen } from "./experiments/unseen.ts";
import { chosenCaptions, drawCaptions } from "./figures.ts";
import { hiding } from "./looks/hiding.ts";
import { page } from "./page.ts";
import { type SavedCaptioner, savedCaptioner } from "./saved-captioner.ts";
import { blindEpochs, settings } from "./settings.ts";
import { type CaptionerSettings, trainCaptioner } from "./training.ts";

interface Captioning extends Recipe {
  /** Uses the 288 pictures included with Hebb instead of all. */
  readonly cut: boolean;
  readonly captioner: CaptionerSettings;
  /** Epochs of the language model. */
  readonly blindEpochs: number;
}

const bars = (values: { exact: number; neighbor: number; nats: number }) =>
  (Object.keys(languages) as Language[]).flatMap((language) => [
    { metric: `${language}_exact`, op: ">=" as const, value: values.exact },
    { metric: `${language}_over_neighbor`, op: ">=" as const, value: values.neighbor },
    { metric: `${language}_nats_saved`, op: ">=" as const, value: values.nats },
  ]);

export const system = defineSystem<Captioning>({
  place: [2, 10],
  chapter: "generation",
  title: { en: "Image captioning", zh: "图像描述" },
  summary: {
    en: "convolutional encoder and LSTM decoder with attention that name pictures of emoji, in English and in Chinese",
    zh: "卷积编码器加带注意力的 LSTM 解码器，看表情符号（emoji）的图片，用英文和中文写出名称",
  },
  metrics: { ...measuresOf("en"), ...measuresOf("zh") },
  recipes: {
    full: {
      fetched: ["emoji-pictures"],
      cut: false,
      captioner: settings.full,
      blindEpochs: blindEpochs.full,
      bars: bars({ exact: 0.7, neighbor: 0.08, nats: 0.5 }),
    },
    quick: {
      cut: true,
      captioner: settings.quick,
      blindEpochs: blindEpochs.quick,
      bars: bars({ exact: 0.3, neighbor: 0.05, nats: 0.3 }),
    },
  },

  settings: {
    learningRate: setting.learningRate("captioner.learningRate"),
    // The schedule of the learning rate needs more than ten steps.
    epochs: setting.epochs("captioner.epochs", { min: 4 }),
    blindEpochs: setting.epochs("blindEpochs", {
      min: 4,
      of: { en: "language model without pictures", zh: "不看图片的语言模型" },
    }),
    batchSize: setting.batchSize("captioner.batchSize", { max: 64 }),
    embedding: setting.embeddingSize("captioner.embedding"),
    hidden: setting.hiddenUnits("captioner.hidden", { max: 512 }),
    attention: setting.hiddenUnits("captioner.attention", {
      max: 512,
      of: { en: "score function of the attention", zh: "注意力的打分函数" },
    }),
  },

  async train(run, recipe) {
    return {
      ...(await caption(run, "en", recipe)),
      ...(await caption(run, "zh", recipe)),
    };
  },

  experiments: { looking, blind, unseen },
  looks: { hiding },
  page,
});

/**
 * Trains and evaluates the captioner of one language. The languages share nothing, because one has words and the other
 * characters as tokens.
 */
async function caption(run: Run, language: Language, recipe: Captioning): Promise<Metrics> {
  const { cut, captioner } = recipe;
  const album = await readAlbum(language, { cut });
  run.keepText(`vocabulary-${language}.json`, JSON.stringify(album.vocabulary));
  const { widths, embedding, hidden, attention } = captioner;
  const sizes = { widths, embedding, hidden, attention, tokens: album.vocabulary.size };
  run.keepText(savedCaptioner(language), JSON.stringify({ cut, sizes } satisfies SavedCaptioner));
  const label = languages[language];
  const model = run.keep(`captioner-${language}`, await trainCaptioner(run, album, captioner, { label }));
  const told = { label: `${label} without pictures`, blind: true };
  const blind = await trainCaptioner(run, album, { ...captioner, epochs: recipe.blindEpochs }, told);
  run.keep(`language-${language}`, blind);
  const { metrics, written } = await evaluateCaptioner(model, blind, album);
  const title = text("Captions of held-out combinations of emoji and skin tone", "留出的表情与肤色组合的描述");
  run.draw(`captions-${language}`, drawCaptions(title, chosenCaptions(album, album.combinations, written)));
  return metrics;
}
