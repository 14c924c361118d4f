/** Answer of the experiment on the loss landscape in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { type Order, isUndecided } from "../verdicts.ts";
import { type LandscapeFacts, type Measure, type Relief, measures } from "./facts.ts";

export function landscapeWords({ span, reliefs, orders, training, plain, residual }: LandscapeFacts): Answer {
  const depth = Math.max(...reliefs.map((relief) => relief.depth));
  const of = (shortcut: boolean) => reliefs.find((one) => one.depth === depth && one.shortcut === shortcut)!;
  const [without, connected] = [of(false), of(true)];
  return {
    answer: isUndecided(without.far)
      ? tooFewSeeds
      : paragraph(smootherWords(orders), rougherWords(orders), growthWords(plain, residual)),
    evidence: say(
      {
        plainFar: size(without, "far"),
        residualFar: size(connected, "far"),
        plainSharp: size(without, "sharpest"),
        residualSharp: size(connected, "sharpest"),
      },
      "Around the plain network, the mean loss is {plainFar}, around the residual one {residualFar}. The largest eigenvalues of the Hessian are {plainSharp} and {residualSharp}.",
      "普通网络周围的平均损失是 {plainFar}，残差网络周围是 {residualFar}；海森矩阵的最大特征值分别是 {plainSharp} 和 {residualSharp}。",
    ),
    caution: paragraph(
      say(
        {
          seeds: seeds(without.far.n),
          depth: count(depth, "layer", "layers", "层"),
          span: number(span),
          plain: number(without.nonConvexity, { digits: 2 }),
          residual: number(connected.nonConvexity, { digits: 2 }),
        },
        "Measured over {seeds} with {depth}, at a distance of {span} filter norms. The non-convexity is {plain} and {residual}. What a skip connection carries is not touched by a shift of the filters.",
        "用 {seeds}测量，网络有 {depth}，距离取滤波器范数的 {span} 倍。非凸程度分别是 {plain} 和 {residual}。直连边上传的东西，滤波器怎么移动都影响不到。",
      ),
      trainingWords(training),
    ),
  };
}

/** Means of values that differ by orders of magnitude between seeds, so that their deviation says little. */
const size = (relief: Relief, measure: Measure): Text => number(Number(relief[measure].mean.toPrecision(2)));

const measureWords = (measure: Measure): Text =>
  cases(measure, {
    far: text("the loss around the network", "网络周围的损失"),
    sharpest: text("the largest curvature", "最大曲率"),
    nonConvexity: text("the non-convexity", "非凸程度"),
  });

const chosen = (orders: LandscapeFacts["orders"], order: Order): Text[] =>
  measures.filter((measure) => orders[measure] === order).map(measureWords);

function smootherWords(orders: LandscapeFacts["orders"]): Text {
  const smoother = chosen(orders, "a is larger");
  const share = smoother.length === measures.length ? "all" : smoother.length === 0 ? "none" : "some";
  return cases(share, {
    all: text(
      "Yes: the deep residual network has the smoother surface by every measure.",
      "是的：无论用哪种量度，深层残差网络的地形都更平缓。",
    ),
    some: () =>
      say(
        { measures: enumeration(smoother) },
        "In part: measured by {measures}, the deep residual network has the smoother surface.",
        "部分如此：看{measures}，深层残差网络的地形更平缓。",
      ),
    none: text(
      "That was not measured: by no measure is the surface of the deep residual network clearly smoother.",
      "没有测出来：无论用哪种量度，深层残差网络的地形都没有明显更平缓。",
    ),
  });
}

/** States measures by which the residual network is rougher. */
function rougherWords(orders: LandscapeFacts["orders"]): Text | undefined {
  const rougher = chosen(orders, "b is larger");
  if (rougher.length === 0) return undefined;
  return say(
    { measures: enumeration(rougher) },
    "Measured by {measures}, the plain one is smoother.",
    "看{measures}，反而是普通网络更平缓。",
  );
}

/** States what more layers do to the largest eigenvalue. */
function growthWords(plain: Order, residual: Order): Text {
  return paragraph(
    cases(plain, {
      "a is larger": text("More layers make a plain network sharper.", "层数增加，普通网络的地形变得更陡。"),
      "b is larger": text("More layers make a plain network less sharp.", "层数增加，普通网络的地形反而变缓。"),
      unclear: text(
        "With more layers, no difference in sharpness was measured in plain networks.",
        "层数增加，普通网络的陡峭程度没有测出差别。",
      ),
    }),
    cases(residual, {
      "a is larger": text("A residual network becomes sharper as well.", "残差网络也变得更陡。"),
      "b is larger": text("A residual network becomes less sharp.", "残差网络则变缓。"),
      unclear: text("In residual networks, no difference was measured.", "残差网络没有测出差别。"),
    }),
  );
}

const trainingWords = (training: Order): Text =>
  cases(training, {
    "a is larger": text(
      "The networks are not equally well trained: the plain one has the larger training loss.",
      "两个网络训练得并不一样好：普通网络的训练集损失更大。",
    ),
    "b is larger": text(
      "The networks are not equally well trained: the residual one has the larger training loss.",
      "两个网络训练得并不一样好：残差网络的训练集损失更大。",
    ),
    unclear: text(
      "In training loss, no difference was measured between the two.",
      "两个网络的训练集损失没有测出差别。",
    ),
  });
