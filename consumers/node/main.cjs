// A CommonJS program. Requires a version of Node in which require() loads ES modules: 20.19, 22.12 and newer.
const { Tensor, grad } = require("hebb");
const { twoMoons } = require("hebb/data");

const x = Tensor.from([1, 2, 3]);
const [slope] = grad(x.pow(2).sum(), [x]);
const points = twoMoons({ train: 8 }).train.length;
slope.array().then((values) => console.log(JSON.stringify({ slope: Array.from(values), points })));
