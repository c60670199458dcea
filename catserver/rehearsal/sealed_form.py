"""A form that was fetched before the start, and the key that opens it (docs/protocol.md)."""

import binascii
from base64 import b64decode
from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from catserver.rehearsal.messages import Form, NotOfTheProtocol

NONCE_SIZE_BYTES = 12
BOUND_TO = "catserver form 1\n"
_decoder = msgspec.json.Decoder(Form)


@dataclass(frozen=True, slots=True)
class SealedForm:
    digest: str
    content: bytes = field(repr=False)

    def opened(self, form_key: str) -> Form:
        """Raises NotOfTheProtocol where this key does not open it, or something else is inside."""
        nonce, sealed = self.content[:NONCE_SIZE_BYTES], self.content[NONCE_SIZE_BYTES:]
        try:
            cipher = AESGCM(b64decode(form_key, validate=True))
            package = cipher.decrypt(nonce, sealed, (BOUND_TO + self.digest).encode())
            form = _decoder.decode(package)
        except (InvalidTag, binascii.Error, ValueError, msgspec.DecodeError) as error:
            raise NotOfTheProtocol(f"the sealed form does not open: {error!r}") from None
        if form.digest != self.digest:
            raise NotOfTheProtocol("the sealed form is another than it says")
        return form
