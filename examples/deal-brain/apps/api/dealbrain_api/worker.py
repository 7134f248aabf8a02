"""The worker: what takes too long for a request."""

from celery import Celery

from dealbrain_api import settings

app = Celery("dealbrain", broker=settings.REDIS_URL, backend=settings.REDIS_URL)
# a task that was cut short by a shutdown goes back to the queue
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)


@app.task(name="listings.score")  # type: ignore[untyped-decorator]
def score(price_cents: int, typical_cents: int) -> float:
    """How far below the typical price an offer is: 0.25 for a quarter less."""
    return round(1 - price_cents / typical_cents, 4)
