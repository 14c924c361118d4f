/** CSS rules embedded in a figure, for light and dark pages. Only rules for classes used by the figure are included. */
import {
  type Rgb,
  type Shade,
  hex,
  ink,
  lightness,
  mix,
  muted,
  page,
  palette,
  rampColor,
  rampSteps,
  rgb,
} from "./colors.ts";
import { dashes } from "./patterns.ts";
import { type Rule, structureRules } from "./structure/colors.ts";

const grid: Shade = ["#e7e9ee", "#272c37"];
const axis: Shade = ["#98a1b2", "#586074"];
const right: Shade = ["#0d8a62", "#45cf9f"];
const wrong: Shade = ["#c2183f", "#ff7d99"];

/** Latin letters take the first fonts, and Chinese characters the first of those that have them. */
const fonts =
  "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Hiragino Sans GB','Microsoft YaHei'," +
  "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif";

const base: readonly Rule[] = [
  ["text", `font-family:${fonts};font-size:13px`, [["fill", ink]]],
  ["path", "fill:none"],
  [".title", "font-size:18px;font-weight:600"],
  [".heading", "font-size:15px;font-weight:600"],
  [".name", "", [["fill", muted]]],
  [".tick", "font-size:12px", [["fill", muted]]],
  [".small", "font-size:11px"],
  [".caption", "font-size:12px"],
  [".page", "", [["fill", page]]],
  [".grid", "", [["stroke", grid]]],
  [".axis", "", [["stroke", axis]]],
  [".line", "stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round"],
  [".raw", "stroke-width:1;opacity:.3"],
  [".thin", "stroke-width:1.25;stroke-linejoin:round"],
  [".dashed", "stroke-dasharray:6 5"],
  ...dashes.flatMap((pattern, i): Rule[] => (pattern === "" ? [] : [[`.p${i}`, `stroke-dasharray:${pattern}`]])),
  [".hatch", "stroke-width:1.5;opacity:.7", [["stroke", page]]],
  // Shapes have the color of their series, unlike other paths.
  [".ring path", "fill:inherit"],
  [".band", "opacity:.22"],
  // Lines and points are drawn over it.
  [".veil", "opacity:.72"],
  [".see", "opacity:.6"],
  // Outline of marks drawn over colors or lines, which keeps them visible.
  [".halo", "fill:none;stroke-linejoin:round;stroke-linecap:round;stroke-width:5;opacity:.75", [["stroke", page]]],
  ["text.over", "paint-order:stroke;stroke-width:5px;stroke-linejoin:round", [["stroke", page]]],
  [".ring", "stroke-width:1.25", [["stroke", page]]],
  [".sn", "", [["stroke", axis]]],
  [".fn", "", [["fill", axis]]],
  [".right", "", [["fill", right]]],
  [".wrong", "font-weight:600", [["fill", wrong]]],
  [".outline", "fill:none", [["stroke", axis]]],
  [".whisker", "stroke-width:1.5", [["stroke", ink]]],
  [".bins", "opacity:.72"],
  [".cloud", "stroke-linecap:round;opacity:.7"],
  [".arrow", "stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round"],
  [".box", "fill:none;stroke-width:1.5", [["stroke", palette[1]!]]],
  [".pixels", "image-rendering:pixelated"],
  [".node", "stroke-width:1.5"],
  [
    ".group",
    "",
    [
      ["stroke", grid],
      ["fill", soft(muted, 0.06)],
    ],
  ],
  [".edge", "stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round"],
  [
    ".tile",
    "",
    [
      ["fill", soft(muted, 0.04)],
      ["stroke", grid],
    ],
  ],
];

/** The style sheet of a figure with this body. */
export function styleOf(body: string): string {
  const used = new Set(Array.from(body.matchAll(/ class="([^"]*)"/g), ([, names]) => names!.split(" ")).flat());
  const isUsed = ([selector]: Rule) => {
    const name = /\.(\w+)/.exec(selector)?.[1];
    return name === undefined || used.has(name);
  };
  const ramps = [...ramp("sequential", "q"), ...ramp("diverging", "d")];
  const rules = [...base, ...series(), ...roles(), ...ramps, ...structureRules()].filter(isUsed);
  return [
    ...rules.map((rule) => written(rule, 0)),
    used.has("night") ? ".figure .night{display:none}" : "",
    "@media(prefers-color-scheme:dark){",
    ...rules.map((rule) => written(rule, 1)),
    used.has("night") ? ".figure .day{display:none}.figure .night{display:inline}" : "",
    used.has("ink") ? ".figure .ink{filter:invert(1)}" : "",
    "}",
  ].join("");
}

function written([selector, always, shaded = []]: Rule, mode: 0 | 1): string {
  const parts = [mode === 0 ? always : "", ...shaded.map(([property, shade]) => `${property}:${shade[mode]}`)];
  const declarations = parts.filter((part) => part !== "").join(";");
  return declarations === "" ? "" : `.figure ${selector}{${declarations}}`;
}

/**
 * Classes of series colors, each followed by a palette index: `s` for strokes, `f` for fills, `onf` for text on such a
 * fill, and `c` for a pale opaque fill behind points.
 */
function series(): Rule[] {
  return palette.flatMap((shade, i): Rule[] => [
    [`.s${i}`, "", [["stroke", shade]]],
    [`.f${i}`, "", [["fill", shade]]],
    [`text.onf${i}`, "", [["fill", [readable(rgb(shade[0])), readable(rgb(shade[1]))]]]],
    [`.c${i}`, "", [["fill", soft(shade, 0.24)]]],
  ]);
}

/** Rules for the nodes of a graph by role. */
function roles(): Rule[] {
  const of = (name: string, shade: Shade): Rule => [
    `.${name}`,
    "",
    [
      ["stroke", shade],
      ["fill", soft(shade, 0.1)],
    ],
  ];
  return [
    of("input", palette[0]!),
    of("parameter", palette[5]!),
    of("operation", muted),
    of("output", palette[2]!),
    of("state", palette[3]!),
  ];
}

/** Classes of the ramp colors: fills, and with the prefix `on` text colors on these fills. */
function ramp(scale: "sequential" | "diverging", name: string): Rule[] {
  return Array.from({ length: rampSteps }, (_, i): Rule[] => {
    const colors = [false, true].map((dark) => rampColor(scale, dark, i / (rampSteps - 1))) as [Rgb, Rgb];
    return [
      [`.${name}${i}`, "", [["fill", [hex(colors[0]), hex(colors[1])]]]],
      [`text.on${name}${i}`, "", [["fill", [readable(colors[0]), readable(colors[1])]]]],
    ];
  }).flat();
}

/** A readable text color on `color`. */
function readable(color: Rgb): string {
  return lightness(color) > 0.55 ? "#11151d" : "#ffffff";
}

function soft(shade: Shade, weight: number): Shade {
  const of = (mode: 0 | 1) => hex(mix(rgb(page[mode]), rgb(shade[mode]), weight));
  return [of(0), of(1)];
}
