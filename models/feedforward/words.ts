/** Answers of the experiments on feed-forward networks in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { OrderFacts, Task, WaysFacts } from "./facts.ts";

export function waysWords({ tasks, hidden, overWide, overDeep, wine }: WaysFacts): Answer {
  const of = (task: Task) => tasks.find((one) => one.task === task)!.accuracies;
  const [xor, board] = [of("xor"), of("board")];
  return {
    answer: isUndecided(xor.all)
      ? tooFewSeeds
      : paragraph(
          text("That depends on the data.", "这要看数据。"),
          cases(wine, {
            "a is larger": text(
              "Even for the wines, all ways together are better than the skip connection alone, which is a linear classifier.",
              "就连葡萄酒，全部的路一起也比单用跨层连接（也就是线性分类器）好。",
            ),
            "b is larger": text(
              "For the wines, the skip connection alone, a linear classifier, is even better than all ways together.",
              "对葡萄酒，单用跨层连接（也就是线性分类器）反而比全部的路一起用还好。",
            ),
            unclear: text(
              "For the wines, the skip connection alone, a linear classifier, does as well as all ways: no measurable difference.",
              "对葡萄酒，单用跨层连接（也就是线性分类器）就够了：和全部的路一起用相比，没有测出差别。",
            ),
          }),
          cases(hidden, {
            "a is larger": text(
              "Exclusive or needs a branch with a hidden layer; no straight line separates it.",
              "异或需要有隐藏层的支路，没有一条直线分得开它。",
            ),
            "b is larger": text(
              "Exclusive or, which no straight line separates, was not learned by the branch with a hidden layer.",
              "异或没有直线分得开，这次有隐藏层的支路也没学会。",
            ),
            unclear: text(
              "For exclusive or, no measurable difference between a branch with a hidden layer and none.",
              "对异或，有没有隐藏层没有测出差别。",
            ),
          }),
          cases(overWide, {
            "a is larger": text(
              "On the board, all ways together know more than the wide branch alone.",
              "棋盘上，全部的路一起用，比单用宽支路好。",
            ),
            "b is larger": text(
              "On the board, the wide branch alone is better than all ways together.",
              "棋盘上，单用宽支路反而比全部的路一起用好。",
            ),
            unclear: text(
              "On the board, no measurable difference between all ways and the wide branch alone.",
              "棋盘上，全部的路和单用宽支路没有测出差别。",
            ),
          }),
          cases(overDeep, {
            "a is larger": text("They also beat the deep branch alone.", "也比单用深支路好。"),
            "b is larger": text("The deep branch alone is better still.", "单用深支路还要更好。"),
            unclear: text("No measurable difference from the deep branch alone.", "和单用深支路相比，没有测出差别。"),
          }),
        ),
    evidence: say(
      {
        wide: percent(xor.wide),
        skip: percent(xor.skip),
        all: percent(board.all),
        alone: percent(board.wide),
      },
      "Of exclusive or, the wide branch classifies {wide} of the test points correctly, and the skip connection {skip}; of the board, all ways classify {all} and the wide branch {alone}.",
      "异或：宽支路的测试集准确率是 {wide}，跨层连接是 {skip}；棋盘：全部的路一起用是 {all}，单用宽支路是 {alone}。",
    ),
    caution: say(
      { seeds: seeds(xor.all.n) },
      "Measured over {seeds}. The branches have few units, and with more of them the results can differ. So this compares these branches, not width with depth in general.",
      "用 {seeds}测量。两条支路的单元都不多，多一些结果就可能不同。所以比的是这两条支路，不是宽和深谁更好。",
    ),
  };
}

export function orderWords({ nodes, parameters, arrays, operations, both }: OrderFacts): Answer {
  const longest = Math.max(...nodes.map(({ rank }) => rank));
  return {
    answer: text(
      "Without a cycle there is an order in which each node comes after all that it reads, so one pass computes them all; on a cycle, each node would wait for itself. The parameters belong to the connections: each fully connected layer has a weight matrix, most also a bias. A node of the figure is a layer with the connections into it, so it lists their parameters. The gradient walks the same order backward.",
      "没有环，就能排出一个顺序：每个结点都排在它要读的结点之后，走一遍就全算出来了；有环的话，环上的结点就得等自己。参数在连接上：每个全连接层有一个权重矩阵，多半还有一个偏置。图中一个结点是一层，连同进入它的连接，所以这些连接的参数写在结点里。求梯度就是把这个顺序倒着走一遍。",
    ),
    evidence: say(
      {
        nodes: count(nodes.length, "node", "nodes", "个结点"),
        longest: count(longest, "step", "steps", "步"),
        parameters: count(parameters, "parameter", "parameters", "个参数"),
        arrays: count(arrays, "array", "arrays", "个数组"),
      },
      "This network has {nodes}, the longest path takes {longest}, and {parameters} are in {arrays}.",
      "这个网络有 {nodes}，最长的路径有 {longest}；{parameters}放在 {arrays}里。",
    ),
    caution: say(
      { operations: number(operations), both: number(both) },
      "A recurrent network has a cycle only until it is unrolled over time; then it is acyclic as well. The loss takes {operations} operations, and with its gradient {both}.",
      "循环神经网络的环，按时间展开之后就没有了，也成了无环图。算损失要 {operations} 个运算，连梯度一起是 {both} 个。",
    ),
  };
}
