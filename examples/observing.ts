/** Intermediate values of a model: attention weights, gates of a recurrent layer, dropout masks, and gradients. */
import { Dropout, LSTM, Linear, Module, type Tensor, compile, grad, observe, random } from "hebb";

class Reader extends Module {
  recurrent = new LSTM(2, 8);
  dropout = new Dropout(0.5);
  output = new Linear(8, 1);

  forward(x: Tensor): Tensor {
    const { outputs } = this.recurrent.forward(x);
    const weights = outputs.mean(2).softmax().named("attention");
    return this.output.forward(this.dropout.forward(outputs.mul(weights.unsqueeze(-1)).sum(1)));
  }
}

const model = new Reader();
const x = random.normal([4, 10, 2]);

const look = compile((x: Tensor) => {
  const [y, seen] = observe(() => model.forward(x));
  const [slopes] = grad(y.square().mean(), [seen["recurrent.states.hidden"]!]);
  return { seen, slopes };
});
const { seen, slopes } = look(x);
for (const [name, value] of Object.entries(seen)) console.log(name, value.shape);
const perStep = await slopes.square().sum([1, 2]).sqrt().array();
console.log("gradients by the hidden states, step by step", perStep);

const sample = compile((x: Tensor) => observe(() => model.forward(x))[1]["dropout.mask"]!, { training: true });
console.log("kept", await sample(x).cast("f32").mean().item());
