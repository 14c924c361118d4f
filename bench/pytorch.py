"""PyTorch: `python3 pytorch.py WORKLOAD [--threads N] [--blas KIND] [--length N]` prints one line of JSON.

README.md defines the workloads and the protocol. The file is not called torch.py because Python would then import it
instead of PyTorch.
"""
import argparse
import json
import os
import resource
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("workload")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--blas", default="auto", help="kernels of OpenBLAS, such as Haswell")
parser.add_argument("--decode", action="store_true", help="decode with cached keys and values instead of training")
parser.add_argument("--length", type=int, help="sequence length of a recurrent workload")
ARGUMENTS = parser.parse_args()
# OpenBLAS and OpenMP read these variables when they are loaded; torch.set_num_threads alone does not limit OpenBLAS.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(ARGUMENTS.threads)
# The environment must not select the kernels of OpenBLAS: either OpenBLAS selects them itself, or --blas does.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
if ARGUMENTS.blas != "auto":
    os.environ["OPENBLAS_CORETYPE"] = ARGUMENTS.blas

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

import pytorch_models as models  # noqa: E402

POOL = 32


def measure(step, warm_seconds=1.0, timed_seconds=3.0):
    """Times `step`, which returns its loss, by the protocol of README.md. All times are in milliseconds."""
    start = time.perf_counter()
    first_loss = step()
    first = time.perf_counter() - start
    start, count = time.perf_counter(), 0
    while count < 3 or (count < 200 and time.perf_counter() - start < warm_seconds):
        step()
        count += 1
    times, loss, start = [], first_loss, time.perf_counter()
    while len(times) < 5 or (len(times) < 2000 and time.perf_counter() - start < timed_seconds):
        before = time.perf_counter()
        loss = step()
        times.append(time.perf_counter() - before)
    times.sort()
    at = lambda share: times[int(len(times) * share)] * 1e3
    return dict(first_ms=first * 1e3, median_ms=at(0.5), p10_ms=at(0.1), p90_ms=at(0.9), n=len(times),
                first_loss=first_loss, last_loss=loss)


def train(model, loss_of, make_batch):
    """Training steps with Adam over a pool of batches. Each step reads its loss."""
    batches = [make_batch() for _ in range(POOL)]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    count = 0

    def step():
        nonlocal count
        *inputs, target = batches[count % POOL]
        count += 1
        optimizer.zero_grad()
        loss = loss_of(model(*inputs), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return measure(step)


def classify(model, make_batch):
    """Mean cross entropy over all rows: images, or time steps of sequences."""
    return train(model, lambda logits, y: F.cross_entropy(logits.flatten(0, -2), y.flatten()), make_batch)


def mlp_small():
    return train(models.mlp_small(), F.mse_loss, lambda: (torch.randn(32, 2), torch.randn(32, 1).sign()))


@torch.no_grad()
def rbm():
    batch, rate = 100, 0.05
    weight, visible_bias, hidden_bias = torch.randn(784, 500) * 0.01, torch.zeros(784), torch.zeros(500)
    v0 = torch.bernoulli(torch.full((batch, 784), 0.3))

    def step():
        h0_mean = torch.sigmoid(v0 @ weight + hidden_bias)
        h0 = torch.bernoulli(h0_mean)
        v1_mean = torch.sigmoid(h0 @ weight.t() + visible_bias)
        v1 = torch.bernoulli(v1_mean)
        h1_mean = torch.sigmoid(v1 @ weight + hidden_bias)
        weight.add_(v0.t() @ h0_mean - v1.t() @ h1_mean, alpha=rate / batch)
        visible_bias.add_((v0 - v1).mean(0), alpha=rate)
        hidden_bias.add_((h0_mean - h1_mean).mean(0), alpha=rate)
        return ((v0 - v1_mean) ** 2).mean().item()

    return measure(step)


@torch.no_grad()
def gemm():
    """GFLOP/s of square matrix products; t stands for an operand that is a transposed view."""
    sizes = {}
    for n in (64, 128, 256, 512, 1024):
        a, b = torch.randn(n, n), torch.randn(n, n)
        operands = dict(gflops=(a, b), tn=(a.t(), b), nt=(a, b.t()), tt=(a.t(), b.t()))
        sizes[n] = {}
        for key, (left, right) in operands.items():
            result = measure(lambda: (left @ right) is None, warm_seconds=0.5, timed_seconds=1.5)
            sizes[n][key] = 2 * n**3 / result["median_ms"] / 1e6
    return dict(sizes=sizes)


@torch.no_grad()
def elementwise():
    """GB/s, counting one read and one write of 4,194,304 floats."""
    count = 4 * 1024 * 1024
    x, rows = torch.randn(count), torch.randn(4096, 1024)
    fused = measure(lambda: (torch.tanh(1.5 * x + 0.1) * x + torch.exp(-x * x)) is None)
    softmax = measure(lambda: F.softmax(rows, 1) is None)
    rate = lambda result: dict(gbps=8 * count / result["median_ms"] / 1e6, median_ms=result["median_ms"])
    return dict(fused=rate(fused), softmax=rate(softmax))


characters = lambda model, batch, length: classify(model, models.tokens(2, batch, length, 65))
recurrent = lambda layer: lambda length=64: characters(models.RecurrentModel(layer), 32, length)
RECURRENT = {
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
    "elman": recurrent(nn.RNN),
    "seq2seq": lambda length=16: classify(models.SequenceToSequence(), models.tokens(3, 32, length, 100)),
}
def decoding():
    model, token = models.Transformer(length=256), torch.randint(65, (1,))
    result = measure(lambda: model.decode(token, 256))
    return dict(result, decode=True, tokens_per_s=256e3 / result["median_ms"])


WORKLOADS = {
    "gemm": gemm,
    "mlp": lambda: classify(models.mlp(), models.images(128, 784)),
    "mlp-small": mlp_small,
    "lenet": lambda: classify(models.lenet(), models.images(64, 1, 28, 28)),
    "resnet": lambda: classify(models.resnet(), models.images(32, 3, 32, 32)),
    "transformer": lambda: characters(models.Transformer(), 16, 64),
    "rbm": rbm,
    "elementwise": elementwise,
    **RECURRENT,
}

workload, threads, length = ARGUMENTS.workload, ARGUMENTS.threads, ARGUMENTS.length
if workload not in WORKLOADS:
    sys.exit(f"unknown workload {workload}: choose from {', '.join(WORKLOADS)}")
if ARGUMENTS.decode and workload != "transformer":
    sys.exit(f"{workload} does not decode; --decode is for transformer")
if length is not None and workload not in RECURRENT:
    sys.exit(f"{workload} has no length to choose; --length is for {', '.join(RECURRENT)}")
torch.set_num_threads(threads)
torch.manual_seed(0)
record = dict(peer="pytorch", version=torch.__version__, blas=ARGUMENTS.blas, workload=workload, threads=threads)
if ARGUMENTS.decode:
    WORKLOADS["transformer"] = decoding
record.update(WORKLOADS[workload]() if length is None else WORKLOADS[workload](length))
record["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(record))
