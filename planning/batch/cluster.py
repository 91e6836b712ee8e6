"""Computing on a Dask cluster: a job and a scheduler's address in, the times of its chunks out.

Needs Dask, which the program itself does not. Every chunk is one task, and its times come back
here, where alone they are written: a worker that is lost takes with it what it was at, the
scheduler gives that to another one, and nothing arrives twice.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future as Waiting
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.errors import EnvironmentFault, Fault, NavetteError, RequestError
from planning.batch.beats import BEAT_S, WORKING, Beat, Beats
from planning.batch.compute import Times
from planning.batch.job import MatrixJob
from planning.batch.worker import compute_on_worker, hand_over

if TYPE_CHECKING:
    from dask.distributed import Client, Future

CONNECT_S = 10.0
"""How long a scheduler may take to answer."""
WAIT_FOR_WORKERS_S = 60.0
"""How long a job waits for the first worker to join."""
CLOSE_S = 5.0
ASK_EVERY_S = 5.0
"""When nothing arrives, so often the scheduler is asked for its workers."""
_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d+/?")
_GO_ON = "start the same job again: chunks that are done stay done"
_SAME = "install the same Navette and Dask beside the scheduler and every worker"


def check_address(address: str) -> None:
    """Nothing for an address of a scheduler. Errors: RequestError."""
    if not _ADDRESS.fullmatch(address):
        said = f"{address[:80]!r} is no address of a scheduler such as tcp://192.0.2.1:8786"
        raise RequestError([Fault("--scheduler", said)])


def on_cluster(job: MatrixJob, chunks: Sequence[int], address: str) -> Beats:
    """Computes chunks on the workers of a scheduler; who closes it takes them back.

    A beat at least every BEAT_S. A worker finishes the chunk that it is at.
    Errors: EnvironmentFault where Dask, the scheduler or workers are missing; what a worker says.
    """
    check_address(address)
    origins = sum(len(job.origins_of(chunk)) for chunk in chunks)
    with _quiet(), ThreadPoolExecutor(1) as helper:
        connecting = helper.submit(_connect, address)
        try:
            yield from _until(connecting, Beat(0, doing=f"connecting to {address}"))
            client = connecting.result()
            yield from _wait_for_workers(client, address)
            yield from _computed(client, helper, job, chunks, address)
            yield from _until(helper.submit(client.close, CLOSE_S), Beat(origins))
        finally:
            if connecting.exception() is None:
                connecting.result().close(CLOSE_S)


def _until(done: Waiting[Any], beat: Beat) -> Beats:
    """The same beat again and again until something is done."""
    while not wait([done], BEAT_S).done:
        yield beat


def _computed(
    client: Client,
    helper: ThreadPoolExecutor,
    job: MatrixJob,
    chunks: Sequence[int],
    address: str,
) -> Beats:
    """Beats until every chunk has been handed out and has come back."""
    handing = helper.submit(_hand_out, client, job, chunks)
    try:
        yield from _until(handing, Beat(0))
        with _faults_of(address):
            futures = handing.result()
        yield from _collected(client, helper, futures, address)
    finally:
        if handing.exception() is None:
            client.cancel(list(handing.result()))


def _hand_out(client: Client, job: MatrixJob, chunks: Sequence[int]) -> dict[Future, int]:
    """The tasks of some chunks; the job is a task too, so that it is sent to each worker once."""
    run = uuid.uuid4().hex  # the scheduler must not take what an earlier run left for ours
    handed = client.submit(hand_over, job, key=f"navette-job-{run}", pure=False)
    keys = [f"navette-chunk-{run}-{chunk}" for chunk in chunks]
    tasks = client.map(compute_on_worker, [handed] * len(chunks), list(chunks), key=keys)
    return dict(zip(tasks, chunks, strict=True))


def _collected(
    client: Client,
    helper: ThreadPoolExecutor,
    futures: dict[Future, int],
    address: str,
) -> Beats:
    """Beats until every chunk has come back; a thread of its own waits for the next one."""
    from dask.distributed import as_completed

    ready = as_completed(futures, loop=client.loop)
    origins, doing, asked = 0, WORKING, time.monotonic()
    for _ in range(len(futures)):
        coming = helper.submit(_next, ready)
        while not wait([coming], BEAT_S).done:
            if time.monotonic() - asked >= ASK_EVERY_S:
                doing = WORKING if _workers(client, address) else _waiting(address)
                asked = time.monotonic()
            yield Beat(origins, doing=doing)
        with _faults_of(address):
            future, times = coming.result()
        origins, doing, asked = origins + len(times), WORKING, time.monotonic()
        future.release()
        yield Beat(origins, futures[future], times)


def _next(ready: Iterator[Future]) -> tuple[Future, Times]:
    """The next task that is done, with its times; lost with a worker, they are computed again."""
    future = next(ready)
    return future, future.result()


def _wait_for_workers(client: Client, address: str) -> Beats:
    begin = time.monotonic()
    while not _workers(client, address):
        if time.monotonic() - begin > WAIT_FOR_WORKERS_S:
            said = f"no worker has joined the scheduler at {address}"
            raise EnvironmentFault(said, mend=f"start some: dask worker {address}")
        yield Beat(0, doing=_waiting(address))
        time.sleep(BEAT_S)


def _waiting(address: str) -> str:
    return f"waiting for a worker of {address}"


def _workers(client: Client, address: str) -> int:
    with _faults_of(address):
        return len(client.scheduler_info()["workers"])


def _connect(address: str) -> Client:
    try:
        from dask.distributed import Client
    except ImportError as exc:
        mend = 'pip install "dask[distributed]"'
        raise EnvironmentFault("Dask is not installed", mend=mend) from exc
    with _faults_of(address):
        return Client(address, timeout=CONNECT_S, set_as_default=False, name="navette")


@contextmanager
def _quiet() -> Iterator[None]:
    """Leaves out what Dask itself writes to the error stream; faults are told in one line."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _faults_of(address: str) -> Iterator[None]:
    """Turns what goes wrong between machines into an EnvironmentFault; what a worker says stays."""
    from dask.distributed import CancelledError, KilledWorker

    try:
        yield
    except NavetteError:
        raise
    except KilledWorker as exc:
        said = f"workers of {address} died again and again over one chunk"
        raise EnvironmentFault(said, mend=f"give them more memory, then {_GO_ON}") from exc
    except (CancelledError, OSError) as exc:  # a connection that is refused, or lost
        said = f"the scheduler at {address} does not answer"
        raise EnvironmentFault(said, mend=f"see that it runs, then {_GO_ON}") from exc
    except (ImportError, RuntimeError) as exc:
        if isinstance(exc, RuntimeError) and "deserializ" not in str(exc):
            raise
        said = f"the cluster at {address} cannot read the job: {exc}"
        raise EnvironmentFault(said, mend=_SAME) from exc
