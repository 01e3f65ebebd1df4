"""Others' posts that the account accepted: listed when that is wanted, with the counts that their list gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from reporter.catalog.models import ProductType
from reporter.core.observations import Audience, Missing, Observed, Reason, Snapshot
from reporter.executor.fetch import count_media, fetch
from reporter.executor.graph.flows.account import CollectedAccount
from reporter.executor.graph.messages import Request
from reporter.executor.plan import cost
from tests.support.served_graph import collect_over_http
from tests.support.simulated_graph import END, START, UNKNOWN, Graph, Item, feed, measures, mixed, plan_for

METRICS = ("views", "reach", "likes", "saved", "total_likes", "follows")
OWNERS_ONLY = Missing(Reason.NOT_SUPPORTED, "Meta provides this metric only to the owner of a collaboration post")


def shared(count: int, **more: object) -> list[Item]:
    """Return posts of somebody else, newest first."""
    media = feed(count, first=700_000)
    for number, one in enumerate(media):
        one.row = {"username": "beta", "like_count": number, "saved_count": 3, "total_like_count": 9, **more}
    return media


def test_they_come_with_their_owner_and_the_counts_of_their_rows() -> None:
    graph = Graph(mixed(5), shared=shared(3))
    found = collect_over_http(graph, plan_for(*METRICS, collaborations=True)).fetched
    others = [snapshot for snapshot in found.snapshots if snapshot.media.username == "beta"]
    assert [one.media.media_id for one in others] == [one.id for one in graph.shared]
    assert measures(found, graph.shared[2].id) == {
        "views": OWNERS_ONLY,
        "reach": OWNERS_ONLY,
        "likes": Observed(2),
        "saved": Observed(3),
        "total_likes": Observed(9),
        "follows": OWNERS_ONLY,
    }
    assert measures(found, graph.media[0].id)["views"] == Observed(1)
    asked = [part.path for request in graph.log for part in request.parts]
    assert not [one for one in asked if one.split("/")[1] in {media.id for media in graph.shared}]
    assert found.failures == ()


def test_they_are_not_asked_for_unless_that_is_wanted() -> None:
    graph = Graph(mixed(5), shared=shared(3))
    assert len(collect_over_http(graph, plan_for(*METRICS)).fetched.snapshots) == 5
    assert {request.path.rpartition("/")[2] for request in graph.log if request.path} == {"media"}


def test_what_the_owner_hides_is_not_available_and_what_is_none_failed() -> None:
    graph = Graph([], shared=shared(2))
    graph.shared[0].row |= {"like_count": None, "saved_count": -1}
    found = collect_over_http(graph, plan_for("likes", "saved", collaborations=True)).fetched
    told = measures(found, graph.shared[0].id)
    assert told["likes"] == Missing(Reason.NOT_AVAILABLE)
    assert told["saved"] == Missing(Reason.FAILED, "Meta sent -1, but this metric cannot be negative")


def test_only_those_of_the_period_and_of_the_wanted_types_are_kept() -> None:
    graph = Graph([], shared=[*shared(2), *shared(1), *shared(1)])
    graph.shared[1].published = END + timedelta(hours=1)
    graph.shared[2].row["media_product_type"] = "REELS"
    graph.shared[3].published = START - timedelta(days=1)
    found = collect_over_http(graph, plan_for("likes", types=("FEED",), collaborations=True)).fetched
    assert [snapshot.media.media_id for snapshot in found.snapshots] == [graph.shared[0].id]


def test_their_cost_is_told_before() -> None:
    graph, counting = (Graph(mixed(130), shared=shared(230)) for _ in range(2))
    plan = plan_for("likes", "follows", collaborations=True)
    counted = count_media(plan, counting.send)
    found = collect_over_http(graph, plan)
    of = {kind: counted.media["acme"].get(kind.value, 0) for kind in ProductType}
    assert cost(plan.accounts[0], of, pages=counted.pages["acme"]).requests == found.requests
    assert sum(of.values()) == 130
    assert len(found.fetched.snapshots) == 360


class MemoryRecorder:
    """Keeps what it receives."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []
        self.collected: list[CollectedAccount] = []

    def receive(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots += snapshots

    def receive_audience(self, account: str, audience: Audience) -> None:
        """Nothing is asked of the account itself."""

    def finish(self, collected: CollectedAccount) -> None:
        self.collected.append(collected)


@pytest.mark.parametrize("works", [True, False])
def test_their_numbers_are_kept_at_once_and_a_list_that_is_not_whole_lets_nothing_be_gone(works: bool) -> None:  # noqa: FBT001
    graph, recorder = Graph(feed(2), shared=shared(3)), MemoryRecorder()

    def refuse(request: Request) -> Mapping[str, object] | None:
        return UNKNOWN if request.path.endswith("collaborative_media") and not works else None

    graph.refuse = refuse
    fetched = fetch(plan_for("likes", "views", collaborations=True), graph.send, recorder=recorder)
    others = {
        snapshot.media.media_id: snapshot.measures
        for snapshot in recorder.snapshots
        if snapshot.media.username == "beta"
    }
    assert others == ({one.id: {"likes": Observed(number)} for number, one in enumerate(graph.shared)} if works else {})
    assert [visit.listed for visit in recorder.collected[0].visits] == (["media"] if works else [])
    assert len(fetched.failures) == (0 if works else 1)
    assert len(fetched.snapshots) == (5 if works else 2)


def test_an_account_that_may_not_read_them_keeps_its_own() -> None:
    graph = Graph(feed(2), shared=shared(3))
    no = {"code": 10, "message": "(#10) Application does not have permission for this action"}
    graph.refuse = lambda request: no if request.path.endswith("collaborative_media") else None
    found = collect_over_http(graph, plan_for("views", collaborations=True)).fetched
    assert [snapshot.measures["views"] for snapshot in found.snapshots] == [Observed(1), Observed(1)]
    assert len(found.failures) == 1
    assert "the list of collaboration posts" in str(found.failures[0].error)
