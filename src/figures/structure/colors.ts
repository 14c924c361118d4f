/** Colors of structure diagrams by meaning, after Okabe and Ito, with enough contrast on light and dark pages. */
import type { Role } from "../../../models/structure.ts";
import { type Shade, hex, ink, mix, muted, page, rampColor, rampSteps, rgb } from "../colors.ts";

/** Colors of outlines, lines and texts. */
export const roleColors: Readonly<Record<Role, Shade>> = {
  plain: muted,
  input: ["#0072b2", "#56b4e9"],
  state: ["#00805d", "#35c796"],
  weight: ["#966800", "#f2b23c"],
  gradient: ["#b93000", "#ff7a45"],
  probability: ["#a9447f", "#e79cc6"],
  target: ink,
  cell: ["#00513a", "#b4f0d6"],
  forget: ["#1f75ad", "#7cc6f2"],
  enter: ["#7a6c00", "#e6cf4a"],
  emit: ["#7b3fa0", "#c79bea"],
  candidate: ["#a83f20", "#ff8f78"],
};

/** Rules for the style sheet; see style.ts of the figures. */
export type Rule = readonly [selector: string, always: string, shaded?: readonly [property: string, shade: Shade][]];

const symbolFonts = "'Latin Modern Roman','STIX Two Text','Cambria','Times New Roman',Times,'DejaVu Serif',serif";

/** Rules for structure diagrams: classes of shapes, roles and values. */
export function structureRules(): Rule[] {
  return [
    ["text.big", "font-size:15px"],
    [".symbol", `font-family:${symbolFonts};font-style:italic;font-size:1.1em`],
    [".bold", `font-family:${symbolFonts};font-style:italic;font-weight:700;font-size:1.1em`],
    // More specific than the rules of symbols, since a page with several figures repeats them in any order.
    ["tspan.script", "font-size:.72em"],
    [".part", "stroke-width:1.5"],
    [".faded", "stroke-dasharray:3 3;opacity:.4"],
    [".pale", "opacity:.4"],
    [".wire", "stroke-linejoin:round;stroke-linecap:round"],
    [".recur", "stroke-dasharray:6 4"],
    [".frame", "fill:none;stroke-width:1.25"],
    [".mark", "fill:none;stroke-width:2.5"],
    ...Object.entries(roleColors).flatMap(([role, shade]) => ofRole(role, shade)),
    ...["sequential" as const, "diverging" as const].flatMap(ofRamp),
  ];
}

/** Classes of a role: `n_` for shapes, `w_` for lines, `h_` for arrowheads and dots, `t_` for texts. */
function ofRole(role: string, shade: Shade): Rule[] {
  const soft = [0, 1].map((mode) =>
    hex(mix(rgb(page[mode as 0 | 1]), rgb(shade[mode as 0 | 1]), role === "plain" ? 0 : 0.15)),
  ) as [string, string];
  return [
    [
      `.n_${role}`,
      "",
      [
        ["stroke", shade],
        ["fill", soft],
      ],
    ],
    [`.a_${role}`, "", [["fill", soft]]],
    [`.w_${role}`, "", [["stroke", shade]]],
    [`.h_${role}`, "", [["fill", shade]]],
    [`.t_${role}`, "", [["fill", shade]]],
  ];
}

/** Strokes of lines and fills of arrowheads by value. */
function ofRamp(scale: "sequential" | "diverging"): Rule[] {
  return Array.from({ length: rampSteps }, (_, i): Rule[] => {
    const shade = [false, true].map((dark) => hex(rampColor(scale, dark, i / (rampSteps - 1)))) as [string, string];
    const name = `${scale === "diverging" ? "d" : "q"}${i}`;
    return [
      [`.w_${name}`, "", [["stroke", shade]]],
      [`.h_${name}`, "", [["fill", shade]]],
    ];
  }).flat();
}
