"""How fast, how big, and compared with what?

``python -m benchmarks`` measures every promise about speed and memory on the machine at hand, each against
a baseline that does the same work in the same run, after checking that both give the same answers. A test
never asserts a time; these do.
"""

import os

# CPU seconds on one core: threads that wait for each other on a busy machine count as work otherwise.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
