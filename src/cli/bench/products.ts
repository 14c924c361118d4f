/** Matrix products and elementwise functions, without training. */
import { type Tensor, compile } from "../../tensor/index.ts";
import { normal } from "./draws.ts";
import type { Case } from "./workload.ts";

const sizes = [64, 128, 256, 512, 1024];
const elements = 4_194_304;

/** A·B for every size and form; `t` stands for an operand that is a transposed view. */
export function* products(): Iterable<Case> {
  const forms: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    nn: (a, b) => a.matmul(b),
    tn: (a, b) => a.transpose().matmul(b),
    nt: (a, b) => a.matmul(b.transpose()),
    tt: (a, b) => a.transpose().matmul(b.transpose()),
  };
  for (const n of sizes) {
    const batches = [[normal([n, n]), normal([n, n])]];
    for (const [form, product] of Object.entries(forms)) {
      yield { name: `${n} ${form}`, step: compile(product), batches, work: 2 * n ** 3 };
    }
  }
}

export function* maps(): Iterable<Case> {
  const fused = compile((x: Tensor) => x.mul(1.5).add(0.1).tanh().mul(x).add(x.mul(x).neg().exp()));
  yield { name: "fused", step: fused, batches: [[normal([elements])]], work: 8 * elements };
  const softmax = compile((x: Tensor) => x.softmax(1));
  yield { name: "softmax", step: softmax, batches: [[normal([4096, elements / 4096])]], work: 8 * elements };
}
