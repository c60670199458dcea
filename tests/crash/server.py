"""The real server for the fault tests: run by hand as a process that can be killed."""

import sys
from pathlib import Path

import uvicorn

from catserver.app import build_app
from catserver.config import DataSettings, Settings
from tests.live import BytesInspector

if __name__ == "__main__":
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(data=DataSettings(directory=str(folder)))
    uvicorn.run(
        build_app(settings, inspector=BytesInspector()),
        host="127.0.0.1",
        port=port,
        log_level="error",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
