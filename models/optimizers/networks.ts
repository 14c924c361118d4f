/** Three networks of different structure that classify the same digits. */
import { Conv2d, LSTM, Linear, MaxPool2d, Module, type Tensor } from "hebb";
import { Network } from "./digits.ts";

/** Two convolutions, each with max pooling. */
class Convolutional extends Module {
  readonly first = new Conv2d(1, 8, 3, { padding: 1 });
  readonly second = new Conv2d(8, 16, 3, { padding: 1 });
  readonly pool = new MaxPool2d(2);
  readonly output = new Linear(16 * 7 * 7, 10);

  forward(images: Tensor): Tensor {
    const pixels = images.reshape([-1, 1, 28, 28]).cast("f32").div(255);
    const halved = this.pool.forward(this.first.forward(pixels).relu());
    return this.output.forward(this.pool.forward(this.second.forward(halved).relu()).flatten(1));
  }
}

/** An LSTM that reads an image row by row. */
class RowReader extends Module {
  readonly lstm = new LSTM(28, 64);
  readonly output = new Linear(64, 10);

  forward(images: Tensor): Tensor {
    const rows = images.reshape([-1, 28, 28]).cast("f32").div(255);
    return this.output.forward(this.lstm.forward(rows).state[0]!.hidden);
  }
}

export const networks = {
  mlp: () => new Network(),
  cnn: () => new Convolutional(),
  lstm: () => new RowReader(),
} as const satisfies Record<string, () => Module & { forward(images: Tensor): Tensor }>;

export type NetworkName = keyof typeof networks;

export const networkNames = Object.keys(networks) as NetworkName[];
