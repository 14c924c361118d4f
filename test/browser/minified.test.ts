/** Minification renames classes and functions; printed summaries and drawings of a model must not depend on it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundled } from "./bundle.ts";

const source = `
  import {
    GRU, Linear, Module, Residual, Sequential, Tensor, adam, compile, globalAvgPool, graphOf, relu, show, summary, zeros,
  } from "hebb";

  class Encoder extends Module {
    static name = "Encoder";
    hidden = new Linear(4, 8);
    tail = new Residual(new Sequential(new Linear(8, 8), relu));
    forward(x) {
      return this.tail.forward(this.hidden.forward(x).softmax());
    }
  }

  const messageOf = (body) => {
    try {
      body();
    } catch (error) {
      return String(error);
    }
  };
  const model = new Encoder();
  const layers = new Sequential(new GRU(2, 3), relu, globalAvgPool);

  export async function look() {
    const step = compile((x) => model.forward(x).sum());
    await step(zeros([2, 4])).item();
    return {
      graph: graphOf(model, zeros([2, 4])),
      named: graphOf((x, y) => x.mul(y), zeros([2]), zeros([2]), { names: ["x"] }),
      table: summary(model, [2, 4]),
      shown: show(step),
      layers: String(layers),
      messages: [
        messageOf(() => model.forward(zeros([2, 3]))),
        messageOf(() => graphOf(zeros([1]))),
        messageOf(() => new Sequential(new Residual(relu)).forward(3)),
      ],
    };
  }
`;

interface Seen {
  readonly graph: { readonly nodes: readonly { readonly label: string; readonly group?: string }[] };
  readonly named: Seen["graph"];
  readonly table: string;
  readonly shown: string;
  readonly layers: string;
  readonly messages: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), "hebb-"));
after(() => rmSync(folder, { recursive: true }));

const file = join(folder, "minified.mjs");
const code = await bundled(source);
writeFileSync(file, code);
const { look } = (await import(pathToFileURL(file).href)) as { look: () => Promise<Seen> };
const seen = await look();

test("the bundle is minified", () => {
  assert.doesNotMatch(code, /class (Encoder|Linear|Module|Tensor)\b/);
});

test("graphs contain the names of layers, calls and arguments", () => {
  assert.deepEqual(
    seen.graph.nodes.map(({ label, group = "" }) => [label, group]),
    [
      ["input", ""],
      ["Linear(4, 8)", ""],
      ["softmax", ""],
      ["Linear(8, 8)", "tail.layer"],
      ["relu", "tail.layer"],
      ["add", "tail"],
      ["output", ""],
    ],
  );
  assert.deepEqual(
    seen.named.nodes.map(({ label }) => label),
    ["x", "input 1", "mul", "output"],
  );
});

test("summaries contain the names of classes", () => {
  const lines = seen.table.split("\n").map((line) => line.split(/ {2,}/).slice(0, 2));
  assert.deepEqual(lines[0], ["(model)", "Encoder -> [2, 8]"]);
  const classes = lines.flatMap(([path, name]) => (/^[A-Z]/.test(name ?? "") ? [`${path} ${name}`] : []));
  assert.deepEqual(classes.slice(1), [
    "hidden Linear(4, 8) -> [2, 8]",
    "tail Residual -> [2, 8]",
    "tail.layer Sequential(Linear(8, 8), relu) -> [2, 8]",
    "tail.layer.layers.0 Linear(8, 8) -> [2, 8]",
  ]);
  assert.equal(seen.layers, "Sequential(GRU(2, 3), relu, globalAvgPool)");
});

test("compilation stages contain the paths of parameters", () => {
  assert.match(seen.shown, /hidden\.weight/);
  assert.match(seen.shown, /tail\.layer\.layers\.0\.bias/);
});

test("errors contain the names of modules and classes", () => {
  const [mismatch, given, layer] = seen.messages;
  assert.match(mismatch!, /^ShapeError: Linear\(4, 8\) expects a last axis of 4, got \[2, 3\]/);
  assert.match(given!, /^ArgumentError: graphOf was given a value of class Tensor/);
  assert.match(layer!, /^ArgumentError: layer 0 of Sequential, Residual/);
});
