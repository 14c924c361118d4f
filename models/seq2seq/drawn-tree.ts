/** The tree of a beam search as facts and as a figure. */
import type { Translation } from "hebb/data";
import type { Graph, GraphNode } from "../figure.ts";
import { number } from "../quantity.ts";
import { name, say } from "../text.ts";
import { type Branch, type Tree, treeOf } from "./beam-tree.ts";
import { type Corpus, longestTranslation, plain } from "./corpora.ts";
import type { DrawnBranch, DrawnTree } from "./facts.ts";
import { endName, visible } from "./names.ts";
import { special } from "./training.ts";
import { type Steps, type Tokens, translateByBeam, translateStepByStep } from "./translating.ts";

/** Maximum number of characters of the drawn translation. */
const longestDrawn = 8;
/** Minimum probability of a pruned character that is drawn. */
const leastDrawn = 0.02;

/**
 * Returns the first short test text whose translation by a beam of this width differs from the greedy one, or else the
 * first short one.
 */
export async function chooseText(steps: Steps, texts: Corpus, width: number): Promise<Translation> {
  const short = texts.test.filter(({ target }) => target.length >= 4 && target.length <= longestDrawn);
  for (const text of short) {
    const source = texts.english.encode(plain(text.source));
    const greedy = await translateStepByStep(steps, source, longestTranslation);
    const wide = await translateByBeam(steps, source, { longest: longestTranslation, width });
    const isShort = wide.tokens.length <= longestDrawn && greedy.tokens.length <= longestDrawn;
    if (isShort && greedy.tokens.join() !== wide.tokens.join()) return text;
  }
  return short[0]!;
}

/** Performs a beam search for the text, and returns the branches to draw. */
export async function drawnTree(
  steps: Steps,
  { english, chinese }: Corpus,
  { source, target }: Translation,
  width: number,
): Promise<DrawnTree> {
  const tree = await treeOf(steps, english.encode(plain(source)), { width, longest: longestTranslation });
  const labelOf = (token: number) => (token === special.end ? "" : visible(chinese.label(token)));
  return { source, reference: target, width, branches: branchesOf(tree, labelOf) };
}

function branchesOf({ branches, best }: Tree, labelOf: (token: number) => string): DrawnBranch[] {
  const isBest = ({ tokens }: Branch) => tokens.every((token, i) => token === best[i]);
  return branches
    .filter((branch) => isDrawn(branch, branches, best.length))
    .map((branch) => ({
      id: idOf(branch.tokens),
      parent: idOf(branch.tokens.slice(0, -1)),
      label: labelOf(branch.tokens.at(-1)!),
      score: branch.score,
      fate: branch.fate,
      best: isBest(branch),
    }));
}

const idOf = (tokens: Tokens): string => `t${tokens.join(".")}`;

/** Selects branches up to the length of the best one, and pruned branches that are not too improbable. */
function isDrawn({ tokens, score, fate }: Branch, branches: readonly Branch[], longest: number): boolean {
  if (tokens.length > longest) return false;
  const parent = branches.find((other) => other.tokens.join() === tokens.slice(0, -1).join());
  return fate !== "pruned" || score - (parent?.score ?? 0) >= Math.log(leastDrawn);
}

const roles = { kept: "state", ended: "output", pruned: "parameter" } as const satisfies Record<
  Branch["fate"],
  GraphNode["role"]
>;

/** Draws the tree with the log-probabilities of its branches; the best translation has a mark of its correctness. */
export function treeFigure({ source, reference, width, branches }: DrawnTree): Graph {
  const best = branches.filter((branch) => branch.best);
  const written = best.map(({ label }) => label).join("");
  const mark = written === visible(reference) ? "✓" : "✗";
  return {
    kind: "graph",
    title: say(
      { width: number(width) },
      "Beam of width {width} with log-probabilities: the best path is colored, pruned characters have square corners",
      "束宽为 {width} 的束搜索和对数概率：最优路径带颜色，剪掉的字是直角框",
    ),
    direction: "right",
    nodes: [
      {
        id: idOf([]),
        label: source,
        detail: say({ reference: name(reference) }, "by people: {reference}", "人工译文：{reference}"),
        role: "input",
      },
      ...branches.map(({ id, label, score, fate, best: isBest }): GraphNode => {
        const shown = label === "" ? endName : name(label);
        const marked = fate === "ended" && isBest ? name(` ${mark}`) : name("");
        return {
          id,
          label: { en: shown.en + marked.en, zh: shown.zh + marked.zh },
          detail: score.toFixed(2),
          role: roles[fate],
        };
      }),
    ],
    edges: branches.map(({ id, parent, best: isBest }) => ({ from: parent, to: id, ...(isBest && { back: true }) })),
  };
}
