"""A request's searches: the request, its stops and its budget in, journeys by its limits out."""

from __future__ import annotations

from routing.budget import Budget
from routing.criteria.search import Question
from routing.decoding import Stops
from routing.journeys import Journey
from routing.network import Network
from routing.requests import JourneyRequest
from routing.search import pareto_search
from routing.wishes import wishes_of


def journeys_asked_for(
    network: Network,
    request: JourneyRequest,
    sources: Stops,
    targets: Stops,
    budget: Budget,
    *,
    time_s: int | None = None,
    window_s: int | None = None,
) -> list[Journey]:
    """The Pareto set between these stops by everything that the request asks for.

    Another moment or window than the request's may be given. See routing.search.pareto_search.
    """
    return pareto_search(
        network,
        sources,
        targets,
        time_s=request.time_s if time_s is None else time_s,
        window_s=request.window_s if window_s is None else window_s,
        arrive_by=request.arrive_by,
        max_transfers=request.max_transfers,
        wishes=wishes_of(request),
        max_duration_s=request.max_duration_s,
        min_transfer_s=request.min_transfer_s,
        extra_transfer_s=request.extra_transfer_s,
        transfer_factor=request.transfer_factor,
        budget=budget,
    )


def question_of(request: JourneyRequest, sources: Stops, targets: Stops) -> Question:
    """The same for the search with one more criterion."""
    return Question(
        sources=sources,
        targets=targets,
        time_s=request.time_s,
        window_s=request.window_s,
        arrive_by=request.arrive_by,
        max_transfers=request.max_transfers,
        wishes=wishes_of(request),
        max_duration_s=request.max_duration_s,
        min_transfer_s=request.min_transfer_s,
        extra_transfer_s=request.extra_transfer_s,
        transfer_factor=request.transfer_factor,
    )
