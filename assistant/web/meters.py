"""What Prometheus may count: answers, their seconds, and requests. Numbers only, no text."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from assistant.vocabulary import Outcome

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Meters:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "answers", "Answers given, by outcome.", ["outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "answer_seconds",
            "Seconds an answer took.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._requests = Counter(
            "http_requests",
            "HTTP requests, by method, route and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        for outcome in Outcome:
            self._answers.labels(outcome.value)

    def count_answer(self, outcome: Outcome, seconds: float) -> None:
        """Count an answer, or with `FAILED` a question that got none."""
        self._answers.labels(outcome.value).inc()
        self._seconds.observe(seconds)

    def count_request(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is a template such as `/api/v1/ask`, never an address."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()

    def text(self) -> bytes:
        """Everything in Prometheus's text format 0.0.4."""
        return generate_latest(self.registry)
