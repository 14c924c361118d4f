/**
 * Writes the pages of the systems in English and Chinese, docs/en/systems/ and docs/zh/systems/, and their figures, from
 * the explanations in models/ID/page.ts and the published facts in models/ID/results.json. `--check` compares them instead
 * and fails if they are out of date. Requires the compiled sources in build/ (any `npm test` compiles them).
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root, stop } from "./setup.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const load = (path) => import(pathToFileURL(join(root, "build", path)));
const { loadSystems } = await load("src/cli/systems.js");
const { publishedOf, trainedOf } = await load("src/cli/measurements.js");
const { pageOf } = await load("src/pages/page.js");
const { markdownOf } = await load("src/pages/markdown.js");
const { drawFigure } = await load("src/figures/index.js");
const { languages } = await load("models/language.js");

const parts = {
  1: { en: "Feed-forward networks", zh: "前馈神经网络" },
  2: { en: "Sequences", zh: "序列" },
  3: { en: "Optimization and generalization", zh: "网络优化与正则化" },
  4: { en: "Attention", zh: "注意力机制" },
  5: { en: "External and associative memory", zh: "外部记忆与联想记忆" },
};

const words = {
  en: {
    title: "Systems, explained",
    introduction:
      "Each page answers a student's question: a structure diagram, a short derivation beside the code, measurements, predictions to make and commands to try. The order is that of the course.",
    entry: (title, id, section, rest) => `- ${title} (\`${id}\`${section ? `, section: ${section}` : ""}): ${rest}`,
    all: "[All systems](README.md)",
    other: "English | [中文](../../zh/systems/ID.md)",
    unexplained: (anchor) => `[results](../../systems.md#${anchor})`,
  },
  zh: {
    title: "各个系统的讲解",
    introduction:
      "每一页回答一个学生的问题：一张结构图，对照代码的几行推导，实测的结果，先猜一猜的题目，还有可以动手改的命令。顺序与课程一致。",
    entry: (title, id, section, rest) => `- ${title}（\`${id}\`${section ? `，见书中“${section}”` : ""}）：${rest}`,
    all: "[全部系统](README.md)",
    other: "[English](../../en/systems/ID.md) | 中文",
    unexplained: (anchor) => `[实验结果（英文）](../../systems.md#${anchor})`,
  },
};

const files = new Map();
const systems = await loadSystems();
for (const [id, system] of systems) if (system.page !== undefined) await addPage(id, system);
for (const language of languages) files.set(`docs/${language}/systems/README.md`, indexOf(language));
finish();

async function addPage(id, system) {
  const { experiments: measured, training } = await publishedOf(id);
  for (const language of languages) {
    const trained = training && trainedOf(system, training, language);
    const blocks = pageOf({ id, system, page: system.page, language, measured, trained });
    const head = `${words[language].other.replace("ID", id)} · ${words[language].all}`;
    const file = (name) => `figures/systems/${id}/${name}.${language}.svg`;
    const text = markdownOf(
      blocks,
      (name) => `../../${file(name)}`,
      (path) => `../../../${path}`,
    );
    files.set(`docs/${language}/systems/${id}.md`, `${head}\n\n${text}`);
    for (const block of blocks) {
      if (block.kind === "figure") files.set(`docs/${file(block.name)}`, drawFigure(block.figure, { language }));
    }
  }
}

function indexOf(language) {
  const { title, introduction, entry, other, unexplained } = words[language];
  const sections = Object.entries(parts).map(([part, heading]) => {
    const entries = systems
      .filter(([, { place }]) => place[0] === Number(part))
      .map(([id, { title, page }]) => {
        if (page === undefined) return entry(title[language], id, "", unexplained(anchorOf(title)));
        return entry(`[${title[language]}](${id}.md)`, id, page.section[language], page.asked[language]);
      });
    return [`## ${heading[language]}`, entries.join("\n")].join("\n\n");
  });
  return `${[`# ${title}`, other.replace("ID.md", "README.md"), introduction, ...sections].join("\n\n")}\n`;
}

/** The anchor that GitHub gives the heading of a system in docs/systems.md. */
function anchorOf({ en, zh }) {
  return `${en} ${zh}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

function finish() {
  const isStale = ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text;
  const stale = [...files].filter(isStale).map(([path]) => path);
  const superfluous = generated().filter((path) => !files.has(path));
  if (values.check) {
    const wrong = [...stale, ...superfluous];
    if (wrong.length > 0) stop(`Out of date: ${wrong.join(", ")}. Run: node scripts/pages.mjs`);
    return;
  }
  for (const path of superfluous) rmSync(join(root, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Paths of all generated files that exist. */
function generated() {
  const folders = [...languages.map((language) => `docs/${language}/systems`), "docs/figures/systems"];
  return folders.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      : [],
  );
}
