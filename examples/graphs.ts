/** Graphs of functions as plain data: the layers of a model, and the operations of a function and its gradients. */
import { Linear, Residual, Sequential, type Tensor, graphOf, relu, zeros } from "hebb";

const model = new Sequential(new Linear(4, 8), relu, new Residual(new Sequential(new Linear(8, 8), relu)));
const { nodes, edges } = graphOf(model, zeros([16, 4]));
for (const { id, label, shape, group = "" } of nodes) {
  const from = edges.filter(({ to }) => to === id).map((edge) => edge.from);
  console.log(id, label, shape, group, from);
}

const error = (w: Tensor, x: Tensor) => w.mul(x).sum().exp();
const options = { level: "operations", gradients: true, names: ["w", "x"] } as const;
const backward = graphOf(error, zeros([3]), zeros([3]), options);
console.log(backward.nodes.map(({ label }) => label).join(", "));
