"""The API: health for whoever routes traffic, listings for everybody, metrics for Prometheus."""

import logging

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from prometheus_client import Counter
from prometheus_fastapi_instrumentator import Instrumentator

from dealbrain_api import listings, settings

app = FastAPI(title="deal-brain")
# the pages may come from another host; what is here is public and only read
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
Instrumentator(should_group_status_codes=False).instrument(app).expose(app, include_in_schema=False)


class CountingHandler(logging.Handler):
    """Counts log lines by level: one critical line ends a canary."""

    messages = Counter("log_messages_total", "Log lines", ["level"])

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.labels(record.levelname.lower()).inc()


logging.getLogger().addHandler(CountingHandler())


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok", "environment": settings.ENVIRONMENT}


@app.get("/api/listings")
async def newest_listings() -> list[dict[str, str | int]]:
    found = await listings.newest()
    return [{"id": it.id, "title": it.title, "price_cents": it.price_cents} for it in found]


def run() -> None:
    uvicorn.run(
        "dealbrain_api.main:app",
        host=settings.HOST,
        port=8000,
        log_level=settings.LOG_LEVEL.lower(),
        reload=settings.ENVIRONMENT == "development",
        reload_dirs=["apps/api"],
        timeout_graceful_shutdown=40,
    )
