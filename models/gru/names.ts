/** Names of networks, series and rules. */
import { number } from "../quantity.ts";
import { type Text, cases, name, say, text } from "../text.ts";
import { firstYear } from "./series.ts";
import type { Reset, RuleName, SeriesName, UpdateGate } from "./facts.ts";

export const gateNames = (gate: UpdateGate): Text =>
  gate === "learned"
    ? text("z learned", "z 由网络学习")
    : say({ value: number(Number(gate)) }, "z fixed at {value}", "z 固定为 {value}");

export const resetNames = (network: Reset): Text =>
  cases(network, {
    "both learned": text("both gates learned", "两个门都由网络学习"),
    "r = 0": say({ zero: number(0) }, "r = {zero}", "r = {zero}"),
    "z = 0": say({ zero: number(0) }, "z = {zero}", "z = {zero}"),
    "both 0": say({ zero: number(0) }, "z = r = {zero}", "z = r = {zero}"),
  });

export const seriesNames = (series: SeriesName): Text =>
  cases(series, {
    co2: text("CO₂ on Mauna Loa", "莫纳罗亚山的 CO₂ 浓度"),
    temperature: text("Seattle's maximum temperature", "西雅图的最高气温"),
  });

/** Label of axes with `yearsOf`. */
export const yearLabel: Text = say(
  { first: name(String(firstYear)) },
  "years since {first}",
  "年份（从 {first} 年算起）",
);

export const ruleNames = (rule: RuleName): Text =>
  cases(rule, {
    last: text("the last known value", "照搬最后一个已知值"),
    season: text("the value of a year earlier", "照搬一年前的值"),
    drift: text("the value of a year earlier plus the yearly growth", "一年前的值加上每年的增长"),
  });
