"""What a process that has ended told of itself, taken out of /metrics; light, for who forks."""

from __future__ import annotations


def forget_process(pid: int) -> None:
    """Takes out what was true of a process while it lived; what it counted stays counted."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]
