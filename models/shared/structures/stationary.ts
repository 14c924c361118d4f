/** Stationary points of functions of two weights: a minimum, a saddle point, and a flat direction. */
import type { Place, Structure, StructureCurve, StructureNode, Words } from "../../figure.ts";
import { dot, range, text, words } from "./parts.ts";

interface Panel {
  readonly name: Words;
  readonly detail: string;
  /** Curvature along the two eigenvectors of the Hessian. */
  readonly curvature: readonly [first: number, second: number];
}

const panels: readonly Panel[] = [
  { name: words("minimum", "极小值点"), detail: "λ_1 > 0, λ_2 > 0", curvature: [1, 0.55] },
  { name: words("saddle point", "鞍点"), detail: "λ_1 > 0, λ_2 < 0", curvature: [1, -0.75] },
  { name: words("flat direction", "有平坦方向"), detail: "λ_1 > 0, λ_2 = 0", curvature: [1, 0] },
];

const pitch = 6;
const reach = 1.7;
/** Directions of both eigenvectors in the picture, seen obliquely from above. */
const [first, second]: readonly [Place, Place] = [
  [0.95, 0.36],
  [-0.75, 0.48],
];

export function stationaryPoints(): Structure {
  const drawn = panels.map(drawPanel);
  return {
    kind: "structure",
    title: words("Stationary points: the gradient is zero in all of them", "驻点：梯度都为零"),
    description: words(
      "Surfaces around three stationary points of a function of two weights, with the curves along both eigenvectors of the Hessian. At a minimum both curves bend upward, at a saddle point one bends downward, and along a flat direction a curve does not bend.",
      "两个权重的函数在三种驻点附近的曲面，标出沿海森矩阵两个特征向量的曲线：极小值点处两条都向上弯，鞍点处有一条向下弯，平坦方向上的曲线不弯。",
    ),
    nodes: drawn.flatMap(({ nodes }) => nodes),
    curves: drawn.flatMap(({ curves }) => curves),
    keys: [
      { text: words("along the first eigenvector", "沿第一个特征向量"), role: "input" },
      { text: words("along the second eigenvector", "沿第二个特征向量"), role: "gradient" },
    ],
    notes: ["∇L(θ) = 0\u2003\u2003L(θ + ε *v*_i) ≈ L(θ) + ½ λ_i ε^2"],
  };
}

function drawPanel({ name, detail, curvature }: Panel, i: number) {
  const at = (u: number, v: number): Place => {
    const height = 0.36 * (curvature[0] * u ** 2 + curvature[1] * v ** 2);
    return [pitch * i + first[0] * u + second[0] * v, first[1] * u + second[1] * v - height];
  };
  const steps = range(25).map((k) => reach * (k / 12 - 1));
  const alongFirst = (v: number) => steps.map((u) => at(u, v));
  const alongSecond = (u: number) => steps.map((v) => at(u, v));
  const mesh = [-1, -0.5, 0.5, 1].map((share) => share * reach);
  return {
    nodes: [
      dot(`point-${i}`, at(0, 0), "target"),
      text(`name-${i}`, [pitch * i, 2.9], name, { detail }),
    ] as StructureNode[],
    curves: [
      ...mesh.map((v): StructureCurve => ({ points: alongFirst(v) })),
      ...mesh.map((u): StructureCurve => ({ points: alongSecond(u) })),
      { points: alongFirst(0), role: "input" },
      { points: alongSecond(0), role: "gradient" },
    ] as StructureCurve[],
  };
}
