"""The API against a live, migrated database."""

import asyncio
import logging

from fastapi.testclient import TestClient

from dealbrain_api.main import app
from dealbrain_api.seed import LISTINGS, seed

client = TestClient(app)


def test_health_names_the_environment() -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_listings_are_those_of_the_seed() -> None:
    asyncio.run(seed())
    answer = client.get("/api/listings")
    assert answer.status_code == 200
    assert {it["title"] for it in answer.json()} == set(LISTINGS)


def test_critical_log_lines_are_counted() -> None:
    logging.getLogger("tests").critical("on purpose")
    assert 'log_messages_total{level="critical"}' in client.get("/metrics").text


def test_metrics_count_requests_by_status() -> None:
    client.get("/health")
    assert (
        'http_requests_total{handler="/health",method="GET",status="200"}'
        in client.get("/metrics").text
    )
