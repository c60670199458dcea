"""The registry in SQL: one class, whose rows live in one file per noun."""

from catserver.store.candidate_rows import CandidateRows
from catserver.store.material_rows import MaterialRows
from catserver.store.sitting_rows import SittingRows
from catserver.store.staff_rows import StaffRows
from catserver.store.watched_rows import WatchedRows


class SqlRegistry(StaffRows, MaterialRows, CandidateRows, WatchedRows, SittingRows):
    """Implements `catserver.delivery.registry.Registry`; made with an engine that is migrated."""
