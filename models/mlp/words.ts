/** Answers of the experiments on multi-layer perceptrons in both languages. */
import type { Answer } from "../answer.ts";
import { number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { Activated, ActivationName, ActivationsFacts, NetworkName, RegionsFacts } from "./facts.ts";

export function regionsWords({ networks, linear, units, depth }: RegionsFacts): Answer {
  const of = (name: NetworkName) => networks.find(({ network }) => network === name)!;
  const accuracy = (name: NetworkName) => percent(of(name).accuracy);
  const more = text(
    "Each further unit folds the boundary once more, and the accuracy rises.",
    "每多一个单元，边界就能多折一次，准确率随之提高。",
  );
  const notMore = text(
    "With more units, the accuracy does not rise measurably throughout.",
    "单元再多，没有测出准确率一路提高。",
  );
  return {
    answer: isUndecided(of("one").accuracy)
      ? tooFewSeeds
      : paragraph(
          cases(linear, {
            "a is larger": text(
              "In this measurement, many units without an activation separate better than one unit with it.",
              "在这次测量里，许多没有激活函数的单元，比一个有激活函数的单元分得好。",
            ),
            "b is larger": text(
              "A single unit already separates better than many units without an activation, which draw one straight line.",
              "许多单元没有激活函数，也只画得出一条直线；一个有激活函数的单元已经分得更好。",
            ),
            unclear: text(
              "A single unit draws one straight line, and so do many units without an activation: no measurable difference.",
              "一个单元画一条直线；许多单元没有激活函数，画出的也是一条直线，没有测出差别。",
            ),
          }),
          cases(units, { rises: more, falls: notMore, peaks: notMore, dips: notMore, unclear: notMore }),
          cases(depth, {
            "a is larger": text(
              "With as many parameters, two layers separate better than one.",
              "参数一样多，两层比一层分得好。",
            ),
            "b is larger": text(
              "With as many parameters, one layer separates better than two.",
              "参数一样多，一层比两层分得好。",
            ),
            unclear: text(
              "With as many parameters, no measurable difference between two layers and one.",
              "参数一样多，两层和一层没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { line: accuracy("linear"), one: accuracy("one"), two: accuracy("two"), most: accuracy("sixteen") },
      "On the test points, the accuracy is {line} without an activation, {one} with a single unit, {two} with two, and {most} with the most.",
      "测试点的准确率：没有激活函数是 {line}，一个单元是 {one}，两个单元是 {two}，单元最多时是 {most}。",
    ),
    caution: say(
      { seeds: seeds(of("one").accuracy.n), worst: percent(of("two").worst) },
      "Measured over {seeds} on points in the plane. Small networks often get stuck, so each was trained from several starts and chosen by the validation loss; the worst start with two units reaches {worst}.",
      "用 {seeds}测量，数据是平面上的点。小网络常常卡住，所以每个都从几个起点训练，按验证集损失挑选；两个单元、起点最差时只有 {worst}。",
    ),
  };
}

export function activationsWords(facts: ActivationsFacts): Answer {
  const { usual, low, bias, gradient, learning, dying, leak } = facts;
  const of = (all: readonly Activated[], name: ActivationName) => all.find((one) => one.name === name)!;
  const [sigmoid, relu] = [of(usual, "sigmoid"), of(usual, "relu")];
  return {
    answer: isUndecided(relu.first)
      ? tooFewSeeds
      : paragraph(
          text(
            "It changes how much of the gradient is left: on the way back, each layer multiplies it by the slope of the activation.",
            "变的是梯度还剩多少：往回传的时候，每一层都要乘一次激活函数的斜率。",
          ),
          cases(gradient, {
            "a is larger": text(
              "The logistic function, with its small slope, leaves the first layer much less of it than ReLU.",
              "Logistic 函数斜率小，留给第一层的梯度比 ReLU 少得多。",
            ),
            "b is larger": text(
              "Here, the logistic function leaves the first layer more of it than ReLU.",
              "这里，Logistic 函数留给第一层的梯度反而比 ReLU 多。",
            ),
            unclear: text(
              "What is left for the first layer shows no measurable difference between the logistic function and ReLU.",
              "留给第一层的梯度，Logistic 函数和 ReLU 没有测出差别。",
            ),
          }),
          cases(learning, {
            "a is larger": text(
              "After as many steps, the network with ReLU is more accurate.",
              "训练同样的步数，用 ReLU 的网络更准。",
            ),
            "b is larger": text(
              "After as many steps, the network with the logistic function is more accurate.",
              "训练同样的步数，用 Logistic 函数的网络更准。",
            ),
            unclear: text(
              "After as many steps, the accuracies show no measurable difference.",
              "训练同样的步数，准确率没有测出差别。",
            ),
          }),
          cases(dying, {
            "no gradient": text(
              "Where a ReLU never fires, its slope is zero and no gradient comes through at all.",
              "ReLU 单元要是从不激活，斜率就是零，梯度一点也传不过去。",
            ),
            "some gradient": text(
              "Where ReLUs hardly ever fire, some gradient still comes through here.",
              "ReLU 单元就算很少激活，这里也还有一些梯度传得过去。",
            ),
          }),
          cases(leak, {
            "a is larger": text(
              "A leaky ReLU keeps a small slope there and recovers.",
              "带泄露的 ReLU 在那里还留着一点斜率，就学得回来。",
            ),
            "b is larger": text("A leaky ReLU does even worse there.", "带泄露的 ReLU 在那里反而更差。"),
            unclear: text("A leaky ReLU there shows no measurable difference.", "带泄露的 ReLU 在那里没有测出差别。"),
          }),
        ),
    evidence: say(
      {
        sigmoid: percent(sigmoid.accuracy),
        relu: percent(relu.accuracy),
        dead: percent(of(low, "relu").accuracy),
        leaky: percent(of(low, "leakyRelu").accuracy),
      },
      "The test accuracy is {sigmoid} with the logistic function and {relu} with ReLU; from biases that keep the first layer from firing, {dead} with ReLU and {leaky} with leaky ReLU.",
      "测试集准确率：用 Logistic 函数是 {sigmoid}，用 ReLU 是 {relu}；如果偏置让第一层一开始就不激活，用 ReLU 是 {dead}，用带泄露的 ReLU 是 {leaky}。",
    ),
    caution: say(
      {
        seeds: seeds(relu.first.n),
        bias: number(bias),
        small: number(sigmoid.first, { digits: 3 }),
        large: number(relu.first, { digits: 3 }),
      },
      "Measured over {seeds} with plain gradient descent, at one learning rate and after few steps; Adam would rescale the gradients. Those of the first layer begin at {small} and {large}; the low biases are {bias}.",
      "用 {seeds}测量，用的是普通的梯度下降，只有一种学习率，步数不多；换成 Adam，梯度会被重新缩放。第一层的梯度起初是 {small} 和 {large}；压低的偏置是 {bias}。",
    ),
  };
}
