/** Structure diagrams: notation, positions, the check for overlaps, colors, and all diagrams of models/shared/structures/. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Structure, StructureEdge, StructureNode } from "../../models/figure.ts";
import { keyValueAttention } from "../../models/shared/structures/attention.ts";
import { backPropagation } from "../../models/shared/structures/back-propagation.ts";
import { bpttUnrolled } from "../../models/shared/structures/bptt.ts";
import { convolutionWindow, receptiveField } from "../../models/shared/structures/convolution.ts";
import { hopfieldNetwork } from "../../models/shared/structures/hopfield.ts";
import { structures } from "../../models/shared/structures/index.ts";
import { network, neuron } from "../../models/shared/structures/layer.ts";
import { normBalls } from "../../models/shared/structures/norms.ts";
import { pointerNetwork } from "../../models/shared/structures/pointer.ts";
import { rbm } from "../../models/shared/structures/rbm.ts";
import { rnnUnrolled } from "../../models/shared/structures/rnn.ts";
import { encoderDecoder } from "../../models/shared/structures/seq2seq.ts";
import { softmaxSteps } from "../../models/shared/structures/softmax.ts";
import { thinnedNetwork, thinnedSample } from "../../models/shared/structures/thinned.ts";
import { page } from "../../src/figures/colors.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { roleColors } from "../../src/figures/structure/colors.ts";
import { notationWidth, parseNotation, wrapNotation } from "../../src/figures/structure/notation.ts";
import { overlapsOf } from "../../src/figures/structure/overlaps.ts";
import { contrast, distance, seen } from "./vision.ts";
import { type Tag, classesOf, find, labels, numberOf, parseSvg, placesOf, tags } from "./svg.ts";

const diagram = (nodes: StructureNode[], edges: StructureEdge[] = [], options: Partial<Structure> = {}): Structure => {
  return { kind: "structure", title: "diagram", description: "nodes", nodes, edges, ...options };
};
const unit = (id: string, x: number, y: number, options: Partial<StructureNode> = {}): StructureNode => {
  return { id, shape: "unit", at: [x, y], label: id, ...options };
};
const draw = (structure: Structure) => parseSvg(drawFigure(structure));
const edgesOf = (root: Tag) => find(root, ({ attributes }) => attributes["data-edge"] !== undefined);

const runs = (text: string) => parseNotation(text).map(({ text, font, level }) => [text, font[0], level].join(" "));

test("letters are symbols, with subscripts and superscripts; words, names and articles are not", () => {
  assert.deepEqual(runs("h_{t-1}"), ["h s 0", "t s -1", "−1 p -1"]);
  assert.deepEqual(runs("*W*^{(l)} x"), ["W b 0", "( p 1", "l s 1", ") p 1", "  p 0", "x s 0"]);
  assert.deepEqual(runs("*c̃*_t"), ["c̃ b 0", "t s -1"]);
  assert.deepEqual(runs("a layer of L1, w_{ij}"), ["a p 0", " layer of L1,  p 0", "w s 0", "ij s -1"]);
  assert.deepEqual(runs("第 l 层 tanh(z)"), ["第  p 0", "l s 0", " 层 tanh( p 0", "z s 0", ") p 0"]);
  assert.equal(
    parseNotation("2 * 3 _")
      .map(({ text }) => text)
      .join(""),
    "2 * 3 _",
  );
});

test("a subscript and a superscript of one symbol are above each other", () => {
  const width = notationWidth("a_i^{(l)}", 15);
  assert.ok(width < notationWidth("a_i", 15) + notationWidth("a^{(l)}", 15) - notationWidth("a", 15));
  const [text] = tags(draw(diagram([unit("a_i^{(l)} + b", 0, 0, { size: [4, 4] })])), "text", "big");
  const spans = tags(text!, "tspan");
  assert.deepEqual(
    spans.map(({ text }) => text),
    ["a", "i", "(", "l", ")", " + ", "b"],
  );
  assert.ok(numberOf(spans[2]!, "dx") < 0 && numberOf(spans[2]!, "dy") < 0);
  // The baseline returns to its height.
  const drops = spans.map(({ attributes }) => Number(attributes["dy"] ?? 0));
  assert.ok(Math.abs(drops.reduce((sum, drop) => sum + drop, 0)) < 0.15, `${drops}`);
});

test("long notes are wrapped between words and Chinese characters, not inside of formulas", () => {
  const lines = wrapNotation("误差项 δ^{(l)} 由后一层算出，再传给前一层。", 120, 13);
  assert.ok(lines.length > 1);
  assert.ok(
    lines.every(
      (line) => !/^[，。]/.test(line) && (line.match(/\{/g) ?? []).length === (line.match(/\}/g) ?? []).length,
    ),
  );
});

test("the title, the description and all labels are in the requested language", () => {
  const structure = diagram([unit("a", 0, 0, { caption: { text: { en: "gate", zh: "门" }, side: "below" } })], [], {
    title: { en: "A cell", zh: "单元" },
    description: { en: "One gate.", zh: "一个门。" },
  });
  for (const [language, words] of [
    ["en", ["A cell", "One gate.", "gate"]],
    ["zh", ["单元", "一个门。", "门"]],
  ] as const) {
    const root = parseSvg(drawFigure(structure, { language }));
    assert.deepEqual([tags(root, "title")[0]!.text, tags(root, "desc")[0]!.text, labels(root, "caption")[0]], words);
    assert.equal(root.attributes["lang"], language === "zh" ? "zh-CN" : "en");
  }
});

test("diagrams are panels of a figure, in the language of the figure", () => {
  const part = (en: string, zh: string) => diagram([unit("a", 0, 0)], [], { title: { en, zh } });
  const panels = [part("folded", "折叠"), part("unrolled", "展开")];
  const svg = drawFigure({ kind: "panels", title: "RNN", columns: 2, panels }, { language: "zh" });
  assert.deepEqual(labels(parseSvg(svg), "heading"), ["折叠", "展开"]);
});

test("arrows end at the borders of circles, boxes and sides", () => {
  const nodes: StructureNode[] = [
    unit("a", 0, 0),
    unit("b", 3, 4),
    { id: "c", shape: "box", at: [8, 0], label: "c", size: [2, 1] },
  ];
  const root = draw(
    diagram(nodes, [
      { from: "a", to: "b" },
      { from: "b", to: { node: "c", side: "below", shift: 0.5 } },
      { from: "a", to: "c" },
    ]),
  );
  const tips = edgesOf(root).map((group) => placesOf(tags(group, "path")[1]!)[0]!);
  assert.ok(Math.abs(Math.hypot(tips[0]![0] - 120, tips[0]![1] - 160) - 18) < 0.2);
  assert.deepEqual(tips[1], [340, 20]);
  assert.deepEqual(tips[2], [280, 0]);
});

test("elbows have right angles, and curves leave the straight line", () => {
  const nodes = [unit("a", 0, 0), unit("b", 4, 3)];
  const from = { node: "a", side: "right" } as const;
  const root = draw(
    diagram(nodes, [
      { from, to: { node: "b", side: "above" }, route: "elbow" },
      { from: "a", to: "b", route: "curve", bend: 1 },
    ]),
  );
  const [elbow, curve] = edgesOf(root).map((group) => tags(group, "path")[0]!.attributes["d"]!);
  assert.match(elbow!, /^M18,0L151,0Q160,0 160,9L160,98$/);
  assert.match(curve!, /^M[^C]+C/);
});

test("faded and dashed elements, weights and values are drawn differently", () => {
  const nodes = [unit("a", 0, 0, { value: 1 }), unit("b", 3, 0, { faded: true }), unit("c", 6, 0, { value: -1 })];
  const edges: StructureEdge[] = [
    { from: "a", to: "b", weight: 0.1 },
    { from: "b", to: "c", weight: 0.9, dashed: true },
    { from: "a", to: "c", value: -1, route: "curve", bend: 1 },
  ];
  const root = draw(diagram(nodes, edges, { scale: { label: "weight", colors: "diverging" } }));
  assert.deepEqual(
    tags(root, "circle").map((circle) => classesOf(circle)[1]),
    ["d31", "n_plain", "d0"],
  );
  assert.equal(tags(root, "circle", "faded").length, 1);
  const lines = tags(root, "path", "wire");
  assert.ok(numberOf(lines[0]!, "stroke-width") < numberOf(lines[1]!, "stroke-width"));
  assert.ok(classesOf(lines[1]!).includes("recur") && classesOf(lines[2]!).includes("w_d0"));
  assert.ok(labels(root, "tick").includes("−1"), "the scale has its bounds");
});

test("overlaps of labels, nodes and lines are found", () => {
  const found = (nodes: StructureNode[], edges: StructureEdge[] = []) => overlapsOf(diagram(nodes, edges), "en");
  assert.deepEqual(found([unit("a", 0, 0), unit("b", 2, 0)], [{ from: "a", to: "b", label: { text: "w" } }]), []);
  assert.deepEqual(found([unit("a", 0, 0), unit("b", 0.5, 0)]), ['the node "a" covers "b"']);
  assert.deepEqual(found([unit("a", 0, 0, { label: "softmax" })]), ['the label of "a" is larger than the node']);
  const row = [unit("a", 0, 0), unit("b", 2, 0), unit("c", 4, 0)];
  assert.deepEqual(found(row, [{ from: "a", to: "c" }]), ['an edge from "a" to "c" crosses the node "b"']);
  const caption = { text: "between", side: "right" } as const;
  assert.deepEqual(found([unit("a", 0, 0, { caption }), unit("b", 1.4, 0)]), [
    'the caption of "a" covers the node "b"',
  ]);
  assert.deepEqual(found([unit("a", 0, 0, { caption }), unit("b", 4, 0)], [{ from: "a", to: "b" }]), [
    'an edge from "a" to "b" crosses the caption of "a"',
  ]);
});

test("unknown nodes, repeated ids and values without a scale are errors", () => {
  const message = (structure: Structure, expected: RegExp) =>
    assert.throws(() => drawFigure(structure), { name: "ArgumentError", message: expected });
  message(diagram([unit("a", 0, 0), unit("a", 2, 0)]), /the structure "diagram" has two nodes "a"/);
  message(diagram([unit("a", 0, 0)], [{ from: "a", to: "b" }]), /an edge to or from "b", but no node "b"/);
  message(diagram([unit("a", 0, 0, { value: 1 })]), /values without a scale/);
});

test("text in the color of every role has a contrast of at least 4.5 on light and dark pages", () => {
  for (const [role, shade] of Object.entries(roleColors)) {
    for (const mode of [0, 1] as const) {
      const found = contrast(shade[mode], page[mode]);
      assert.ok(found >= 4.5, `${role} in mode ${mode}: ${found.toFixed(2)}`);
    }
  }
});

test("colors that occur together differ for readers who do not see red", () => {
  const together = [
    ["input", "state", "weight", "gradient"],
    ["input", "state", "probability"],
    ["forget", "enter", "emit", "cell"],
    ["forget", "candidate", "emit"],
  ] as const;
  for (const roles of together) {
    for (const [i, one] of roles.entries()) {
      for (const other of roles.slice(i + 1)) {
        for (const mode of [0, 1] as const) {
          const [first, second] = [roleColors[one][mode], roleColors[other][mode]].map((color) =>
            seen(color, "protanopia"),
          );
          const found = distance(first!, second!);
          assert.ok(found >= 10, `${one} and ${other} in mode ${mode}: ${found.toFixed(1)}`);
        }
      }
    }
  }
});

/** Diagrams with options at the borders of what is drawn well. */
const variants: Readonly<Record<string, Structure>> = {
  "a neuron with one input": neuron({ inputs: 1 }),
  "a neuron with five inputs": neuron({ inputs: 5 }),
  "a large network": network({ sizes: [2, 8, 6, 3] }),
  "a network with weights": network({ sizes: [2, 1], weights: [[[1, -2]]] }),
  "one sub-network": thinnedSample({
    title: "One sub-network",
    kept: [
      [true, false, true, true, false, true],
      [false, true, true, false, true, true],
    ],
    output: { label: "q(3|x)", detail: "0.98" },
  }),
  "a large thinned network": thinnedNetwork({ sizes: [2, 6, 6, 1], dropped: [[], [1, 2, 5], [0, 3], []] }),
  "an RBM with weights": rbm({ visible: 6, hidden: 4, weights: Array.from({ length: 6 }, () => [1, 0, -1, 2]) }),
  "softmax of large scores": softmaxSteps({ scores: [30, -1, 0.2, 12] }),
  "softmax without values": softmaxSteps(),
  "an RNN of two steps": rnnUnrolled({ steps: 2 }),
  "an RNN of five steps": rnnUnrolled({ steps: 5 }),
  "error terms with magnitudes": bpttUnrolled({ steps: 4, magnitudes: [0.01, 0.1, 0.4, 1] }),
  "four layers": backPropagation({ layers: 4 }),
  "attention to two inputs": encoderDecoder({ weights: [0.3, 0.7] }),
  "attention to six inputs": encoderDecoder({ weights: [0.1, 0.1, 0.5, 0.1, 0.1, 0.1] }),
  "a translation": encoderDecoder({ source: ["我", "爱", "机器", "学习"], target: ["\\I", "love", "learning"] }),
  "attention to six values": keyValueAttention({ weights: [0.1, 0.1, 0.1, 0.1, 0.1, 0.5] }),
  "a window in the middle": convolutionWindow({
    kernel: [
      [1, 0],
      [0, -1],
    ],
    position: [2, 2],
  }),
  "wide kernels": receptiveField({ kernel: 5, layers: 2, inputs: 11 }),
  "a stored pattern": hopfieldNetwork({ states: [1, -1, 1, 1, -1, -1, 1, -1] }),
  "a pointer to the first input": pointerNetwork({ probabilities: [0.7, 0.1, 0.2] }),
  "another minimum": normBalls({ minimum: [1.5, 1.2] }),
};

for (const [name, structure] of Object.entries(variants)) {
  test(`${name}: nothing overlaps`, () => {
    for (const language of ["en", "zh"] as const) assert.deepEqual(overlapsOf(structure, language), []);
  });
}

for (const [name, build] of Object.entries(structures)) {
  test(`the diagram "${name}" is readable in both languages, and drawn the same every time`, () => {
    for (const language of ["en", "zh"] as const) {
      assert.deepEqual(overlapsOf(build(), language), []);
      const svg = drawFigure(build(), { language });
      assert.equal(drawFigure(build(), { language }), svg);
      const root = parseSvg(svg);
      assert.ok(numberOf(root, "width") <= 820, `${numberOf(root, "width")} pixels wide`);
      assert.ok(svg.length < 60_000, `${svg.length} bytes`);
    }
  });
}
