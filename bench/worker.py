"""The portal's worker with one more task, which does nothing: the floor of `score_task`."""

from portal.celery import app

__all__ = ["app"]


@app.task(name="bench.empty", ignore_result=True)
def empty() -> None:
    """Nothing: what remains is the broker and the worker."""
