"""Writes the golden files next to this script: `python3 make.py`, with PyTorch 1.13 (Debian's python3-torch).

Run it only to add cases. The files are the expected results, so a changed number needs a reason.
"""
import torch

import attention
import convolution
import layers
import losses
import normalization
import operations
import ordering
import recurrent
import training
from case import write

LIMIT = 760_000

torch.set_num_threads(1)
FILES = {
    "operations.json": operations.cases,
    "ordering.json": ordering.cases,
    "losses.json": losses.cases,
    "layers.json": layers.cases,
    "normalization.json": normalization.cases,
    "statistics.json": normalization.statistics_cases,
    "attention.json": attention.cases,
    "convolution.json": convolution.cases,
    "recurrent.json": recurrent.cases,
    "optimizers.json": training.optimizer_cases,
    "clipping.json": training.clipping_cases,
    "projections.json": training.projection_cases,
    "plateau.json": training.plateau_cases,
    "network.json": training.network_cases,
}
total = 0
for file, cases in FILES.items():
    records = list(cases())
    size = write(file, records)
    total += size
    print(f"{file}: {len(records)} cases, {size} bytes")
assert total < LIMIT, f"the files have {total} bytes, the limit is {LIMIT}"
