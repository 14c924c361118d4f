/** Answers on saddle points and on the Hessian during training, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { type Summary, isUndecided } from "../verdicts.ts";
import type { DimensionsFacts, SaddleFacts, SpectrumFacts, StageName, WayName } from "./facts.ts";

/** Omits the deviation of measurements that are equal for all seeds. */
const exact = (summary: Summary): number | Summary => (summary.std === 0 ? summary.mean : summary);

export function saddleWords(facts: SaddleFacts): Answer {
  const { ways, digits } = facts;
  const slope = (name: WayName) => number(exact(ways.find(({ way }) => way === name)!.slope), { digits: 1 });
  return {
    answer: isUndecided(digits.slope) ? tooFewSeeds : saddleAnswer(facts),
    evidence: say(
      {
        plain: slope("plain"),
        momentum: slope("momentum"),
        digits: number(digits.slope, { digits: 1 }),
        theory: number(digits.theory, { digits: 1 }),
      },
      "A start ten times as close costs plain descent {plain} more updates, with momentum {momentum}. For the digit classifier it costs {digits}, and the eigenvalue predicts {theory}.",
      "起点离鞍点近十倍，普通梯度下降要多走 {plain} 步，加动量要多走 {momentum} 步。数字分类网络要多走 {digits} 步，按特征值算是 {theory} 步。",
    ),
    caution: say(
      {
        seeds: seeds(digits.slope.n),
        negative: number(digits.negative),
        size: number(digits.size),
      },
      "Measured over {seeds}, on a linear network with two weights and on a digit classifier whose weights start near zero. At its saddle point, {negative} of {size} eigenvalues are negative. A usual start is not that close to a saddle point.",
      "用 {seeds}测量，一个是只有两个权重的线性网络，一个是权重从零附近开始的数字分类网络。后者的鞍点处，{size} 个特征值里有 {negative} 个是负的。平常的起点离鞍点没有这么近。",
    ),
  };
}

const saddleAnswer = ({ momentum, noise, eigenvalue }: SaddleFacts) =>
  paragraph(
    text(
      "Not forever: near a saddle point the gradient is small, but each update multiplies the distance from it, so the time to leave grows with the logarithm of the closeness only.",
      "不会一直停着：鞍点附近梯度很小，但每更新一步，离鞍点的距离就乘上一个倍数，所以起点再近，也只是按对数多走几步。",
    ),
    cases(momentum, {
      "a is larger": text("Momentum makes the escape faster.", "加上动量，离开得更快。"),
      "b is larger": text("Momentum makes the escape slower here.", "这里加上动量，离开得反而更慢。"),
      unclear: text("Momentum makes no measurable difference here.", "这里加不加动量，没有测出差别。"),
    }),
    cases(noise, {
      helps: text(
        "Exactly on the line that leads into the saddle point, plain descent never leaves; noise in the gradient, as of batches, is enough to leave.",
        "正好从通往鞍点的直线上出发，普通梯度下降就离不开了；梯度里有一点噪声，比如小批量带来的，就能离开。",
      ),
      "does not help": text(
        "Exactly on the line that leads into the saddle point, descent does not leave here, not even with noise.",
        "正好从通往鞍点的直线上出发，这里加了噪声也没能离开。",
      ),
      "not needed": text(
        "Even on the line that leads into the saddle point, rounding errors were enough to leave here.",
        "这里就算从通往鞍点的直线上出发，舍入误差也足以让它离开。",
      ),
    }),
    cases(eigenvalue, {
      right: text(
        "The most negative eigenvalue of the Hessian predicts the time for a digit classifier as well.",
        "换成数字分类网络，海森矩阵最小的负特征值也能算准要停多久。",
      ),
      wrong: text(
        "For a digit classifier, the most negative eigenvalue of the Hessian does not predict the time here.",
        "换成数字分类网络，这里海森矩阵最小的负特征值算不准要停多久。",
      ),
    }),
  );

export function dimensionsWords({ kinds, matrices, growth }: DimensionsFacts): Answer {
  const [one, two, most] = [kinds[0]!, kinds.find(({ dimensions }) => dimensions === 2)!, kinds.at(-1)!];
  return {
    answer: isUndecided(most.saddles)
      ? tooFewSeeds
      : paragraph(
          text(
            "They are not two names of one thing. A stationary point is any point with gradient zero, in any dimension; a saddle point is one kind of it, where the loss rises in some directions and falls in others.",
            "这不是一回事的两个叫法。只要梯度为零就是驻点，几维都一样；鞍点是驻点的一种，损失沿有些方向上升，沿另一些方向下降。",
          ),
          cases(growth, {
            "a is larger": text(
              "The number of dimensions does matter: the more there are, the rarer it is that all directions agree. With random curvatures, nearly every stationary point in high dimension is a saddle point.",
              "不过维数确实有影响：维数越高，各个方向越难一致。如果曲率是随机的，高维的驻点几乎都是鞍点。",
            ),
            "b is larger": text(
              "With random curvatures, saddle points become rarer in more dimensions here.",
              "曲率随机时，这里维数高了，鞍点反而更少。",
            ),
            unclear: text(
              "With random curvatures, the number of dimensions makes no measurable difference here.",
              "曲率随机时，维数高低没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        one: percent(exact(one.saddles)),
        two: percent(exact(two.saddles)),
        many: number(most.dimensions),
        most: percent(exact(most.saddles)),
      },
      "In one dimension, {one} of such points are saddle points, in two dimensions {two}, and with {many} dimensions {most}.",
      "一维时这样的驻点有 {one} 是鞍点，二维时有 {two}，{many} 维时有 {most}。",
    ),
    caution: say(
      { seeds: seeds(most.saddles.n), matrices: count(matrices, "matrix", "matrices", "个矩阵") },
      "Random symmetric matrices stand for the Hessian, {matrices} for each number of dimensions and each of {seeds}. The Hessian of a network is not random: at a low loss, most of its eigenvalues are not negative.",
      "这里用随机对称矩阵代替海森矩阵，每种维数、每个种子各取 {matrices}，共 {seeds}。网络的海森矩阵不是随机的：损失低的地方，大多数特征值都不是负的。",
    ),
  };
}

export function spectrumWords(facts: SpectrumFacts): Answer {
  const { stages, size, strength, tolerance } = facts;
  const of = (name: StageName) => stages.find(({ stage }) => stage === name)!;
  const negative = (name: StageName) => number(exact(of(name).negative), { digits: 0 });
  return {
    answer: isUndecided(of("rest").loss) ? tooFewSeeds : spectrumAnswer(facts),
    evidence: say(
      { size: number(size), early: negative("early"), rest: negative("rest"), zero: negative("zero") },
      "Of {size} eigenvalues, {early} are negative early in training and {rest} at rest. From weights of zero, {zero} are negative at rest.",
      "共有 {size} 个特征值，训练初期有 {early} 个是负的，停下之后有 {rest} 个。从全为零的权重出发，停下之后有 {zero} 个是负的。",
    ),
    caution: say(
      {
        seeds: seeds(of("rest").loss.n),
        updates: number(of("rest").update, { digits: 0 }),
        strength: number(strength),
        tolerance: number(tolerance),
      },
      "Measured over {seeds} on a tiny digit classifier with smooth units and an L2 term of strength {strength}; without such a term, the loss may have no minimum at all. Rest means a gradient below {tolerance}, after {updates} updates. Usual trainings stop long before.",
      "用 {seeds}测量，是一个很小的数字分类网络，激活函数光滑，L2 项的系数是 {strength}；没有这一项，损失可能根本没有最小值。停下是指梯度小于 {tolerance}，用了 {updates} 步。平常的训练早就停了。",
    ),
  };
}

const spectrumAnswer = ({ early, end, zero }: SpectrumFacts) =>
  paragraph(
    cases(end, {
      minima: text(
        "In a minimum, if it is trained until the gradient vanishes: there, every eigenvalue of the Hessian is positive.",
        "只要一直训练到梯度为零，停下来的地方就是极小值点：海森矩阵的特征值全是正的。",
      ),
      "saddle points": text(
        "Not always in a minimum: where the gradient vanished, some eigenvalues of the Hessian were negative.",
        "不一定是极小值点：梯度已经为零的地方，海森矩阵还有负的特征值。",
      ),
      "not at rest": text(
        "It had not come to rest yet in this measurement, so it was neither at a minimum nor at a saddle point.",
        "这次测量里训练还没有停下来，所以既不在极小值点，也不在鞍点。",
      ),
    }),
    cases(early, {
      "curved downward": text(
        "Early in training some directions curve downward, but a point with a gradient is no stationary point, and so no saddle point either.",
        "训练初期有些方向是向下弯的，但梯度不为零的点不是驻点，也就谈不上鞍点。",
      ),
      "not everywhere": text(
        "Early in training, not every seed has directions that curve downward.",
        "训练初期，并不是每个种子都有向下弯的方向。",
      ),
    }),
    cases(zero, {
      "saddle points": text(
        "Descent can rest at a saddle point, too: from weights of zero it stays at one, because noise is missing.",
        "梯度下降也可能停在鞍点：从全为零的权重出发，又没有噪声，就停在那里不动了。",
      ),
      "other points": text(
        "From weights of zero, descent did not rest at a saddle point here.",
        "从全为零的权重出发，这里没有停在鞍点。",
      ),
    }),
  );
