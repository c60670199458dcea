"""PINs and terminal tokens: made, hashed and checked with the site's secret.

A PIN of six digits has twenty bits. No slow hash protects so little from someone who holds the
database, so PINs are hashed with a key that is not in the database (see docs/decisions). A slow
hash at the door would also be the herd's undoing when five hundred sign in at once.
"""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

SECRET_SIZE_BYTES_MIN = 32


class Secrets:
    """`site_secret` is kept beside the database, never in it."""

    def __init__(self, site_secret: bytes) -> None:
        assert len(site_secret) >= SECRET_SIZE_BYTES_MIN
        self._secret = site_secret

    def __repr__(self) -> str:
        return "<Secrets: redacted>"

    @staticmethod
    def new_pin(digits: int) -> str:
        return f"{secrets.randbelow(10**digits):0{digits}d}"

    def pin_hash(self, attempt: str, pin: str) -> str:
        return self._mac("pin", attempt, pin)

    def terminal_token(self, attempt: str, seated_at: datetime) -> str:
        """A cookie for one sign-in: another sign-in has another instant, so it ends this one."""
        instant = seated_at.isoformat(timespec="microseconds")
        return f"{attempt}~{instant}~{self._mac('terminal', attempt, instant)}"

    def attempt_of_token(self, token: str) -> tuple[str, datetime] | None:
        """Whose token it is and of which sign-in, or None where it is not one of ours."""
        attempt, _, rest = token.partition("~")
        instant, _, mac = rest.partition("~")
        ours = self._mac("terminal", attempt, instant)
        if not hmac.compare_digest(ours.encode(), mac.encode("utf-8", "surrogatepass")):
            return None
        return attempt, datetime.fromisoformat(instant)

    def _mac(self, *parts: str) -> str:
        message = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, sha256).hexdigest()


def form_seed(sitting_seed: str, attempt: str) -> str:
    """What the draw of one form starts from; follows from the sitting's seed (hex) alone."""
    return hmac.new(bytes.fromhex(sitting_seed), attempt.encode(), sha256).hexdigest()
