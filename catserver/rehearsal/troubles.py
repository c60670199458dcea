"""What can go wrong for a client of the server, from a refusal to a line that is gone.

Trouble
├── ServerAway        no connection, or no answer in time: worth another try
├── Refusal           the server's no, with its code
├── LineEnded         the socket is closed; `code` is why, 1006 where nobody said
└── CannotSit         this candidate's day ends here; the words are for the operator
"""

LINE_CUT = 1006


class Trouble(Exception):
    """The common root; never raised itself."""


class ServerAway(Trouble):
    pass


class Refusal(Trouble):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class LineEnded(Trouble):
    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class CannotSit(Trouble):
    pass
