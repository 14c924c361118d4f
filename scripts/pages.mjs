/**
 * Writes the pages of the systems in English and Chinese, docs/en/systems/ and docs/zh/systems/, and their figures, from
 * the explanations in models/ID/page.ts and the published facts in models/ID/results.json; and docs/en/questions.md and
 * docs/zh/questions.md from models/questions.ts. `--check` compares them instead
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
const { chapters } = await load("models/chapters.js");
const { questions } = await load("models/questions.js");

const words = {
  en: {
    title: "Systems, explained",
    introduction:
      "A page starts from a student's question: a structure diagram, a short derivation beside the code, measurements, predictions to make and commands to try. The chapters are those of Qiu's textbook, Neural Networks and Deep Learning.",
    entry: (title, id, section, asked) => `- ${title} (\`${id}\`, section: ${section}): ${asked}`,
    all: "[All systems](README.md)",
    other: "English | [中文](../../zh/systems/ID.md)",
    questions: {
      title: "Open questions of a student's notes, answered",
      introduction:
        "A student's notes on neural networks left these questions open. Each has a short answer, and links to the experiments that measure it.",
      colon: ": ",
      link: "[Questions of a student's notes](../questions.md), each with a short answer.",
    },
  },
  zh: {
    title: "模型讲解",
    introduction:
      "每一页从一个学生的问题讲起，有结构图、对照代码的推导、实测结果、先猜一猜的题目和可以改动的命令。按邱锡鹏《神经网络与深度学习》的章排列。",
    entry: (title, id, section, asked) => `- ${title}（\`${id}\`，见书中“${section}”）：${asked}`,
    all: "[全部系统](README.md)",
    other: "[English](../../en/systems/ID.md) | 中文",
    questions: {
      title: "笔记里的疑问，一一作答",
      introduction: "一份神经网络笔记里留下了这些疑问。每个都有简短的回答，并链接到测量它的实验。",
      colon: "：",
      link: "[笔记里的疑问](../questions.md)，每个都有简短的回答。",
    },
  },
};

const files = new Map();
const systems = await loadSystems();
for (const [id, system] of systems) await addPage(id, system);
for (const language of languages) {
  files.set(`docs/${language}/systems/README.md`, indexOf(language));
  files.set(`docs/${language}/questions.md`, questionsOf(language));
}
finish();

async function addPage(id, system) {
  const { experiments: measured, training } = await publishedOf(id);
  for (const language of languages) {
    const trained = training && trainedOf(system, training, language);
    const blocks = pageOf({ id, system, language, measured, trained, program: "node bin/hebb.js" });
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
  const { title, introduction, entry, other } = words[language];
  const sections = Object.entries(chapters).flatMap(([chapter, heading]) => {
    const entries = systems
      .filter(([, system]) => system.chapter === chapter)
      .map(([id, { title, page }]) =>
        entry(`[${title[language]}](${id}.md)`, id, page.section[language], page.asked[language]),
      );
    return entries.length === 0 ? [] : [`## ${heading[language]}`, entries.join("\n")];
  });
  const top = [`# ${title}`, other.replace("ID.md", "README.md"), introduction, words[language].questions.link];
  return `${[...top, ...sections].join("\n\n")}\n`;
}

function questionsOf(language) {
  const { title, introduction } = words[language].questions;
  const sections = questions.map(({ question, answer, experiments }) => {
    const links = experiments.map(([id, name]) => `- ${linkTo(language, id, name)}`).join("\n");
    return `## ${question[language]}\n\n${answer[language]}\n\n${links}`;
  });
  const other = words[language].other.replaceAll("systems/ID.md", "questions.md").replace("../../", "../");
  return `${[`# ${title}`, other, introduction, ...sections].join("\n\n")}\n`;
}

/** Returns a link to an experiment on the page of its system. */
function linkTo(language, id, name) {
  const system = new Map(systems).get(id);
  const experiment = system?.experiments?.[name];
  if (experiment === undefined) stop(`models/questions.ts names the experiment ${id} ${name}, which does not exist.`);
  const { title } = system;
  const target = `systems/${id}.md#${slug(experiment.question[language])}`;
  return `[${title[language]}](${target})${words[language].questions.colon}${experiment.question[language]}`;
}

/** The anchor that GitHub gives a heading. */
function slug(heading) {
  return heading
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
