/** Answers of the experiments on automatic differentiation in both languages. */
import type { Answer } from "../answer.ts";
import { factor, number, ratio, seconds } from "../quantity.ts";
import { cases, paragraph, say, text } from "../text.ts";
import type { CostFacts, DifferencesFacts, GraphFacts } from "./facts.ts";

export function graphWords({ nodes, difference, verdict }: GraphFacts): Answer {
  const of = (name: string) => nodes.find((node) => node.name === name)!;
  const adjoint = (name: string) => number(of(name).adjoint, { digits: 2 });
  return {
    answer: paragraph(
      text(
        "Values flow forward along the edges, one elementary operation after another. Adjoints, the derivatives of the result by each node, flow back along the same edges: each is the next one times the derivative of one operation. One pass back gives the derivatives by all inputs.",
        "值沿着边往前流，一个基本运算接一个基本运算。伴随值，也就是结果对每个结点的导数，沿着同样的边往回流：每个都是后一个乘以一个运算的导数。往回走一遍，对所有输入的导数就都有了。",
      ),
      cases(verdict, {
        equal: text("Finite differences agree.", "和有限差分的结果一致。"),
        different: text("In this measurement, finite differences disagree.", "但这次测量中，和有限差分的结果不一致。"),
      }),
    ),
    evidence: say(
      { value: number(of("h6").value, { digits: 2 }), w: adjoint("w"), b: adjoint("b"), x: adjoint("x") },
      "Here the result is {value}; its derivative is {w} by w, {b} by b and {x} by x.",
      "这里的结果是 {value}，对 w 的导数是 {w}，对 b 的是 {b}，对 x 的是 {x}。",
    ),
    caution: say(
      { difference: ratio(difference) },
      "Central differences differ by {difference}. Where a value is used more than once, the adjoints of all uses are added.",
      "和中心差分相差{difference}。一个值要是用了几次，各处传回的伴随值要相加。",
    ),
  };
}

export function costWords({ inputs, outputs, byInputs, byOutputs }: CostFacts): Answer {
  const [wide, tall] = [inputs.at(-1)!, outputs.at(-1)!];
  return {
    answer: paragraph(
      cases(byInputs, {
        reverse: text(
          "With many inputs and one output, reverse mode: a single pass back gives all derivatives, while forward mode needs a pass for each input.",
          "输入多、输出只有一个，用反向模式：往回走一遍，导数就全有了；前向模式每个输入都要走一遍。",
        ),
        forward: text(
          "With many inputs and one output, forward mode was cheaper in this measurement.",
          "输入多、输出只有一个，这次测量里反而是前向模式省。",
        ),
      }),
      cases(byOutputs, {
        forward: text(
          "With one input and many outputs, forward mode, for the same reason.",
          "输入只有一个、输出多，用前向模式，道理一样。",
        ),
        reverse: text(
          "With one input and many outputs, reverse mode was cheaper in this measurement.",
          "输入只有一个、输出多，这次测量里反而是反向模式省。",
        ),
      }),
      text(
        "A loss is one number of many parameters: hence back-propagation, which is reverse mode.",
        "损失只是一个数，参数却有很多，所以用反向传播，它就是反向模式。",
      ),
    ),
    evidence: say(
      {
        size: number(wide.size),
        times: factor(wide.multiplications.forward / wide.multiplications.reverse),
        own: factor(wide.multiplications.reverse / wide.value),
        other: factor(tall.multiplications.reverse / tall.multiplications.forward),
      },
      "For {size} inputs, forward mode takes {times} the multiplications of reverse mode, which takes {own} those of the function itself; for as many outputs, reverse mode takes {other} those of forward mode.",
      "输入有 {size} 个时，前向模式的乘法次数是反向模式的 {times}，反向模式是函数本身的 {own}；输出有这么多个时，反向模式的乘法次数是前向模式的 {other}。",
    ),
    caution: say(
      { forward: seconds(wide.seconds.forward), reverse: seconds(wide.seconds.reverse) },
      "Reverse mode keeps the values of the forward pass until the pass back, which takes memory. The times, {forward} and {reverse} for all derivatives by the inputs, depend on the machine.",
      "反向模式要把前向算出的值留到往回走的时候，所以占内存。对全部输入求导，用时分别是 {forward}（前向模式）和 {reverse}（反向模式），随机器而变。",
    ),
  };
}

export function differencesWords(facts: DifferencesFacts): Answer {
  const { automatic, bestForward, bestCentral, verdict } = facts;
  return {
    answer: paragraph(
      text(
        "Large steps leave out terms of the Taylor series; small steps lose digits, because two almost equal numbers are subtracted. In between there is a best step, and no step is exact.",
        "步长大，泰勒级数的高次项就丢了；步长小，两个几乎相等的数相减，有效数字就丢了。中间有个最好的步长，但没有哪个是精确的。",
      ),
      cases(verdict, {
        "more exact": text(
          "Automatic differentiation has no step and is more exact than the best difference.",
          "自动微分没有步长，比最好的有限差分还准。",
        ),
        "less exact": text(
          "In this measurement, automatic differentiation is less exact than the best difference.",
          "在这次测量里，自动微分反而不如最好的有限差分准。",
        ),
      }),
      text(
        "Differences also need further evaluations for each input, where one pass back gives all derivatives.",
        "而且有限差分每多一个输入就要多算几次函数值，反向模式走一遍就全有了。",
      ),
    ),
    evidence: say(
      {
        forward: ratio(bestForward.forward),
        central: ratio(bestCentral.central),
        automatic: ratio(automatic),
      },
      "At its best step, the relative error of the forward difference is {forward}, and that of the central one {central}. That of automatic differentiation is {automatic}.",
      "步长取得最好时，前向差分的相对误差是{forward}，中心差分是{central}；自动微分的误差是{automatic}。",
    ),
    caution: text(
      "Measured in double precision on one function at one place. In single precision, which networks use, differences are far less exact still.",
      "用双精度测量，只测了一个函数的一个点。网络通常用单精度，有限差分会差得更多。",
    ),
  };
}
