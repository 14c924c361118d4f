/** Answers of the experiments on time series in both languages. */
import type { Answer } from "../answer.ts";
import { number, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { ForecastFacts, GatesFacts, SeriesForecast } from "./facts.ts";
import { ruleNames, seriesNames } from "./names.ts";

export function forecastWords({ forecasts }: ForecastFacts): Answer {
  const [co2, temperature] = forecasts as readonly [SeriesForecast, SeriesForecast];
  return {
    answer: isUndecided(co2.gru)
      ? tooFewSeeds
      : paragraph(...forecasts.flatMap((one) => [ruleWords(one), gatesOfSeries(one)])),
    evidence: say(
      {
        carbon: number(co2.gru, { digits: 2 }),
        rule: number(errorOfBest(co2), { digits: 2 }),
        temperature: number(temperature.gru, { digits: 2 }),
        other: number(errorOfBest(temperature), { digits: 2 }),
      },
      "The GRU's error is {carbon} ppm for CO₂ and {temperature} °C for the temperature. That of the best rule is {rule} ppm and {other} °C.",
      "GRU 的误差：CO₂ 是 {carbon} ppm，气温是 {temperature} °C。最好的朴素预测，误差分别是 {rule} ppm 和 {other} °C。",
    ),
    caution: say(
      {
        seeds: seeds(co2.gru.n),
        carbon: number(co2.srn, { digits: 2 }),
        temperature: number(temperature.srn, { digits: 2 }),
      },
      "Measured over {seeds}, as root mean square over all windows of the held-out years; the simple network has {carbon} ppm and {temperature} °C. A rule that knows the season and the growth is hard to beat on so regular a series; the temperature record is too short for a growth.",
      "用 {seeds}测量，误差是留出年份里所有窗口的均方根；简单循环网络分别是 {carbon} ppm 和 {temperature} °C。CO₂ 很有规律，知道季节和增长的朴素预测很难超过；气温的记录太短，估不出每年的增长。",
    ),
  };
}

const errorOfBest = ({ rules, best }: SeriesForecast): number => rules.find(({ rule }) => rule === best)!.error;

function ruleWords({ series, best, beats }: SeriesForecast): Text {
  const slots = { series: seriesNames(series), rule: ruleNames(best) };
  return cases(beats, {
    reached: say(
      slots,
      "For {series}, the GRU forecasts better than the best rule without a network, {rule}.",
      "预测{series}，GRU 胜过不用网络的最好办法：{rule}。",
    ),
    missed: say(
      slots,
      "For {series}, a rule without any network forecasts better than the GRU: {rule}.",
      "预测{series}，GRU 不如一个不用网络的办法：{rule}。",
    ),
    unclear: say(
      slots,
      "For {series}, no difference was measured between the GRU and the best rule without a network, {rule}.",
      "预测{series}，GRU 和不用网络的最好办法没有测出差别，后者是{rule}。",
    ),
  });
}

function gatesOfSeries({ gates }: SeriesForecast): Text {
  return cases(gates, {
    "a is larger": text(
      "Its gates help here: a simple recurrent network has a larger error.",
      "门在这里有用：简单循环网络的误差更大。",
    ),
    "b is larger": text(
      "Its gates do not help here: a simple recurrent network has a smaller error.",
      "门在这里帮不上忙：简单循环网络的误差更小。",
    ),
    unclear: text(
      "A simple recurrent network does as well, without a measurable difference: gates win nothing here.",
      "简单循环网络和它没有测出差别：门在这里没有带来好处。",
    ),
  });
}

export function gatesWords({ z, r, swing, errors, update, reset }: GatesFacts): Answer {
  return {
    answer: paragraph(
      text(
        "The update gate sets how much of its state a unit keeps from one month to the next, the reset gate how much of the old state the candidate sees.",
        "更新门决定每个神经元的状态有多少留到下个月，重置门决定候选状态能看到多少旧状态。",
      ),
      ...(isUndecided(z) ? [tooFewSeeds] : [heldWords(update, "update"), heldWords(reset, "reset")]),
    ),
    evidence: say(
      {
        z: number(z, { digits: 2 }),
        swing: number(swing.z, { digits: 2 }),
        trained: number(errors.trained, { digits: 2 }),
        held: number(errors["z held"], { digits: 2 }),
      },
      "z is {z} on average and moves up and down by {swing} over a year. The forecasts have an error of {trained} ppm, and of {held} ppm with the update gates held still.",
      "z 平均为 {z}，一年里上下摆动 {swing}。预测误差是 {trained} ppm，固定住更新门之后是 {held} ppm。",
    ),
    caution: say(
      {
        seeds: seeds(z.n),
        r: number(r, { digits: 2 }),
        swing: number(swing.r, { digits: 2 }),
        held: number(errors["r held"], { digits: 2 }),
      },
      "Over {seeds}. r is {r} on average and moves by {swing}; with it held still, the error is {held} ppm. Each gate is held at its mean over the training years, without training again: a network that is trained with constant gates could adapt.",
      "共 {seeds}。r 平均为 {r}，摆动 {swing}，固定住它之后误差是 {held} ppm。固定的办法是取训练年份里的平均值，没有重新训练：如果一开始就用不变的门来训练，网络也许能适应。",
    ),
  };
}

function heldWords(order: GatesFacts["update"], gate: "update" | "reset"): Text {
  const slots = {
    gate: cases(gate, { update: text("update gates", "更新门"), reset: text("reset gates", "重置门") }),
  };
  return cases(order, {
    "a is larger": say(
      slots,
      "That the {gate} move with the series matters: held still, the forecasts get worse.",
      "{gate}随序列变化是有用的：把它固定住，预测就变差。",
    ),
    "b is larger": say(
      slots,
      "That the {gate} move with the series does not help: held still, the forecasts even get better.",
      "{gate}随序列变化并没有帮上忙：把它固定住，预测反而更好。",
    ),
    unclear: say(
      slots,
      "Held still, the {gate} forecast without a measurable difference.",
      "把{gate}固定住，预测没有测出差别。",
    ),
  });
}
