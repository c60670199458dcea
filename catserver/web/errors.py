"""Errors as the pages read them: a status, a code, and details. The page has the sentence.

ApiError    their fault, or a state of things they must know: told with its code
everything else is our fault: logged here, told as `server_fault`
"""

import logging
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from catserver.admission.errors import AdmissionRefused
from catserver.attempt.errors import CommandRefused
from catserver.delivery.door.arrivals import ArrivalNotOpen, SittingNotOpen
from catserver.delivery.door.looks import NotInThisSitting
from catserver.delivery.door.turned_faces import KeyAway
from catserver.delivery.journal import JournalError, JournalFull
from catserver.delivery.keeping.vault import KeyUnusable
from catserver.delivery.material import MaterialMissing
from catserver.delivery.public_board import BoardAway
from catserver.delivery.registry import (
    NameTaken,
    RegistryAway,
    RegistryRefused,
    SeatTaken,
    SetUpDone,
    Unknown,
)
from catserver.delivery.terminals import NotSignedIn, SignInRefused
from catserver.sitting.machine import SittingRefused
from catserver.sitting.withholding import WithholdingRefused
from catserver.staff.errors import SignInFailed, StaffRefused, TooManyTries
from proctoring.errors import PictureRefused, PoolError, ProctoringError
from question_bank.errors import BlueprintUnfilled

logger = logging.getLogger(__name__)


class ApiError(Exception):
    def __init__(self, status: int, code: str, detail: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = dict(detail or {})


def error_response(status: int, code: str, detail: Mapping[str, object] | None = None) -> Response:
    return JSONResponse({"error": {"code": code, "detail": dict(detail or {})}}, status)


def store_code(error: JournalError) -> str:
    """Why an answer could not be kept, as the terminal is told."""
    return "disk_full" if isinstance(error, JournalFull) else "store_away"


_REGISTRY_CODES: dict[type[RegistryRefused], str] = {
    NameTaken: "name_taken",
    SeatTaken: "seat_taken",
    SetUpDone: "set_up_done",
    Unknown: "unknown",
}


def meaning_of(error: Exception) -> ApiError | None:
    """The ApiError a refusal of the layers below stands for; None where it is our fault."""
    match error:
        case ApiError():
            return error
        case CommandRefused(code=code):
            status = 410 if code == "finished" else 409
            return ApiError(status, code)
        case AdmissionRefused(code=code) | SittingRefused(code=code):
            return ApiError(409, code)
        case WithholdingRefused(code=code):
            return ApiError(409, code)
        case SignInRefused():
            return ApiError(401, "sign_in_failed")
        case NotSignedIn():
            return ApiError(401, "not_signed_in")
        case NotInThisSitting():
            return ApiError(404, "not_in_this_sitting", {"number": str(error)})
        case SittingNotOpen():
            return ApiError(409, "sitting_not_open")
        case ArrivalNotOpen(opens_at=opens_at):
            return ApiError(409, "arrival_not_open", {"opens_at": opens_at.isoformat()})
        case RegistryRefused():
            return ApiError(409, _REGISTRY_CODES.get(type(error), "refused"))
        case TooManyTries(retry_after=wait):
            return ApiError(429, "too_many_tries", {"retry_after_s": int(wait.total_seconds()) + 1})
        case SignInFailed():
            return ApiError(401, "sign_in_failed")
        case StaffRefused(code=code):
            return ApiError(409, code)
        case PictureRefused(code=code):
            return ApiError(413 if code == "picture_too_large" else 422, code)
        case KeyAway() | KeyUnusable():
            return ApiError(503, "event_key_missing")
        case PoolError():
            return ApiError(503, "faces_busy")
        case BlueprintUnfilled():
            return ApiError(409, "blueprint_unfilled", {"findings": str(error)})
        case ClientDisconnect():
            return ApiError(400, "malformed", {"place": "body"})  # nobody hears it
        case MaterialMissing():
            return ApiError(409, "material_missing")
        case JournalFull():
            return ApiError(507, "disk_full")
        case RegistryAway(full=full):
            return ApiError(507, "disk_full") if full else ApiError(503, "store_away")
        case JournalError():
            return ApiError(503, "store_away")
        case BoardAway():
            return ApiError(503, "board_away", {"retry_after_s": 2})
        case _:
            return None


_TOLD: tuple[type[Exception], ...] = (
    ApiError,
    ClientDisconnect,
    CommandRefused,
    AdmissionRefused,
    SittingRefused,
    WithholdingRefused,
    SignInRefused,
    NotSignedIn,
    NotInThisSitting,
    SittingNotOpen,
    ArrivalNotOpen,
    RegistryRefused,
    StaffRefused,
    ProctoringError,
    BlueprintUnfilled,
    MaterialMissing,
    JournalError,
    KeyUnusable,
    RegistryAway,
    BoardAway,
)


def told_errors() -> tuple[type[Exception], ...]:
    """What is answered with a code instead of being logged as our fault."""
    return _TOLD


async def on_error(request: Request, error: Exception) -> Response:
    """Starlette's handler for every exception that leaves a route."""
    told = meaning_of(error)
    if told is None:
        # Not the path: it may hold a candidate's number.
        asked = getattr(request.scope.get("endpoint"), "__name__", "nobody")
        logger.error("%s failed, asked by %s", asked, request.method, exc_info=error)
        return error_response(500, "server_fault")
    headers = {}
    if "retry_after_s" in told.detail:
        headers["Retry-After"] = str(told.detail["retry_after_s"])
    response = error_response(told.status, told.code, told.detail)
    response.headers.update(headers)
    return response


async def on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
    return error_response(error.status_code, codes.get(error.status_code, "unknown"))
