/** Answers on batch sizes, schedules, hyperparameters and structures, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, number, percent, seconds, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { BatchFacts, SchedulesFacts, SearchFacts, StructuresFacts } from "./facts.ts";
import { listedNames } from "./hyperparameters.ts";
import { hyperparameterName, networkName } from "./names.ts";
import type { ScheduleName } from "./schedules.ts";

export function batchWords(facts: BatchFacts): Answer {
  const { courses, epochs } = facts;
  const [small, large] = [courses[0]!, courses.at(-1)!];
  const loss = (course: BatchFacts["courses"][number]) => nats(course.losses.at(-1)!, { digits: 3 });
  return {
    answer: isUndecided(small.accuracy) ? tooFewSeeds : batchAnswer(facts),
    evidence: say(
      { small: loss(small), large: loss(large), slow: seconds(small.seconds), fast: seconds(large.seconds) },
      "After the same number of epochs, the training loss is {small} with the smallest batches and {large} with the largest. An epoch takes {slow} with the smallest and {fast} with the largest.",
      "训练同样多个回合之后，批量最小时训练集损失是 {small}，最大时是 {large}。一个回合的时间，批量最小时是 {slow}，最大时是 {fast}。",
    ),
    caution: say(
      {
        seeds: seeds(small.accuracy.n),
        epochs: count(epochs, "epoch", "epochs", "个回合"),
        low: number(small.size),
        high: number(large.size),
      },
      "Measured over {seeds} with plain SGD, batches of {low} to {high} and {epochs}. Each size has the best of a few learning rates. Times depend on the machine.",
      "用 {seeds}测量，普通 SGD，批量从 {low} 到 {high}，训练 {epochs}。每种批量都从几个学习率里选最好的。时间因机器而异。",
    ),
  };
}

const batchAnswer = ({ theory, loss, time }: BatchFacts) =>
  paragraph(
    cases(theory, {
      right: text(
        "The variance of a batch's gradient falls in proportion to the batch size, as statistics predicts.",
        "批量的梯度，方差与批量大小成反比，和统计理论算的一样。",
      ),
      wrong: text(
        "In this measurement, the variance of a batch's gradient does not follow the prediction of statistics.",
        "这次测量里，批量的梯度的方差与统计理论不符。",
      ),
    }),
    cases(loss, {
      "a is larger": text(
        "In the same number of epochs, small batches still reach a lower loss: they make more updates.",
        "可是回合数相同时，小批量的损失反而更低：它们更新的次数更多。",
      ),
      "b is larger": text(
        "In the same number of epochs, large batches reach a lower loss here.",
        "回合数相同时，这里大批量的损失更低。",
      ),
      unclear: text(
        "After the same number of epochs, the training losses show no measurable difference.",
        "回合数相同时，训练集损失没有测出差别。",
      ),
    }),
    cases(time, {
      "a is larger": text(
        "An epoch of very small batches takes longer: they use the processor badly.",
        "不过批量太小，处理器用得不充分，一个回合要花更长时间。",
      ),
      "b is larger": text("An epoch of small batches also takes less time here.", "这里小批量一个回合的时间也更短。"),
      unclear: text("The time of an epoch shows no measurable difference.", "一个回合的时间没有测出差别。"),
    }),
  );

export function schedulesWords(facts: SchedulesFacts): Answer {
  const { courses, epochs } = facts;
  const of = (name: ScheduleName) => courses.find((course) => course.name === name)!;
  const loss = (name: ScheduleName, part: "training" | "test") => nats(of(name)[part], { digits: 3 });
  return {
    answer: isUndecided(of("constant").test) ? tooFewSeeds : schedulesAnswer(facts),
    evidence: say(
      {
        constant: loss("constant", "training"),
        cosine: loss("cosine", "training"),
        testConstant: loss("constant", "test"),
        testCosine: loss("cosine", "test"),
      },
      "At a constant rate, the training loss ends at {constant}, with a cosine schedule at {cosine}. The test losses are {testConstant} and {testCosine}.",
      "学习率不变，训练集损失最后是 {constant}，按余弦减小是 {cosine}。测试集损失分别是 {testConstant} 和 {testCosine}。",
    ),
    caution: say(
      { seeds: seeds(of("constant").test.n), epochs: count(epochs, "epoch", "epochs", "个回合") },
      "Measured over {seeds} with momentum and {epochs} on a small network. Each schedule starts from the best of a few rates, chosen on validation digits. Warm-up is meant for large batches and Transformers; a small network needs it less.",
      "用 {seeds}测量，小网络加动量，训练 {epochs}。每种安排都从几个学习率里选最好的，在验证集上选。预热是为大批量和 Transformer 准备的，小网络不太需要。",
    ),
  };
}

const schedulesAnswer = ({ decay, generalization, warmUp }: SchedulesFacts) =>
  paragraph(
    cases(decay, {
      "a is larger": text(
        "A learning rate that decays may start higher and ends at a lower training loss than a constant one.",
        "学习率逐渐减小，开头就可以大一些，最后的训练集损失也比学习率不变时更低。",
      ),
      "b is larger": text(
        "A constant learning rate ends at a lower training loss here than one that decays.",
        "这里学习率不变，最后的训练集损失反而比逐渐减小时更低。",
      ),
      unclear: text(
        "The training losses of a constant and a decaying learning rate show no measurable difference.",
        "学习率不变还是减小，训练集损失没有测出差别。",
      ),
    }),
    cases(generalization, {
      "a is larger": text(
        "On the test digits, the decaying rate has the lower loss.",
        "在测试集上，学习率逐渐减小的损失更低。",
      ),
      "b is larger": text(
        "But its test loss is higher: the network overfits more.",
        "但是测试集损失更高，过拟合更重。",
      ),
      unclear: text("The test losses show no measurable difference.", "测试集损失没有测出差别。"),
    }),
    cases(warmUp, {
      "a is larger": text("Warm-up before the decay lowers the test loss.", "先预热再减小，测试集损失会更低。"),
      "b is larger": text(
        "Warm-up before the decay raises the test loss here.",
        "先预热再减小，这里测试集损失反而更高。",
      ),
      unclear: text(
        "Warm-up before the decay makes no measurable difference here.",
        "先预热再减小，这里没有测出差别。",
      ),
    }),
  );

export function searchWords(facts: SearchFacts): Answer {
  const { importance, budget, random, grid, first } = facts;
  const sorted = importance.toSorted((a, b) => b.share.mean - a.share.mean);
  return {
    answer: isUndecided(random) ? tooFewSeeds : searchAnswer(facts),
    evidence: say(
      {
        name: hyperparameterName(first),
        share: percent(sorted[0]!.share, { digits: 0 }),
        next: percent(sorted[1]!.share, { digits: 0 }),
        random: percent(random),
        grid: percent(grid),
      },
      "On its own, the {name} explains {share} of the variance of the logarithmic loss, the next hyperparameter {next}. The chosen networks classify {random} of the test digits wrongly after random search, {grid} after grid search.",
      "单看{name}，就能解释损失的对数的方差的 {share}，排第二的超参数只有 {next}。随机搜索选出的网络，测试集错误率是 {random}，网格搜索是 {grid}。",
    ),
    caution: say(
      {
        seeds: seeds(random.n),
        names: enumeration(listedNames(budget).map(hyperparameterName)),
        budget: count(budget, "network", "networks", "个网络"),
      },
      "Measured over {seeds} with {budget} for each search. The grid has two values each of {names}. Which hyperparameter matters depends on the ranges that are searched.",
      "用 {seeds}测量，每次搜索训练 {budget}。网格给{names}各取两个值。哪个超参数要紧，还要看搜索的范围。",
    ),
  };
}

const searchAnswer = ({ first, lead, order }: SearchFacts) =>
  paragraph(
    cases(lead, {
      "a is larger": say(
        { name: hyperparameterName(first) },
        "There are many hyperparameters, but here one matters far more than the others: the {name}.",
        "超参数虽多，这里最要紧的只有一个：{name}。",
      ),
      "b is larger": text("No hyperparameter stands out here.", "这里没有哪个超参数特别要紧。"),
      unclear: text(
        "Which of the hyperparameters matters most shows no measurable difference here.",
        "这里哪个超参数最要紧，没有测出差别。",
      ),
    }),
    text(
      "Random search tries a new value of each hyperparameter in every trial, a grid only the few it lists.",
      "随机搜索每次试验都给每个超参数换一个新值，网格搜索来来回回只有列出的那几个值。",
    ),
    cases(order, {
      "a is larger": text(
        "With equally many trials, it finds a better network.",
        "试验次数相同，随机搜索找到的网络更好。",
      ),
      "b is larger": text(
        "With equally many trials, the grid finds a better network all the same.",
        "可是试验次数相同时，这里网格搜索找到的网络更好。",
      ),
      unclear: text(
        "With equally many trials, the networks they find show no measurable difference here.",
        "试验次数相同时，这里两种搜索找到的网络没有测出差别。",
      ),
    }),
  );

export function structuresWords({ rates, networks, rate }: StructuresFacts): Answer {
  const measured = networks[0]!.losses[0]!;
  return {
    answer: isUndecided(measured)
      ? tooFewSeeds
      : cases(rate, {
          different: text(
            "Yes. The best learning rate of one network is too large or too small for another, so a network of new structure needs a new search.",
            "对。适合这个网络的学习率，换到另一个网络上就太大或太小，所以换了结构，超参数也要重新找。",
          ),
          same: text(
            "Not here: all of these networks have the same best learning rate among those tried.",
            "这里不用：在试过的学习率里，几个网络最合适的是同一个。",
          ),
          unclear: text(
            "Their best learning rates differ, but exchanging them makes no measurable difference here.",
            "最合适的学习率虽不一样，互相换着用，这里却没有测出差别。",
          ),
        }),
    evidence: say(
      {
        mlp: number(networks[0]!.best),
        cnn: number(networks[1]!.best),
        lstm: number(networks[2]!.best),
        names: enumeration(networks.map(({ network }) => networkName(network))),
      },
      "The best rates are {mlp}, {cnn} and {lstm}, for {names} in this order.",
      "最合适的学习率依次是 {mlp}、{cnn} 和 {lstm}，对应{names}。",
    ),
    caution: say(
      {
        seeds: seeds(measured.n),
        rates: count(rates.length, "rate", "rates", "个学习率"),
        spread: factor(
          Math.max(...networks.map(({ parameters }) => parameters)) /
            Math.min(...networks.map(({ parameters }) => parameters)),
        ),
      },
      "Measured over {seeds} with plain SGD and {rates}, after a short training on few digits. The largest network has {spread} as many parameters as the smallest; structure and size are not separated.",
      "用 {seeds}测量，普通 SGD，试了 {rates}，在少量数字上训练得也短。最大的网络，参数个数是最小的 {spread}，结构和规模的影响没有分开。",
    ),
  };
}
