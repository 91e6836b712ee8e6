"""Computing on this machine: what is prepared and the numbers of chunks in, their times out."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from core.progress import Cancelled
from planning.batch.beats import BEAT_S, Beat, Beats
from planning.batch.compute import Prepared, compute_chunk
from planning.batch.job import MatrixJob

THREADS = os.cpu_count() or 1


def on_threads(
    job: MatrixJob, prepared: Prepared, chunks: Sequence[int], threads: int = THREADS
) -> Beats:
    """Computes chunks in threads, a beat at least every BEAT_S; who closes it stops them.

    Threads stop at the end of the origins that they are at.
    """
    work = _Work()
    with ThreadPoolExecutor(threads) as pool:
        pending = {
            pool.submit(compute_chunk, job, prepared, chunk, work.told): chunk for chunk in chunks
        }
        try:
            while pending:
                done, _ = wait(pending, BEAT_S, FIRST_COMPLETED)
                for future in done:
                    yield Beat(work.origins, pending.pop(future), future.result())
                yield Beat(work.origins)
        finally:
            work.is_stopped = True
            for future in pending:
                future.cancel()


class _Work:
    """How far the threads are, and whether they are to stop."""

    def __init__(self) -> None:
        self.origins = 0
        self.is_stopped = False
        self._lock = threading.Lock()

    def told(self) -> None:
        """An origin is done. Errors: Cancelled where nobody wants the next one."""
        with self._lock:
            self.origins += 1
        if self.is_stopped:
            raise Cancelled("the matrix is no longer wanted")
