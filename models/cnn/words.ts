/** Answers of the experiments on convolutional networks in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { MapsFacts, ParametersFacts, ShiftFacts } from "./facts.ts";

export function parametersWords({ examples, steps, kinds, full, local }: ParametersFacts): Answer {
  const [convolution, between, connected] = kinds;
  const parameters = (value: number) => count(value, "parameter", "parameters", "个参数");
  return {
    answer: paragraph(
      text(
        "Nearly all of them: a convolution stores one small kernel for each pair of maps, and a fully connected layer a weight for each pair of a pixel and a unit.",
        "几乎全省下来了：卷积对每一对特征映射只存一个小卷积核，全连接层却要为每一对“像素和神经元”存一个权重。",
      ),
      ...(isUndecided(convolution!.accuracy) ? [tooFewSeeds] : [fullWords(full), localWords(local)]),
    ),
    evidence: say(
      {
        few: parameters(convolution!.parameters),
        many: parameters(connected!.parameters),
        convolution: percent(convolution!.accuracy),
        full: percent(connected!.accuracy),
      },
      "The two convolutions have {few}, fully connected layers of the same shapes {many}. The test accuracy is {convolution} and {full}.",
      "两个卷积层共有 {few}，形状相同的全连接层有 {many}。测试集准确率分别是 {convolution} 和 {full}。",
    ),
    caution: say(
      {
        seeds: seeds(convolution!.accuracy.n),
        examples: number(examples),
        steps: count(steps, "step", "steps", "步"),
        local: parameters(between!.parameters),
        accuracy: percent(between!.accuracy),
      },
      "Measured over {seeds} after {steps} on {examples} digits; with more digits, the differences may shrink. Local layers without shared weights have {local} and reach {accuracy}. A convolution saves parameters, but uses each of them at many positions, so it saves far fewer products.",
      "共 {seeds}，用 {examples} 个数字训练了 {steps}；数字再多，差距可能会缩小。局部连接但不共享权重的层有 {local}，准确率 {accuracy}。卷积省的是参数，每个参数要在许多位置上重复用，省下的乘法没有这么多。",
    ),
  };
}

function fullWords(full: ParametersFacts["full"]): Text {
  return cases(full, {
    "a is larger": text(
      "That costs no accuracy: after as many steps, the network with convolutions is more accurate.",
      "准确率没有下降：训练同样的步数，用卷积的网络反而更准。",
    ),
    "b is larger": text(
      "In this measurement it costs accuracy: after as many steps, the network with fully connected layers is more accurate.",
      "在这次测量里，准确率有所下降：训练同样的步数，用全连接层的网络更准。",
    ),
    unclear: text(
      "After as many steps, there is no measurable difference in accuracy.",
      "训练同样的步数，准确率没有测出差别。",
    ),
  });
}

function localWords(local: ParametersFacts["local"]): Text {
  return cases(local, {
    "a is larger": text(
      "Sharing the weights helps as well: layers with equally small windows but separate weights at each position are less accurate.",
      "权重共享本身也有好处：窗口一样小、但每个位置各用一组权重的层，准确率要低一些。",
    ),
    "b is larger": text(
      "Layers with equally small windows but separate weights at each position are more accurate here.",
      "窗口一样小、但每个位置各用一组权重的层，在这里更准。",
    ),
    unclear: text(
      "Whether the small windows share their weights makes no measurable difference to the accuracy.",
      "小窗口共享不共享权重，准确率没有测出差别。",
    ),
  });
}

export function shiftWords({ distances, distance, reach, networks, loss, better, taught }: ShiftFacts): Answer {
  const [full, lenet, shifted] = networks.map(({ accuracies }) => accuracies);
  const at = distances.indexOf(distance);
  return {
    answer: isUndecided(lenet![at]!)
      ? tooFewSeeds
      : paragraph(
          cases(loss, {
            "a is larger": text(
              "Only in part: accuracy is lost. Feature maps do move along with the digit, but the layers behind them have separate weights for each position.",
              "只能认出一部分，准确率会下降。特征映射确实跟着数字一起移动，但后面的层对每个位置各有一组权重。",
            ),
            "b is larger": text(
              "In this measurement, yes: shifted digits are even classified better.",
              "在这次测量里认得出来，平移之后准确率反而更高。",
            ),
            unclear: text(
              "Yes: a small shift makes no measurable difference to the convolutional network.",
              "认得出来：平移几个像素，卷积网络的准确率没有测出差别。",
            ),
          }),
          cases(better, {
            "a is larger": text(
              "It still tolerates a shift better than a fully connected network.",
              "尽管如此，它比全连接网络更经得起平移。",
            ),
            "b is larger": text(
              "Here, a fully connected network tolerates the shift better.",
              "这里，全连接网络反而更经得起平移。",
            ),
            unclear: text(
              "Between it and a fully connected network, there is no measurable difference on shifted digits.",
              "在平移过的数字上，它和全连接网络没有测出差别。",
            ),
          }),
          cases(taught, {
            "a is larger": text(
              "Training with shifted digits helps more: what the structure does not give, examples can teach.",
              "用平移过的数字来训练，效果更好：结构给不了的，可以用样本来教。",
            ),
            "b is larger": text(
              "Training with shifted digits did harm in this measurement.",
              "在这次测量里，用平移过的数字训练反而更差。",
            ),
            unclear: text(
              "Training with shifted digits makes no measurable difference.",
              "用平移过的数字训练，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        still: percent(lenet![0]!),
        full: percent(full![at]!),
        lenet: percent(lenet![at]!),
        taught: percent(shifted![at]!),
      },
      "On digits in place, the convolutional network reaches {still}. On shifted ones it reaches {lenet}, a fully connected network {full}, and the convolutional network trained with shifted digits {taught}.",
      "数字不动，卷积网络的准确率是 {still}。平移之后，它是 {lenet}，全连接网络是 {full}，用平移过的数字训练的卷积网络是 {taught}。",
    ),
    caution: say(
      {
        seeds: seeds(lenet![at]!.n),
        distance: count(distance, "pixel", "pixels", "个像素"),
        reach: count(reach, "pixel", "pixels", "个像素"),
      },
      "Measured over {seeds}, for a shift by {distance} in one of four directions; training shifts by at most {reach}. The networks also differ in their numbers of parameters, so the comparison does not isolate the convolution.",
      "共 {seeds}，沿上下左右之一平移 {distance}；训练时最多平移 {reach}。两种网络的参数个数也不同，所以差别不能全算在卷积头上。",
    ),
  };
}

export function mapsWords({ reach, layers, simple, filters, digit, place }: MapsFacts): Answer {
  const [first, last] = [layers[0]!, layers.at(-1)!];
  return {
    answer: isUndecided(first.parts.digit)
      ? tooFewSeeds
      : paragraph(filtersWords(filters), digitWords(digit), placeWords(place)),
    evidence: say(
      {
        digit: percent(first.parts.digit, { digits: 0 }),
        lastDigit: percent(last.parts.digit, { digits: 0 }),
        place: percent(first.parts.place, { digits: 0 }),
        lastPlace: percent(last.parts.place, { digits: 0 }),
      },
      "In the first convolution, {digit} of the variance lies between digits of different classes and {place} comes from the position; in the last convolution, {lastDigit} and {lastPlace}.",
      "第一个卷积层的方差中，类与类之间占 {digit}，位置造成的占 {place}；到最后一个卷积层，分别是 {lastDigit} 和 {lastPlace}。",
    ),
    caution: say(
      {
        seeds: seeds(first.parts.digit.n),
        reach: count(reach, "pixel", "pixels", "个像素"),
        before: percent(simple.before, { digits: 0 }),
        after: percent(simple.after, { digits: 0 }),
      },
      "Measured over {seeds} on digits shifted by up to {reach}; the rest of the variance is handwriting. Brightness, edges and lines make up {before} of the squared weights of the first layer before training, and {after} after it. A single map need not have a meaning that one can name.",
      "共 {seeds}，数字最多平移 {reach}；方差里剩下的部分来自写法。第一层卷积核的权重平方中，明暗、边缘和线条在训练前占 {before}，训练后占 {after}。单个特征映射不一定有说得清的含义。",
    ),
  };
}

function filtersWords(filters: MapsFacts["filters"]): Text {
  return cases(filters, {
    "a is larger": text(
      "The first layer extracts simple patterns: training turns its random kernels toward brightness, edges and lines.",
      "第一层提取简单的图案：训练之后，原本随机的卷积核更接近明暗、边缘和线条。",
    ),
    "b is larger": text(
      "In this measurement, training turns the kernels of the first layer away from brightness, edges and lines.",
      "在这次测量里，训练之后第一层的卷积核反而离明暗、边缘和线条更远。",
    ),
    unclear: text(
      "That training turns the kernels of the first layer toward brightness, edges and lines could not be measured here.",
      "这里没有测出训练会让第一层的卷积核更接近明暗、边缘和线条。",
    ),
  });
}

function digitWords(digit: MapsFacts["digit"]): Text {
  const otherwise = text(
    "That deeper layers depend more on the digit could not be shown for every layer.",
    "越往后越取决于是哪个数字，这一点没有逐层测出来。",
  );
  return cases(digit, {
    rises: text(
      "From layer to layer, the units depend more on which digit it is.",
      "一层一层往后，神经元的取值越来越取决于这是哪个数字。",
    ),
    falls: text(
      "From layer to layer, the units depend less on which digit it is in this measurement.",
      "在这次测量里，越往后，神经元的取值越不取决于这是哪个数字。",
    ),
    peaks: otherwise,
    dips: otherwise,
    unclear: otherwise,
  });
}

function placeWords(place: MapsFacts["place"]): Text {
  const otherwise = text(
    "That the position of the digit matters less in deeper layers could not be shown for every layer.",
    "越往后越不在乎数字在什么位置，这一点没有逐层测出来。",
  );
  return cases(place, {
    falls: text("The position of the digit matters less and less.", "数字在什么位置，影响越来越小。"),
    rises: text(
      "In this measurement, the position of the digit matters more and more.",
      "在这次测量里，数字在什么位置，影响反而越来越大。",
    ),
    peaks: otherwise,
    dips: otherwise,
    unclear: otherwise,
  });
}
