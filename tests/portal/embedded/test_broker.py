"""The embedded broker, really started, killed and started again."""

from pathlib import Path

import pytest
import redis

from portal.embedded import broker, place

pytestmark = pytest.mark.stack


def client(data: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(place.broker_socket(data)))


def test_it_listens_on_its_socket_only(data: Path) -> None:
    with broker.ensure_running(data, durable=False), client(data) as line:
        assert line.config_get("port") == {"port": "0"}
        assert place.broker_socket(data).stat().st_mode & 0o077 == 0
    assert broker.running(data) == []
    assert not broker.answers(data)


def test_the_queue_outlives_a_kill(data: Path) -> None:
    killed = broker.ensure_running(data)
    with client(data) as line:
        line.rpush("queue", *range(100))
    assert killed.process is not None
    killed.process.kill()
    killed.process.wait()
    assert place.broker_socket(data).exists()
    with broker.ensure_running(data), client(data) as line:
        assert line.llen("queue") == 100


def test_a_second_caller_uses_what_runs(data: Path) -> None:
    with broker.ensure_running(data, durable=False):
        second = broker.ensure_running(data, durable=False)
        assert second.process is None
        second.stop()
        assert broker.answers(data)


def test_a_leftover_is_ended(data: Path) -> None:
    left = broker.ensure_running(data, durable=False)
    assert broker.stop_leftovers(data)
    assert left.process is not None
    assert left.process.wait(5) is not None
    assert not broker.stop_leftovers(data)
