/** Dropout: better generalization on digits, an ensemble of thinned networks, and samples from a distribution of θ. */
import * as setting from "../shared/settings.ts";
import { fewDigits } from "../shared/few-digits.ts";
import { type Metrics, defineSystem } from "../system.ts";
import type { Text } from "../text.ts";
import { chosen } from "./digits.ts";
import { bayesian } from "./experiments/bayesian.ts";
import { rate } from "./experiments/rate.ts";
import { recurrent } from "./experiments/recurrent.ts";
import { subnetworks } from "./experiments/subnetworks.ts";
import { gapLook } from "./looks/gap.ts";
import { page } from "./page.ts";
import { type DropoutRecipe, enumerate, learnDigits, read, widening } from "./training.ts";

const recurrentNetwork: Text = { en: "recurrent network", zh: "循环神经网络" };

export const system = defineSystem<DropoutRecipe>({
  place: [3, 6],
  chapter: "optimization",
  title: { en: "Dropout", zh: "暂退法" },
  summary: {
    en: "networks with randomly dropped units that classify 1,000 MNIST digits, fit a curve with a gap in its data, and add digits",
    zh: "训练时随机丢弃神经元的几个网络，用于 1000 张 MNIST 数字的分类、中间缺一段数据的曲线拟合和数字求和",
  },
  metrics: {
    none: {
      meaning: {
        en: "test cross entropy without dropout, averaged over seeds",
        zh: "不用暂退法时的测试集交叉熵（多个随机种子的均值）",
      },
      unit: "nats",
      isHeadline: true,
    },
    none_spread: {
      meaning: {
        en: "standard deviation over seeds of the test cross entropy without dropout",
        zh: "不用暂退法时，测试集交叉熵在不同随机种子间的标准差",
      },
      unit: "nats",
    },
    dropout: {
      meaning: {
        en: "test cross entropy with dropout, averaged over seeds",
        zh: "用暂退法时的测试集交叉熵（多个随机种子的均值）",
      },
      unit: "nats",
      isHeadline: true,
    },
    dropout_spread: {
      meaning: {
        en: "standard deviation over seeds of the test cross entropy with dropout",
        zh: "用暂退法时，测试集交叉熵在不同随机种子间的标准差",
      },
      unit: "nats",
    },
    gain: {
      meaning: { en: "mean reduction of the test cross entropy by dropout", zh: "暂退法使测试集交叉熵平均降低多少" },
      unit: "nats",
    },
    sure_gain: {
      meaning: {
        en: "mean reduction of the test cross entropy by dropout, minus its standard error over seeds",
        zh: "暂退法使测试集交叉熵平均降低多少，再减去标准误差",
      },
      unit: "nats",
    },
    geometric: {
      meaning: {
        en: "largest difference in probability between weight scaling and the geometric mean of all sub-networks, in double precision",
        zh: "权重缩放与全部子网络几何平均的预测概率的最大差（双精度）",
      },
    },
    arithmetic: {
      meaning: {
        en: "total variation distance between weight scaling and the arithmetic mean of all sub-networks, averaged over digits",
        zh: "权重缩放与全部子网络算术平均的预测分布之间的全变差距离（对各个数字取均值）",
      },
    },
    agreeing: {
      meaning: {
        en: "digits for which weight scaling and the arithmetic mean of all sub-networks predict the same class",
        zh: "权重缩放与全部子网络算术平均给出相同类别的数字所占比例",
      },
      unit: "fraction",
    },
    widening: {
      meaning: {
        en: "predictive standard deviation in the data gap divided by that near the data, smallest value over seeds",
        zh: "数据空缺处与数据附近的预测标准差之比（各随机种子中的最小值）",
      },
    },
    none_reading: {
      meaning: {
        en: "test cross entropy of a recurrent network without dropout, averaged over seeds",
        zh: "循环神经网络不用暂退法时的测试集交叉熵（多个随机种子的均值）",
      },
      unit: "nats",
    },
    step_reading: {
      meaning: {
        en: "test cross entropy of a recurrent network with a new dropout mask at each time step, averaged over seeds",
        zh: "循环神经网络用暂退法、每个时间步换一个掩码时的测试集交叉熵（多个随机种子的均值）",
      },
      unit: "nats",
    },
    sequence_reading: {
      meaning: {
        en: "test cross entropy of a recurrent network with one dropout mask for the whole sequence, averaged over seeds",
        zh: "循环神经网络用暂退法、整个序列共用一个掩码时的测试集交叉熵（多个随机种子的均值）",
      },
      unit: "nats",
    },
    sequence_gain: {
      meaning: {
        en: "mean reduction of the test cross entropy by one mask per sequence instead of one per time step, minus its standard error",
        zh: "与每个时间步换一个掩码相比，整个序列共用一个掩码使测试集交叉熵平均降低多少，再减去标准误差",
      },
      unit: "nats",
    },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      seeds: 5,
      examples: 1000,
      validation: 2000,
      units: 256,
      epochs: 60,
      learningRate: 1e-3,
      probabilities: chosen,
      small: 12,
      smallExamples: 5000,
      reading: { length: 10, examples: 2000, epochs: 20, hidden: 64, probability: 0.25 },
      bars: [
        { metric: "sure_gain", op: ">", value: 0.1 },
        { metric: "geometric", op: "<=", value: 1e-10 },
        { metric: "widening", op: ">=", value: 1.8 },
        { metric: "sequence_gain", op: ">", value: 0.05 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      seeds: 3,
      examples: 500,
      validation: 300,
      test: 2000,
      units: 128,
      epochs: 30,
      learningRate: 3e-3,
      probabilities: chosen,
      small: 10,
      smallExamples: 2000,
      reading: { length: 6, examples: 2000, epochs: 30, hidden: 64, probability: 0.25 },
      bars: [
        { metric: "sure_gain", op: ">", value: 0.03 },
        { metric: "geometric", op: "<=", value: 1e-10 },
        { metric: "widening", op: ">=", value: 1.5 },
        { metric: "sequence_gain", op: ">", value: 0 },
      ],
    },
  },

  settings: {
    inputDropout: setting.dropoutRate("probabilities.input", { of: { en: "pixels", zh: "输入像素" } }),
    hiddenDropout: setting.dropoutRate("probabilities.hidden", { of: { en: "hidden units", zh: "隐藏单元" } }),
    stateDropout: setting.dropoutRate("reading.probability", { of: recurrentNetwork }),
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs"),
    units: setting.hiddenUnits("units"),
    examples: setting.examples("examples", { min: 100, max: 10_000 }),
    recurrentEpochs: setting.epochs("reading.epochs", { of: recurrentNetwork }),
    recurrentUnits: setting.hiddenUnits("reading.hidden", { max: 256, of: recurrentNetwork }),
    length: setting.sequenceLength("reading.length", { of: recurrentNetwork }),
    seeds: setting.repetitions("seeds", { min: 2 }),
  },

  async train(run, recipe) {
    const digits = await fewDigits(recipe);
    return {
      ...(await learnDigits(run, digits, recipe)),
      ...(await enumerate(run, digits, recipe)),
      widening: await widening(run, recipe.seeds),
      ...(await read(run, recipe)),
    } satisfies Metrics;
  },

  experiments: { subnetworks, bayesian, recurrent, rate },
  looks: { gap: gapLook },
  page,
});
