/** Self-attention: the formulas of the textbook, order, padding, the four terms of a score, and the taggers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, paddingMask, parameters, random } from "hebb";
import { universalTags } from "hebb/data";
import { slow } from "../../test/full.ts";
import { lexiconOf, loadLexicon } from "../bidirectional/lexicon.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { queryExperiment } from "./experiments/query.ts";
import { Encoder, EncoderTagger, OutsideQueryLayer, scoreTerms, weightsAbove } from "./model.ts";
import { Namer, named } from "./order.ts";
import { system } from "./system.ts";
import { reader } from "./tagging.ts";

const sizes = { features: 8, heads: 2, layers: 2, feedForward: 12 };
const distance = (a: Tensor, b: Tensor): Promise<number> => a.sub(b).abs().max().item();

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("without positions, shuffled words get the same vectors; with positions they do not", async () => {
  const x = random.normal([1, 5, 8]);
  const order = Tensor.from(Int32Array.of(3, 0, 4, 1, 2));
  for (const positions of [false, true]) {
    const encoder = new Encoder({ ...sizes, positions });
    const apart = await distance(encoder.forward(x.take(order, 1)), encoder.forward(x).take(order, 1));
    if (positions) assert.ok(apart > 1e-2, `${apart}`);
    else assert.ok(apart < 1e-5, `${apart}`);
  }
});

test("an outside query adds the same sum of the visible words to every word", async () => {
  const layer = new OutsideQueryLayer(8, 2, { feedForward: 12, dropout: 0 });
  const x = random.normal([3, 5, 8]);
  const mask = paddingMask(Tensor.from([5, 3, 1], [3], "i32"), 5);
  const sums = layer.selfAttn.forward(layer.query.expand([3, 1, 8]), x, x, { mask });
  const Z = layer.norm1.forward(x.add(sums));
  const expected = layer.norm2.forward(Z.add(layer.linear2.forward(layer.linear1.forward(Z).relu())));
  assert.ok((await distance(layer.forward(x, { mask }), expected)) < 1e-5);
  // A single visible word has the weight 1.
  const [alone, value] = [sums.slice([2, 3]), layer.selfAttn.forward(x.slice([2, 3]).slice(null, [0, 1]))];
  assert.ok((await distance(alone, value)) < 1e-5);
});

test("the four terms add up to the scores of the layer", async () => {
  const encoder = new Encoder(sizes);
  const C = random.normal([1, 6, 8]);
  const layer = encoder.layers[0]!;
  for (const [, param] of parameters(layer)) await param.set(random.normal(param.shape));
  const H = encoder.embed(C);
  const terms = scoreTerms(layer, C, H.sub(C));
  const sum = terms.reduce((total, term) => total.add(term));
  assert.ok((await distance(sum.softmax(-1), layer.selfAttn.weights(H).squeeze(0))) < 1e-5);
});

test("a tagger counts its parameters, ignores padding, and reports the states that it computes", async () => {
  const words = "the old man the boats .".split(" ");
  const lexicon = lexiconOf([
    { words, tags: words, file: "", genre: "" },
    { words, tags: words, file: "", genre: "" },
  ]);
  const options = { ...sizes, vocabularies: lexicon.sizes, tags: universalTags.length };
  const model = new EncoderTagger(options);
  const count = parameters(model).reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const embeddings = lexicon.sizes.reduce((sum, size) => sum + size * sizes.features, 0);
  assert.equal(count - embeddings, weightsAbove(options));

  const own = lexicon.encode(words).map((values) => Tensor.from(values, [1, 6], "i32"));
  const longer = lexicon.encode([...words, "man", "old"]).map((values) => Tensor.from(values, [1, 8], "i32"));
  const six = Tensor.from([6], [1], "i32");
  const logits = model.forward(own, six);
  assert.ok((await distance(model.forward(longer, six).slice(null, [0, 6]), logits)) < 1e-5);

  const { states, weights, tags } = await reader(model, lexicon)(words);
  assert.deepEqual([states.length, weights.length, weights[0]!.length, weights[0]![0]!.length], [3, 2, 2, 6]);
  const last = Tensor.from(Float32Array.from(states.at(-1)!.flatMap((row) => [...row])), [1, 6, 8]);
  assert.ok((await distance(model.output.forward(last), logits)) < 1e-5);
  assert.deepEqual(
    tags,
    Array.from(await logits.argmax(-1).array(), (tag) => universalTags[tag]),
  );
  for (const row of weights.flat(2)) assert.ok(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5);

  const loaded = loadLexicon(JSON.stringify(lexicon), "lexicon.json");
  assert.deepEqual(loaded.encode(words), lexicon.encode(words));
});

test("order tasks name the symbol before and the mirrored one", async () => {
  const tokens = Tensor.from(Int32Array.of(5, 1, 2, 3, 4, 9, 7, 8), [1, 8]);
  assert.deepEqual([...(await named("previous", tokens).array())], [8, 5, 1, 2, 3, 4, 9, 7]);
  assert.deepEqual([...(await named("mirror", tokens).array())], [8, 7, 9, 4, 3, 2, 1, 5]);
  assert.deepEqual(new Namer({ positions: true }).forward(tokens).shape, [1, 8, 16]);
});

slow("query: the assembled vector is that of the layer, and the terms share the variance", async () => {
  const { verdict, terms, own } = await measure(queryExperiment, new Run({ quick: true, seed: 1 }));
  assert.equal(verdict, "equal");
  assert.ok(Math.abs(terms.reduce((sum, { mean }) => sum + mean, 0) - 1) < 1e-9);
  assert.ok(own.mean > 0 && own.mean < 1);
});
