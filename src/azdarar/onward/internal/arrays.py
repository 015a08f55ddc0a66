"""numpy, as the worker uses it: on one core, and imported by nothing that answers readers.

Only modules of this cupboard import it; those outside import them within the functions of the worker's path.
"""

import os

# One core is what a newsroom's machine can spare; more threads would each reserve memory.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402 (after its settings)

__all__ = ["np"]
