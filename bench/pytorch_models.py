"""Networks of README.md in idiomatic PyTorch, and their batches."""
import torch
from torch import nn
from torch.nn import functional as F


def mlp():
    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


def mlp_small():
    return nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))


def lenet():
    features = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
    features += [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
    classifier = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return nn.Sequential(*features, nn.Flatten(), *classifier)


def convolution(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)]


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.change = nn.Sequential(*convolution(channels, channels), nn.ReLU(), *convolution(channels, channels))

    def forward(self, x):
        return F.relu(x + self.change(x))


def resnet():
    blocks = [ResidualBlock(32) for _ in range(3)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10)]
    return nn.Sequential(*convolution(3, 32), nn.ReLU(), *blocks, *head)


def embedding(count, features):
    layer = nn.Embedding(count, features)
    nn.init.uniform_(layer.weight, -1, 1)
    return layer


class RecurrentModel(nn.Module):
    """A character-level language model with one recurrent layer of the class `recurrence`."""

    def __init__(self, recurrence):
        super().__init__()
        self.tokens = embedding(65, 64)
        self.recurrent = recurrence(64, 128, batch_first=True)
        self.head = nn.Linear(128, 65)

    def forward(self, ids):
        outputs, _ = self.recurrent(self.tokens(ids))
        return self.head(outputs)


class TransformerBlock(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.qkv = nn.Linear(features, 3 * features)
        self.projection = nn.Linear(features, features)
        self.feed_forward = nn.Sequential(
            nn.Linear(features, 4 * features), nn.GELU(), nn.Linear(4 * features, features))

    def attention(self, x, hidden):
        batch, length, features = x.shape
        split = lambda part: part.view(batch, length, self.heads, -1).transpose(1, 2)
        q, k, v = map(split, self.qkv(x).chunk(3, dim=-1))
        scores = q @ k.transpose(-1, -2) * (features // self.heads) ** -0.5
        mixed = scores.masked_fill(hidden, float("-inf")).softmax(-1) @ v
        return self.projection(mixed.transpose(1, 2).reshape(batch, length, features))

    def forward(self, x, hidden):
        x = x + self.attention(self.norm1(x), hidden)
        return x + self.feed_forward(self.norm2(x))

    def decode(self, x, keys, values, position):
        """Adds one position [1, 1, features]; `keys` and `values` [1, heads, capacity, ...] hold the earlier ones."""
        features, end = x.shape[-1], position + 1
        q, k, v = self.qkv(self.norm1(x)).view(1, 3, self.heads, 1, features // self.heads).unbind(1)
        keys[:, :, position], values[:, :, position] = k[:, :, 0], v[:, :, 0]
        scores = q @ keys[:, :, :end].transpose(-1, -2) * (features // self.heads) ** -0.5
        x = x + self.projection((scores.softmax(-1) @ values[:, :, :end]).reshape(1, 1, features))
        return x + self.feed_forward(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, length=64, features=128):
        super().__init__()
        self.tokens, self.positions = embedding(65, features), embedding(length, features)
        self.blocks = nn.ModuleList(TransformerBlock(features, 4) for _ in range(4))
        self.norm, self.head = nn.LayerNorm(features), nn.Linear(features, 65)
        self.register_buffer("hidden", torch.ones(length, length, dtype=torch.bool).triu(1))

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight
        for block in self.blocks:
            x = block(x, self.hidden)
        return self.head(self.norm(x))

    @torch.inference_mode()
    def decode(self, token, count):
        """Chooses `count` tokens greedily, with a cache of keys and values, and returns the last one."""
        features = self.positions.weight.shape[1]
        shape = (len(self.blocks), 2, 1, 4, count, features // 4)
        caches = torch.zeros(shape)
        for position in range(count):
            x = (self.tokens(token) + self.positions.weight[position]).view(1, 1, features)
            for block, (keys, values) in zip(self.blocks, caches):
                x = block.decode(x, keys, values, position)
            token = self.head(self.norm(x)).argmax(-1).view(1)
        return token.item()


class SequenceToSequence(nn.Module):
    """An encoder, and a decoder with additive attention and teacher forcing."""

    def __init__(self, vocabulary=100, features=64, hidden=128):
        super().__init__()
        self.source, self.target = embedding(vocabulary, features), embedding(vocabulary, features)
        self.encoder = nn.GRU(features, hidden, batch_first=True)
        self.decoder = nn.GRUCell(features + hidden, hidden)
        self.key, self.query = nn.Linear(hidden, hidden, bias=False), nn.Linear(hidden, hidden)
        self.score = nn.Linear(hidden, 1, bias=False)
        self.head = nn.Linear(2 * hidden, vocabulary)

    def forward(self, source, target):
        encoded, last = self.encoder(self.source(source))
        keys, state, outputs = self.key(encoded), last[0], []
        for token in self.target(target).unbind(1):
            scores = self.score(torch.tanh(keys + self.query(state).unsqueeze(1)))
            context = (scores.softmax(1).transpose(1, 2) @ encoded).squeeze(1)
            state = self.decoder(torch.cat([token, context], 1), state)
            outputs.append(torch.cat([state, context], 1))
        return self.head(torch.stack(outputs, 1))


def images(*shape):
    return lambda: (torch.randn(*shape), torch.randint(10, shape[:1]))


def tokens(count, batch, length, vocabulary):
    """A pool of batches of `count` random sequences; the last sequence is the target."""
    return lambda: [torch.randint(vocabulary, (batch, length)) for _ in range(count)]
