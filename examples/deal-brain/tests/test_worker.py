"""The worker's arithmetic, without a broker."""

from dealbrain_api.worker import score


def test_an_offer_is_scored_against_the_typical_price() -> None:
    assert score(30_000, 40_000) == 0.25
    assert score(40_000, 40_000) == 0
