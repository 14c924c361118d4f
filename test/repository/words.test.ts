/** Checks the language of the project as far as a program can. A finding names the file, the line and a better word. */
import assert from "node:assert/strict";
import { extname } from "node:path";
import { test } from "node:test";
import { markdownFiles, readText, sourceFiles } from "./sources.ts";
import { type Finding, commentsOf, docFindings, markdownFindings, wordFindings } from "./words.ts";

const folders = ["bench", "bin", "consumers", "examples", "models", "scripts", "src", "test"];
const sources = folders
  .flatMap(sourceFiles)
  .filter((path) => !/^test\/repository\/words|^models\/(?:english|wording)/.test(path));

/** Pages that are generated from texts checked elsewhere, quote licenses, or are Chinese. */
const exempt = /^docs\/systems\.md$|^docs\/reference\/|^data\/NOTICE\.md$|\.zh\.md$|^docs\/zh\//;
const pages = ["bench", "consumers", "data", "docs", "models", "test"]
  .flatMap((folder) => markdownFiles(folder, true))
  .concat(markdownFiles("", false))
  .filter((path) => !exempt.test(path));

/** Returns what to check: of a model only the comments, since the words of systems are shown in two languages. */
const wordsIn = (path: string) =>
  path.startsWith("models/") && extname(path) === ".ts" ? commentsOf(readText(path)) : readText(path);

const findingsIn = (paths: readonly string[], find: (path: string) => readonly Finding[]) =>
  paths.flatMap((path) => find(path).map(({ line, message }) => `${path}:${line} ${message}`));

test("doc comments begin with nouns or verbs, in sentences of at most 35 words", () => {
  assert.ok(sources.length > 500, `only ${sources.length} modules were found`);
  assert.deepEqual(
    findingsIn(sources, (path) => docFindings(readText(path))),
    [],
  );
});

test("pages have sentences of at most 35 words", () => {
  assert.ok(pages.length > 25, `only ${pages.length} pages were found`);
  assert.deepEqual(
    findingsIn(pages, (path) => markdownFindings(readText(path))),
    [],
  );
});

test("texts use the field's words and American spelling", () => {
  // The changelog names what was renamed.
  const written = pages.filter((path) => path !== "CHANGELOG.md");
  assert.deepEqual(
    findingsIn([...sources, ...written], (path) => wordFindings(wordsIn(path))),
    [],
  );
});

test("openers, clauses and long sentences are found as they are written", () => {
  const long = "word ".repeat(36);
  const source = `/** What it is. */\n/** Of a scan. How many there are: 3. */\n/**\n * Sums.\n * ${long}.\n */\n/** From? */ /** Is it? */`;
  assert.deepEqual(
    docFindings(source).map(({ line, message }) => [line, message.replace(/^".*?": /, "")]),
    [
      [1, "begin with a noun phrase or a verb"],
      [2, "begin with a noun phrase or a verb"],
      [2, "a clause as a definition"],
      [3, "37 words, at most 35"],
      [7, "begin with a noun phrase or a verb"],
    ],
  );
  assert.deepEqual(
    markdownFindings(`# ${long}\n\n\`\`\`ts\n${long}\n\`\`\`\n| ${long} |\n\n- ${long}\n- ${long}`).map(
      ({ line }) => line,
    ),
    [8, 8],
  );
});

test("words and spelling are found as they are written, and words alike are not", () => {
  assert.deepEqual(
    wordFindings("Read rightly.\nThe colour from 2 on: optimiser, optimistic, exercise, precise, Besides").map(
      ({ line, message }) => `${line} ${message}`,
    ),
    [
      '1 "rightly": correctly',
      '2 "Besides": also, beside, or except',
      '2 "from 2 on": at least, or starting at',
      '2 "colour": American spelling',
      '2 "optimiser": American spelling',
    ],
  );
  assert.equal(
    commentsOf('const a = "// no"; // yes\n/* and\nthis */ b').replace(/ +/g, " "),
    " // yes\n/* and\nthis */",
  );
});
