/** Attention weights, padding, baselines, and captions of unseen combinations. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, arange, compile, crossEntropy, observe, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { filesOf } from "../shared/run-files.ts";
import { before, examplesOf, readAlbum, readable } from "./captions.ts";
import { blind } from "./experiments/blind.ts";
import { looking } from "./experiments/looking.ts";
import { unseen } from "./experiments/unseen.ts";
import type { WordAccuracy } from "./facts.ts";
import { type Kind, kindsOf } from "./kinds.ts";
import { hiding } from "./looks/hiding.ts";
import { overlap, scoresOf } from "./measures.ts";
import { Captioner, grid, receptiveField, side } from "./model.ts";
import { nearestByPixels } from "./neighbors.ts";
import { system } from "./system.ts";
import { nats } from "./training.ts";
import { writeCaptions } from "./writing.ts";

const quick = () => new Run({ quick: true, seed: 1 });
const sizes = { widths: [8, 8, 12], embedding: 8, hidden: 16, attention: 8 } as const;

test("attention weights sum to 1, and the context is the weighted mean of the annotations", async () => {
  const album = await readAlbum("en", { cut: true });
  random.seed(1);
  const model = new Captioner({ ...sizes, tokens: album.vocabulary.size });
  const view = model.view(album.validation.pictures.field(0));
  const hidden = random.normal([album.validation.captions.length, sizes.hidden]);
  const [context, seen] = observe(() => model.decoder.look(hidden, view));
  const weights = await seen["attention"]!.array();
  const [annotations, betas, found] = await Promise.all(
    [view.annotations, seen["beta"]!, context].map((tensor) => tensor.array()),
  );
  for (let row = 0; row < hidden.shape[0]!; row++) {
    const own = [...weights.subarray(64 * row, 64 * (row + 1))];
    assert.ok(own.every((weight) => weight > 0));
    assert.ok(Math.abs(own.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5);
    for (let i = 0; i < 12; i++) {
      const mixture = own.reduce((sum, weight, place) => sum + weight * annotations![(64 * row + place) * 12 + i]!, 0);
      assert.ok(Math.abs(found![12 * row + i]! - betas![row]! * mixture) < 1e-5);
    }
  }
});

test("an annotation sees a square of pixels as large as the receptive field", async () => {
  const model = new Captioner({ ...sizes, tokens: 5 });
  // Positive weights, so that no pixel cancels another.
  for (const [, param] of parameters(model)) await param.set(param.abs());
  // In picture t, row t is black and the rest is white, whose annotations are zero.
  const rows = arange(side).oneHot(side).reshape([side, 1, side, 1]).expand([side, 3, side, side]).rsub(1).mul(255);
  const middle = (grid / 2) * grid + grid / 2;
  for (const pictures of [rows, rows.transpose(2, 3)]) {
    const { annotations } = model.view(pictures);
    const seen = await annotations
      .slice(null, [middle, middle + 1])
      .sum([1, 2])
      .array();
    assert.equal(seen.filter((value) => value > 0).length, receptiveField, [...seen].join(" "));
  }
});

test("padding after a caption does not change the loss of its words", async () => {
  const album = await readAlbum("zh", { cut: true });
  random.seed(2);
  const model = new Captioner({ ...sizes, tokens: album.vocabulary.size });
  const all = await nats(model, album, album.validation);
  const start = album.vocabulary.token("start");
  const measure = compile((pictures: Tensor, captions: Tensor) =>
    crossEntropy(model.forward(pictures, before(captions, start)), captions, { reduction: "none" }),
  );
  const shortest = album.validation.captions.reduce((a, b) => (b.length < a.length ? b : a));
  const row = album.validation.captions.indexOf(shortest);
  assert.ok(examplesOf(album, album.validation).fields[1]!.shape[1]! > shortest.length);
  const picture = album.validation.pictures.select(Int32Array.of(row)).field(0);
  const alone = await measure(picture, Tensor.from(shortest, [1, shortest.length], "i32")).array();
  assert.equal(all[row]!.length, shortest.length);
  all[row]!.forEach((cost, t) => assert.ok(Math.abs(cost - alone[t]!) < 1e-5, `${cost} ${alone[t]}`));
});

test("decoding word by word agrees with a forward pass over the whole caption", async () => {
  const album = await readAlbum("en", { cut: true });
  random.seed(3);
  const model = new Captioner({ ...sizes, tokens: album.vocabulary.size });
  const pictures = album.validation.pictures.take(4).field(0);
  const end = album.vocabulary.token("end");
  for (const [row, tokens] of (await writeCaptions(model, album, pictures)).entries()) {
    const caption = tokens.length < album.longest ? [...tokens, end] : tokens;
    const given = before(Tensor.from(caption, [1, caption.length], "i32"), album.vocabulary.token("start"));
    const likeliest = model.forward(pictures.slice([row, row + 1]), given).argmax(-1);
    assert.deepEqual([...(await likeliest.array())], caption);
  }
});

test("held-out captions are not trained on, and the vocabulary comes from the training captions", async () => {
  for (const language of ["en", "zh"] as const) {
    const { train: known, validation, combinations, unseen, vocabulary } = await readAlbum(language, { cut: true });
    const signs = [known, validation, combinations, unseen].flatMap(({ names }) => names.map(({ sign }) => sign));
    assert.equal(new Set(signs).size, 288);
    const used = new Set(known.captions.flatMap((caption) => [...caption]));
    assert.equal(vocabulary.size, used.size + 3);
    known.captions.forEach((caption, row) => assert.equal(readable(vocabulary, caption), known.names[row]![language]));
  }
});

test("the nearest neighbor agrees with brute force", async () => {
  const { combinations, train: known } = await readAlbum("en", { cut: true });
  const found = await nearestByPixels(combinations, known);
  const pixels = (part: typeof known, row: number) => [
    ...part.pictures.fields[0]!.data.subarray(3072 * row, 3072 * (row + 1)),
  ];
  for (let row = 0; row < 5; row++) {
    const own = pixels(combinations, row);
    const distances = known.captions.map((_, other) =>
      pixels(known, other).reduce((sum, value, i) => sum + (value - own[i]!) ** 2, 0),
    );
    assert.deepEqual(found[row], known.captions[distances.indexOf(Math.min(...distances))]);
  }
});

test("overlap counts common tokens in the same order", () => {
  assert.equal(overlap([1, 2, 3, 4], [1, 2, 3, 4]), 1);
  assert.equal(overlap([1, 2], [3, 4]), 0);
  assert.equal(overlap([1, 2, 3], [3, 2, 1]), 1 / 3);
  assert.equal(overlap([1, 5, 2, 3], [1, 2, 3, 4, 6, 7]), 0.6);
  assert.deepEqual(
    scoresOf(
      [[1, 2], [1]],
      [
        [1, 2],
        [1, 2],
      ],
    ),
    { exact: 0.5, overlap: (1 + 2 / 3) / 2 },
  );
});

test("words are classified by the naming rules of emoji", async () => {
  const english = await readAlbum("en", { cut: true });
  const kinds = (album: typeof english, name: string) => {
    const all = [...album.train.names, ...album.validation.names, ...album.combinations.names];
    const tokens = [album.train, album.validation, album.combinations].flatMap(({ captions }) => captions);
    return kindsOf(album, tokens[all.findIndex(({ en }) => en === name)]!);
  };
  const name = "woman lifting weights: medium-light skin tone";
  const rest = ["what it is", "what it is"];
  assert.deepEqual(kinds(english, name), ["gender", ...rest, "form", "skin tone", "form", "form", "form"]);
  const chinese = kinds(await readAlbum("zh", { cut: true }), name);
  // 女生举重: 中等-浅肤色
  const tone = Array.from({ length: 4 }, () => "skin tone");
  assert.deepEqual(chinese, ["gender", "what it is", ...rest, "form", "what it is", ...tone, "form", "form", "form"]);
});

test("the quick recipe reaches its bars", async () => {
  const run = quick();
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual([...run.figures.keys()], ["captions-en", "captions-zh"]);
  await checkLook(filesOf(run));
});

async function checkLook(saved: SavedRun): Promise<void> {
  const look = (given: Record<string, string>) => hiding.view(chosenInputs(hiding.inputs, given), async () => saved);
  const whole = await look({ picture: "2" });
  assert.equal(whole.outcome, "nothing hidden");
  assert.equal(whole.before.weights.length, 64 * whole.before.words.length);
  assert.ok(hiding.words(whole).en.includes(`“${whole.reference}”`));
  const white = await look({ picture: "2", size: "32" });
  assert.ok(white.after.pixels.every((value) => value === 255));
  assert.deepEqual([white.before.caption, white.outcome], [whole.before.caption, "changed"]);
  assert.match((await look({ language: "zh" })).reference, /\p{sc=Han}/u);
  await assert.rejects(look({ language: "fr" }), /must be en or zh/);
  await assert.rejects(look({ picture: "400" }), /must be an integer from 0 to/);
}

slow("the skin tone depends on the attended annotations", async () => {
  const { intact, hidings, examples, pairs, rightward } = await measure(looking, quick());
  const [attended, drawn, least] = hidings.map(({ annotations }) => annotations.mean);
  assert.ok(attended! < drawn! && attended! < least! - 0.2 && intact.mean > 0.5, `${intact.mean} ${attended} ${drawn}`);
  assert.deepEqual([examples.length, pairs, rightward], [4, null, "none"]);
  for (const { words, weights } of examples) assert.equal(weights.length, 64 * words.length);
});

slow("words of form are predicted without the picture, and nouns need it", async () => {
  const { kinds } = await measure(blind, quick());
  const costs = (name: Kind) => kinds.find(({ kind }) => kind === name)!.costs;
  assert.ok(costs("form").none.mean < 0.5 && costs("what it is").none.mean > 1);
  for (const name of ["skin tone", "what it is"] as const) {
    const { own, none, other } = costs(name);
    assert.ok(own.mean < none.mean && none.mean < other.mean, name);
  }
});

slow("skin tones generalize to unseen emoji, and nearest neighbors have another tone", async () => {
  for (const { language, accuracies } of (await measure(unseen, quick())).languages) {
    const tone = (emoji: WordAccuracy["emoji"]) =>
      accuracies.find((one) => one.emoji === emoji && one.kind === "skin tone")!;
    assert.ok(tone("unseen").own.mean > 0.5, `${language}: ${tone("unseen").own.mean}`);
    assert.ok(tone("combinations").own.mean > tone("combinations").near.mean + 0.3, language);
  }
});
