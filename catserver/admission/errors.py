"""Why an admission does not do what it was asked."""

from datetime import datetime
from typing import Literal


class AdmissionRefused(Exception):
    """The admission's no; `code` is what a page turns into a sentence."""

    def __init__(
        self,
        code: Literal[
            "not_admitted",
            "pin_closed",
            "pin_absent",
            "pin_void",
            "too_many_tries",
            "not_seated",
            "not_out",
            "already_seated",
            "gate_required",
            "reason_missing",
            "not_referred",
            "decided_meanwhile",
            "opinion_not_asked",
            "opinion_own",
        ],
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_at = retry_at
