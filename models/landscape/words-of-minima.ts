/** Answers on minima in both languages: their surroundings, their flatness, and starts that lead to them. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { FlatFacts, StartsFacts, SurfaceFacts } from "./facts.ts";

export function surfaceWords({ highest, lowest, random, directions, order, below }: SurfaceFacts): Answer {
  return {
    answer: isUndecided(highest)
      ? tooFewSeeds
      : paragraph(
          cases(order, {
            "a is larger": text(
              "Random directions look almost flat: they hide how steep the loss rises along the few directions in which it is most curved.",
              "沿随机方向看，损失几乎是平的：它看不出少数弯得最厉害的方向有多陡。",
            ),
            "b is larger": text(
              "Random directions look more curved here than the largest eigenvalue.",
              "这里随机方向比最大特征值的方向还弯。",
            ),
            unclear: text(
              "Random directions and the most curved one show no measurable difference here.",
              "随机方向和最弯的方向，这里没有测出差别。",
            ),
          }),
          cases(below, {
            hidden: text(
              "They also hide that the loss still curves downward somewhere, which the eigenvector of the smallest eigenvalue shows.",
              "它也看不出损失在某个方向上还向下弯，要沿最小特征值的特征向量才看得出来。",
            ),
            found: text(
              "Some of them do show that the loss still curves downward somewhere.",
              "不过有些随机方向看得出损失还向下弯。",
            ),
            none: text(
              "Not every seed has a direction in which the loss curves downward.",
              "并不是每个种子都有损失向下弯的方向。",
            ),
          }),
        ),
    evidence: say(
      {
        highest: number(highest, { digits: 2 }),
        lowest: number(lowest, { digits: 3 }),
        random: number(random, { digits: 4 }),
        ratio: factor(highest.mean / random.mean),
      },
      "The largest eigenvalue of the Hessian is {highest}, {ratio} the curvature along random directions, {random}. The smallest eigenvalue is {lowest}.",
      "海森矩阵的最大特征值是 {highest}，是随机方向平均曲率 {random} 的 {ratio}。最小特征值是 {lowest}。",
    ),
    caution: say(
      { seeds: seeds(highest.n), directions: count(directions, "random direction", "random directions", "个随机方向") },
      "Measured over {seeds} after a training that has not come to rest, along {directions} each. A random direction mixes all eigenvalues, so pictures of landscapes compare networks only if the directions are drawn alike.",
      "用 {seeds}测量，训练还没有完全停下来，每个种子取 {directions}。随机方向把所有特征值平均在一起，所以比较两个网络的地形图，方向要用同样的办法取。",
    ),
  };
}

export function flatWords(facts: FlatFacts): Answer {
  const { groups, target, even, uneven } = facts;
  const [small, large] = [groups[0]!, groups.at(-1)!];
  return {
    answer: isUndecided(small.highest) ? tooFewSeeds : flatAnswer(facts),
    evidence: say(
      {
        flat: number(small.highest, { digits: 2 }),
        sharp: number(large.highest, { digits: 2 }),
        few: percent(small.error),
        many: percent(large.error),
      },
      "With the smallest batches, the largest eigenvalue is {flat} and the test error {few}; with the largest batches, {sharp} and {many}.",
      "批量最小时，最大特征值是 {flat}，测试集错误率 {few}；批量最大时分别是 {sharp} 和 {many}。",
    ),
    caution: say(
      {
        seeds: seeds(small.highest.n),
        low: number(small.batchSize),
        high: number(large.batchSize),
        target: nats(target),
        even: number(even, { digits: 1 }),
        uneven: number(uneven, { digits: 1 }),
      },
      "Measured over {seeds} with batches of {low} and {high} at one learning rate, at a training loss of {target}. Sharpness depends on how a function is written: y = w₂ w₁ x has the largest eigenvalue {even} or {uneven} for the same function. So it does not explain the test error by itself.",
      "用 {seeds}测量，批量是 {low} 和 {high}，学习率相同，都训练到损失 {target}。尖锐程度与函数的写法有关：y = w₂ w₁ x 表示同一个函数，最大特征值可以是 {even}，也可以是 {uneven}。所以单凭它解释不了测试集错误率。",
    ),
  };
}

const flatAnswer = ({ sharpness, error }: FlatFacts) =>
  paragraph(
    cases(sharpness, {
      "a is larger": text("Yes, small batches end in flatter minima.", "对，批量小，停下来的最小值更平坦。"),
      "b is larger": text(
        "No, small batches end in sharper minima here.",
        "不对，这里批量小，停下来的最小值反而更尖锐。",
      ),
      unclear: text(
        "The sharpness of the minima shows no measurable difference between batch sizes.",
        "批量大小不同，最小值的尖锐程度没有测出差别。",
      ),
    }),
    cases(error, {
      "a is larger": text("They also classify the test digits better.", "测试集上也分得更准。"),
      "b is larger": text("They classify the test digits worse, though.", "但是测试集上分得更差。"),
      unclear: text("Their test errors show no measurable difference.", "测试集错误率没有测出差别。"),
    }),
  );

export function startsWords(facts: StartsFacts): Answer {
  const { training, test, error, middle, updates } = facts;
  return {
    answer: isUndecided(training) ? tooFewSeeds : startsAnswer(facts),
    evidence: say(
      {
        error: percent(error),
        test: nats(test, { digits: 3 }),
        training: nats(training, { digits: 4 }),
        middle: nats(middle, { digits: 2 }),
      },
      "The test error is {error}, the test loss {test}. The training loss is {training} at the ends, and {middle} halfway between two of them.",
      "测试集错误率是 {error}，测试集损失是 {test}。终点处训练集损失是 {training}，两个终点的中途是 {middle}。",
    ),
    caution: say(
      {
        starts: count(training.n, "start", "starts", "个起点"),
        updates: count(updates, "update", "updates", "次"),
      },
      "Measured from {starts}, after {updates} each of a small digit classifier. The ends are not at rest, and the global minimum is not known. Hidden units can be exchanged, so far apart weights may compute nearly the same function.",
      "从 {starts}出发，小的数字分类网络各更新 {updates}。终点还没有完全停下来，全局最小值在哪里也不知道。隐藏单元互相交换不影响结果，所以权重相距很远，函数也可能差不多。",
    ),
  };
}

const startsAnswer = ({ ends, relation, barrier }: StartsFacts) =>
  paragraph(
    cases(barrier, {
      "a is larger": text(
        "They end in different places: on the straight line between two of them, the loss rises.",
        "终点各不相同：沿直线从一个走到另一个，中途损失会升高。",
      ),
      "b is larger": text(
        "The straight line between two ends even leads through a lower loss here.",
        "这里从一个终点沿直线走到另一个，中途损失反而更低。",
      ),
      unclear: text(
        "On the straight line between two ends, the loss shows no measurable difference.",
        "从一个终点沿直线走到另一个，损失没有测出差别。",
      ),
    }),
    cases(ends, {
      alike: text(
        "Yet they classify almost equally well, so the global minimum need not be found.",
        "但它们分得几乎一样准，所以不必非要找到全局最小值。",
      ),
      different: text(
        "How well they classify depends on the start here, so several starts are worth a try.",
        "这里从哪里出发，会影响分得准不准，值得多试几个起点。",
      ),
    }),
    cases(relation, {
      lower: text("A lower training loss goes with a lower test loss.", "训练集损失越低，测试集损失也越低。"),
      higher: text("A lower training loss even goes with a higher test loss.", "训练集损失越低，测试集损失反而越高。"),
      unclear: text(
        "A lower training loss does not measurably go with a lower test loss.",
        "训练集损失更低的，测试集损失是不是也更低，没有测出关系。",
      ),
    }),
  );
