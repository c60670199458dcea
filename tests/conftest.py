"""What costs too much to be built by each test that needs it."""

from collections.abc import Iterator

import pytest

from tests.postgresql import Cluster, a_cluster, end, why_not


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """One PostgreSQL for the whole run; each test makes its own database in it."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    cluster = a_cluster()
    try:
        yield cluster
    finally:
        end(cluster)
