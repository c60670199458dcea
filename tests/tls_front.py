"""What listens with TLS and passes everything on: `python -m tests.tls_front CERTIFICATE KEY PORT`.

A process of its own, because an encoder that connects holds the interpreter. It says its port, and
when its input ends, how many bytes it was told.
"""

import asyncio
import os
import ssl
import sys
import threading
from contextlib import suppress

BROKEN = (OSError, ssl.SSLError)


class Front:
    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.heard_bytes = 0

    async def came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.gather(self._carry(reader, forth), self._carry(back, writer))

    async def _carry(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with suppress(*BROKEN):
            while piece := await source.read(65_536):
                self.heard_bytes += len(piece)
                to.write(piece)
                await to.drain()
        to.close()
        with suppress(*BROKEN):
            await to.wait_closed()


async def main(certificate: str, key: str, to_port: int) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    front, loop, ended = Front(to_port), asyncio.get_running_loop(), asyncio.Event()

    def read() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    server = await asyncio.start_server(front.came, "127.0.0.1", 0, ssl=context)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ended.wait()
    sys.stdout.write(f"{front.heard_bytes}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
