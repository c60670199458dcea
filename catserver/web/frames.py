"""WebSocket frames (RFC 6455, section 5.2) as far as the short way of an answer needs them.

Everything else about the protocol is the library's. Here: whether some bytes are just one whole
text message, what is in it, where a frame begins, and how a text goes out.
"""

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiled part on this machine
    from websockets.utils import apply_mask

WHOLE_TEXT = 0x81
"""The last (and only) piece of a text message, without extensions."""
FINAL = 0x80
MASKED = 0x80
LENGTH = 0x7F
IN_TWO_BYTES = 126
IN_EIGHT_BYTES = 127
MASK_SIZE = 4
CONTROL = 0x08


def whole_text(data: bytes) -> bytes | None:
    """What a client said, where `data` is exactly one frame with one whole text message."""
    size = len(data)
    if size < 2 + MASK_SIZE or data[0] != WHOLE_TEXT:
        return None
    length, begins = data[1] - MASKED, 2
    if length == size - 2 - MASK_SIZE:  # nearly all answers
        return apply_mask(data[2 + MASK_SIZE :], data[2 : 2 + MASK_SIZE])
    if length == IN_TWO_BYTES:
        length, begins = int.from_bytes(data[2:4], "big"), 4
    elif not 0 <= length < IN_TWO_BYTES:
        return None
    begins += MASK_SIZE
    if len(data) != begins + length:
        return None
    return apply_mask(data[begins:], data[begins - MASK_SIZE : begins])


def text_frame(text: bytes) -> bytes:
    """One frame from the server, which masks nothing."""
    length = len(text)
    if length < IN_TWO_BYTES:
        return bytes((WHOLE_TEXT, length)) + text
    if length < 1 << 16:
        return bytes((WHOLE_TEXT, IN_TWO_BYTES)) + length.to_bytes(2, "big") + text
    return bytes((WHOLE_TEXT, IN_EIGHT_BYTES)) + length.to_bytes(8, "big") + text


class FrameWalk:
    """Follows a stream of bytes from frame to frame without looking into them."""

    __slots__ = ("_head", "_in_message", "_owed")

    def __init__(self) -> None:
        self._head = bytearray()
        self._owed = 0
        self._in_message = False

    @property
    def between_messages(self) -> bool:
        """Whether the next byte begins a message."""
        return not (self._owed or self._head or self._in_message)

    def follow(self, data: bytes) -> None:
        place = 0
        while place < len(data):
            if self._owed:
                step = min(self._owed, len(data) - place)
                self._owed -= step
                place += step
                continue
            self._head.append(data[place])
            place += 1
            self._take_head()

    def _take_head(self) -> None:
        head = self._head
        if len(head) < 2:  # noqa: PLR2004 - opcode, then length
            return
        length = head[1] & LENGTH
        more = {IN_TWO_BYTES: 2, IN_EIGHT_BYTES: 8}.get(length, 0)
        masked = MASK_SIZE if head[1] & MASKED else 0
        if len(head) < 2 + more + masked:
            return
        self._owed = int.from_bytes(head[2 : 2 + more], "big") if more else length
        if not head[0] & CONTROL:
            self._in_message = not head[0] & FINAL
        head.clear()
