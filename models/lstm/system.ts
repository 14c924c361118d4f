/**
 * Long short-term memory: language models of two languages, and sums of digits that a simple recurrent network forgets.
 */
import { type DigitSumCourse, digitSumMetrics, measureDigitSum } from "../shared/digit-sum.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { type TextTraining, novels, poems, trainOnText, writeLike } from "../shared/texts.ts";
import { gatesExperiment } from "./experiments/gates.ts";
import { readingExperiment } from "./experiments/reading.ts";
import { gatesLook } from "./looks/gates.ts";
import { page } from "./page.ts";
import * as setting from "../shared/settings.ts";
import { regularShare } from "./form.ts";
import { type Text, name } from "../text.ts";

interface LongShortTermRecipe extends Recipe {
  /** Uses only the parts of the texts included with Hebb. */
  readonly cut: boolean;
  readonly novels: TextTraining;
  readonly poems: TextTraining;
  /** Number of generated characters of poems, whose form is measured. */
  readonly written: number;
  readonly digits: DigitSumCourse;
}

const ofNovels: Text = { en: "novels", zh: "小说" };
const ofPoems: Text = { en: "poems", zh: "唐诗" };

export const system = defineSystem<LongShortTermRecipe>({
  place: [2, 6],
  chapter: "recurrence",
  title: { en: "Long short-term memory", zh: "长短期记忆网络" },
  summary: {
    en: "LSTM that writes Jane Austen's prose and Tang poems by characters, and remembers two digits to add them (DigitSum)",
    zh: "LSTM 逐字学写简·奥斯汀的小说和唐诗，还要记住两个数字并求和（DigitSum）",
  },
  metrics: {
    nats: {
      meaning: {
        en: "cross entropy per character on the validation text of the novels",
        zh: "小说验证集上每个字符的交叉熵",
      },
      unit: "nats",
    },
    test_nats: {
      meaning: {
        en: "cross entropy per character on the test text of the novels",
        zh: "小说测试集上每个字符的交叉熵",
      },
      unit: "nats",
      isHeadline: true,
    },
    seconds: { meaning: { en: "training time on the novels", zh: "在小说上训练的用时" }, unit: "seconds" },
    poems_nats: {
      meaning: { en: "cross entropy per character on the validation poems", zh: "唐诗验证集上每个字的交叉熵" },
      unit: "nats",
    },
    poems_test_nats: {
      meaning: { en: "cross entropy per character on the test poems", zh: "唐诗测试集上每个字的交叉熵" },
      unit: "nats",
      isHeadline: true,
    },
    poems_regular: {
      meaning: {
        en: "generated poems with four lines of five characters, or four of seven",
        zh: "生成的诗中，符合绝句格式（四句五言或四句七言）的比例",
      },
      unit: "fraction",
    },
    ...digitSumMetrics,
  },
  recipes: {
    full: {
      fetched: ["austen", "tang-poems"],
      cut: false,
      novels: {
        model: { cell: "LSTM", embedding: 64, hidden: 256 },
        batchSize: 64,
        length: 64,
        steps: 3000,
        learningRate: 4e-3,
      },
      poems: {
        model: { cell: "LSTM", embedding: 128, hidden: 256, dropout: 0.3 },
        batchSize: 32,
        length: 32,
        steps: 1600,
        learningRate: 4e-3,
      },
      written: 6400,
      digits: { epochs: 20, long: true },
      bars: [
        { metric: "nats", op: "<=", value: 1.25 },
        { metric: "seconds", op: "<=", value: 600 },
        { metric: "poems_nats", op: "<=", value: 4.85 },
        { metric: "poems_regular", op: ">=", value: 0.85 },
        { metric: "digits_10", op: ">=", value: 0.95 },
        { metric: "digits_20_gain", op: ">", value: 0 },
      ],
    },
    quick: {
      cut: true,
      novels: {
        model: { cell: "LSTM", embedding: 32, hidden: 128 },
        batchSize: 32,
        length: 32,
        steps: 300,
        learningRate: 1e-2,
      },
      poems: {
        model: { cell: "LSTM", embedding: 32, hidden: 64, dropout: 0 },
        batchSize: 16,
        length: 32,
        steps: 150,
        learningRate: 1e-2,
      },
      written: 640,
      digits: { epochs: 9, long: false },
      bars: [
        { metric: "nats", op: "<=", value: 1.95 },
        { metric: "poems_nats", op: "<=", value: 6 },
        { metric: "digits_10", op: ">=", value: 0.7 },
      ],
    },
  },

  settings: {
    novelsLearningRate: setting.learningRate("novels.learningRate", { of: ofNovels }),
    novelsSteps: setting.steps("novels.steps", { of: ofNovels }),
    novelsBatchSize: setting.batchSize("novels.batchSize", { max: 256, of: ofNovels }),
    novelsLength: setting.segmentLength("novels.length", { of: ofNovels }),
    novelsHidden: setting.hiddenUnits("novels.model.hidden", { of: ofNovels }),
    poemsLearningRate: setting.learningRate("poems.learningRate", { of: ofPoems }),
    poemsSteps: setting.steps("poems.steps", { of: ofPoems }),
    poemsBatchSize: setting.batchSize("poems.batchSize", { max: 128, of: ofPoems }),
    poemsHidden: setting.hiddenUnits("poems.model.hidden", { of: ofPoems }),
    poemsDropout: setting.dropoutRate("poems.model.dropout", { of: ofPoems }),
    digitEpochs: setting.epochs("digits.epochs", { max: 100, of: name("DigitSum") }),
  },

  async train(run, recipe) {
    const { cut } = recipe;
    // Loaded first, because the poems may be missing.
    const [english, chinese] = [await novels({ cut }), await poems({ cut })];
    const digits = await measureDigitSum(run, "LSTM", recipe.digits);
    const start = run.seconds;
    const { nats, test_nats } = await trainOnText(run, "novels", english, recipe.novels);
    const seconds = run.seconds - start;
    const poet = await trainOnText(run, "poems", chinese, recipe.poems);
    return {
      nats,
      test_nats,
      seconds,
      poems_nats: poet.nats,
      poems_test_nats: poet.test_nats,
      poems_regular: await regularShare(poet.model, chinese.vocabulary, recipe.written),
      ...digits,
    };
  },

  experiments: { gates: gatesExperiment, reading: readingExperiment },
  looks: { gates: gatesLook },
  page,

  /** Generates text in the language of the prompt; a Chinese prompt continues as a poem. */
  write: (saved, request) => writeLike(saved, /\p{sc=Han}/u.test(request.prompt) ? "poems" : "novels", request),
});
