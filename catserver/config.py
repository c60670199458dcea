"""Settings: one frozen section per subsystem; nothing else reads the environment.

They come from `catserver.toml`. The environment gives paths and secrets only: CATSERVER_CONFIG (the
file), CATSERVER_DATA_DIR and CATSERVER_STORE_URL (it may hold a password). Relative paths count
from the file's folder. What can differ between two exams is in the exam file, not here.
"""

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from catserver.retention import RetentionSettings

Port = Annotated[int, Meta(ge=1, le=65_535)]
Count = Annotated[int, Meta(ge=1)]
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})
Text = Annotated[str, Meta(min_length=1, max_length=200)]


class SettingsWrong(Exception):
    """The file says something that cannot be used; `problems` are sentences for the operator."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the pages call this place, in both languages."""

    title_id: Text = "Tempat ujian"
    title_en: Text = "Exam site"
    purpose_id: Annotated[str, Meta(max_length=300)] = ""
    purpose_en: Annotated[str, Meta(max_length=300)] = ""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    host: Text = "127.0.0.1"
    port: Port = 8000
    tls_certificate: str = ""
    tls_key: str = ""
    other_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()

    @property
    def uses_tls(self) -> bool:
        return bool(self.tls_certificate)

    @property
    def origin(self) -> str:
        """The address to type on this machine."""
        host = "localhost" if self.host in EVERY_ADDRESS else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.uses_tls else 'http'}://{shown}:{self.port}"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """`port` 0 is the one after the server's, or the next that is free.

    `shown_to_terminals`: also where a candidate is at work, such as a room behind one address.
    """

    run: Literal["with_server", "apart", "off"] = "with_server"
    host: str = ""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    intake_port: Port = 8090
    url: str = ""
    shown_to_terminals: bool = False


@dataclass(frozen=True, slots=True)
class DataSettings:
    directory: Text = "var"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    url: str = ""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Of the public log. `origin` is its name for good, from its first start on."""

    origin: Annotated[str, Meta(max_length=200, pattern=r"^[^\s+]*$")] = ""
    address: Annotated[str, Meta(max_length=200, pattern=r"^(https?://[^\s#?]+)?$")] = ""


@dataclass(frozen=True, slots=True)
class FacesSettings:
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    only_idle_time: bool = True
    queue_length_max: Count = 64
    defer_from_seconds: Annotated[int, Meta(ge=1, le=600)] = 3
    engine: str = "dlib-resnet-5pt"
    yunet_model: str = ""
    passive_model: str = ""
    search_false_alarms: Annotated[float, Meta(ge=0, le=0.5)] = 0.02
    search_at_most: Annotated[float, Meta(ge=0, le=2)] = 0.0
    watch_list: bool = False


@dataclass(frozen=True, slots=True)
class SessionSettings:
    staff_hours: Annotated[int, Meta(ge=1, le=72)] = 12
    tries_max: Annotated[int, Meta(ge=1, le=100)] = 5
    tries_window_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 5

    @property
    def staff(self) -> timedelta:
        return timedelta(hours=self.staff_hours)

    @property
    def tries_window(self) -> timedelta:
        return timedelta(minutes=self.tries_window_minutes)


@dataclass(frozen=True, slots=True)
class LimitSettings:
    upload_mib_max: Count = 512
    photo_mib_max: Annotated[int, Meta(ge=1, le=64)] = 4
    candidates_per_roster_max: Count = 20_000
    terminals_max: Count = 2_000
    answers_per_minute_max: Count = 300
    board_viewers_max: Count = 10_000
    connections_per_address_max: Count = 1_000

    @property
    def upload_size_bytes_max(self) -> int:
        return self.upload_mib_max * 1024 * 1024

    @property
    def photo_size_bytes_max(self) -> int:
        return self.photo_mib_max * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` is where relative paths count from; it is not a setting of the file."""

    site: SiteSettings = SiteSettings()
    server: ServerSettings = ServerSettings()
    board: BoardSettings = BoardSettings()
    data: DataSettings = DataSettings()
    store: StoreSettings = StoreSettings()
    log: LogSettings = LogSettings()
    faces: FacesSettings = FacesSettings()
    sessions: SessionSettings = SessionSettings()
    limits: LimitSettings = LimitSettings()
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    folder: Path = field(default=Path(), compare=False)

    def path(self, text: str) -> Path:
        return self.folder / Path(text).expanduser()

    @property
    def data_dir(self) -> Path:
        return self.path(self.data.directory)

    @property
    def store_url(self) -> str:
        """The database; by default a SQLite file in the data folder."""
        return self.store.url or f"sqlite:///{self.data_dir / 'catserver.sqlite3'}"


SECTIONS = tuple(each.name for each in dataclasses.fields(Settings) if each.name != "folder")


def load_settings(environment: Mapping[str, str], config: Path | None = None) -> Settings:
    """From `config`, or CATSERVER_CONFIG, or ./catserver.toml where there is one.

    Raises SettingsWrong with every problem at once.
    """
    named = config or (Path(given) if (given := environment.get("CATSERVER_CONFIG")) else None)
    path = named or Path("catserver.toml")
    if named is not None and not path.is_file():
        raise SettingsWrong((f"{path}: there is no such file",))
    source = path.read_bytes() if path.is_file() else b""
    settings = read_settings(source, str(path), path.parent if source else Path())
    if directory := environment.get("CATSERVER_DATA_DIR"):
        inside = DataSettings(directory=str(Path(directory).expanduser().absolute()))
        settings = dataclasses.replace(settings, data=inside)
    if url := environment.get("CATSERVER_STORE_URL"):
        settings = dataclasses.replace(settings, store=StoreSettings(url=url))
    return settings


def read_settings(source: bytes, name: str, folder: Path = Path()) -> Settings:
    try:
        tables = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsWrong((f"{name}: not readable as TOML: {error}",)) from error
    problems: list[str] = []
    values: dict[str, Any] = {}
    for key, table in tables.items():
        if key not in SECTIONS:
            problems.append(f"{name}: [{key}] is not a section{_suggestion(key, SECTIONS)}")
        elif not isinstance(table, dict):
            problems.append(f"{name}: {key} is a section: write [{key}]")
        else:
            values[key] = _section(
                get_type_hints(Settings)[key], f"{name}: [{key}]", table, problems
            )
    problems += _sense(values.get("server"), name)
    if problems:
        raise SettingsWrong(tuple(problems))
    return Settings(**values, folder=folder)


def _section(kind: Any, place: str, table: Mapping[str, Any], problems: list[str]) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    values = {}
    for key, value in table.items():
        if key not in hints:
            problems.append(f"{place} {key} is not a setting{_suggestion(key, tuple(hints))}")
            continue
        try:
            values[key] = msgspec.convert(value, hints[key])
        except msgspec.ValidationError as error:
            problems.append(f"{place} {key}: {error}")
    return kind(**values)


def _sense(server: ServerSettings | None, name: str) -> tuple[str, ...]:
    if server is not None and bool(server.tls_certificate) != bool(server.tls_key):
        return (f"{name}: [server] tls_certificate and tls_key go together; one is missing",)
    return ()


def _suggestion(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else f"; there is {', '.join(known)}"


def described(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every effective setting as text, secrets left out: for `catserver doctor`."""
    for section in SECTIONS:
        for each in dataclasses.fields(getattr(settings, section)):
            value = getattr(getattr(settings, section), each.name)
            if (section, each.name) == ("store", "url"):
                value = _without_password(settings.store_url)
            if (section, each.name) == ("data", "directory"):
                value = settings.data_dir.absolute()
            yield f"{section}.{each.name}", str(value)


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    scheme, slashes, sign_in = before.partition("://")
    if not at or ":" not in sign_in:
        return url
    return f"{scheme}{slashes}{sign_in.split(':', 1)[0]}:***@{after}"
