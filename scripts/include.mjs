/**
 * Makes the trained model that is included with Hebb from a run: `node scripts/include.mjs runs/transformer-1`. Copies
 * the run to models/ID/included without its figures; weights are rounded to half precision, which halves their size.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, stop } from "./setup.mjs";

/** Maximum size of an included model in bytes: every clone and every installed package contains it. */
const largest = 3e6;

const [run] = process.argv.slice(2);
if (run === undefined) stop("Name the folder of a run: node scripts/include.mjs runs/transformer-1");

const { id } = JSON.parse(readFileSync(join(run, "result.json"), "utf8"));
const files = readdirSync(run)
  .filter((name) => /\.(safetensors|json)$/.test(name))
  .map((name) => [name, contentsOf(join(run, name))]);
const size = files.reduce((sum, [, contents]) => sum + contents.length, 0);
if (size > largest) stop(`The model has ${size} bytes; at most ${largest} are allowed. Train a smaller one.`);
const folder = join(root, "models", id, "included");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, contents] of files) writeFileSync(join(folder, name), contents);
console.log(`Saved ${folder}, ${(size / 1e6).toFixed(2)} MB.`);

function contentsOf(path) {
  const file = readFileSync(path);
  return path.endsWith(".safetensors") ? halved(file) : file;
}

/** Rounds all tensors of a safetensors file from F32 to F16. */
function halved(file) {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + length));
  const parts = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (tensor.dtype !== "F32") stop(`${name} is ${tensor.dtype}; only F32 is converted.`);
    const [from, to] = tensor.data_offsets;
    const bytes = Buffer.alloc((to - from) / 2);
    for (let i = 0; i < bytes.length / 2; i++) {
      bytes.writeUInt16LE(half(file.readFloatLE(8 + length + from + 4 * i), name), 2 * i);
    }
    header[name] = { dtype: "F16", shape: tensor.shape, data_offsets: [end, (end += bytes.length)] };
    parts.push(bytes);
  }
  const text = Buffer.from(JSON.stringify(header));
  // Tensors begin at a multiple of 8 bytes.
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, " ")]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([size, padded, ...parts]);
}

/** Bits of the nearest number in half precision; ties go to the even one. */
function half(value, name) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (!(size < 65520)) stop(`${name} contains ${value}, which half precision cannot represent.`);
  // Below 2^-14, numbers are multiples of 2^-24; above, there are 1,024 in each power of 2.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = even(size / 2 ** (exponent - 10));
  // Rounding up may reach the next power of 2, whose bits follow.
  return sign | (exponent === -14 ? steps : ((exponent + 14) << 10) + steps);
}

function even(x) {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
