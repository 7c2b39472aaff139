"""Room kernels: arithmetic on arrays.

`compiling` is how they become machine code and `keeping` where that is kept; no kernel
has to know.
"""

from __future__ import annotations
