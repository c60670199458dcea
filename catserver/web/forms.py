"""The forms of a sitting as their terminals get them: in clear, or sealed with their pictures.

Each item and each choice is encoded once a sitting; a candidate's form is joined from the pieces.
Items carry no key, so neither can a form.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from catserver.attempt.events import AttemptPrepared
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.material import Cabinet, Material
from catserver.delivery.registry import Registry
from catserver.delivery.sealing import Seals, seal
from catserver.web import wire
from question_bank.item import ChoiceId, Item, ItemId, PictureName

FORM_PICTURES_SIZE_BYTES_MAX = 1536 * 1024
"""Pictures that travel inside one sealed form: a room of 500 on one gigabit line has them in six
seconds. What is beyond it is fetched by its address once the attempt runs."""
SITTING_PICTURES_SIZE_BYTES_MAX = 64 * 1024 * 1024
"""Pictures held in memory for one sitting."""

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class ItemPieces:
    """One item's JSON up to its choices, each choice's, and the pictures that it shows."""

    head: str
    choices: Mapping[ChoiceId, str]
    pictures: tuple[PictureName, ...]


@dataclass(frozen=True, slots=True)
class SittingPieces:
    sections: str
    items: Mapping[ItemId, ItemPieces]
    pictures: Mapping[PictureName, str]


class Forms:
    """`ready` first, once a sitting; everything else does not wait."""

    def __init__(self, registry: Registry, cabinet: Cabinet, seals: Seals) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._seals = seals
        self._pieces: dict[str, SittingPieces] = {}
        self._lock = asyncio.Lock()

    async def ready(self, sitting: str) -> None:
        if sitting in self._pieces:
            return
        async with self._lock:
            if sitting in self._pieces:
                return
            material = await self._cabinet.material(sitting)
            items = {item.id: _item(item) for item in material.bank.items.values()}
            pictures = await self._pictures(material, items)
            await self._seals.ready(sitting)
            self._pieces[sitting] = SittingPieces(
                sections=_text(
                    [
                        {
                            "id": section.id,
                            "title": {"id": section.title.id, "en": section.title.en},
                            "items": section.items,
                        }
                        for section in material.exam.sections
                    ]
                ),
                items=items,
                pictures=pictures,
            )

    def text(self, attempt: Attempt) -> str:
        """FORM of docs/protocol.md."""
        return f"{{{self._content(_prepared(attempt))}}}"

    def message(self, attempt: Attempt) -> str:
        """The form as a message of the socket."""
        return f"{wire.FORM_HEAD}{self._content(_prepared(attempt))}}}"

    def sealed(self, attempt: Attempt) -> bytes:
        """FORM and its pictures, readable with `key` alone."""
        prepared = _prepared(attempt)
        package = f'{{{self._content(prepared)},"pictures":{{{self._pictures_of(prepared)}}}}}'
        key = self._seals.key(prepared.sitting, attempt.id)
        return seal(key, prepared.form_digest, package.encode())

    def key(self, attempt: Attempt) -> str:
        return base64.b64encode(self._seals.key(_prepared(attempt).sitting, attempt.id)).decode()

    def key_in_welcome(self, attempt: Attempt) -> str | None:
        """The key of an attempt whose time has begun; before and after, nobody's."""
        return self.key(attempt) if attempt.phase in {Phase.RUNNING, Phase.PAUSED} else None

    def _content(self, prepared: AttemptPrepared) -> str:
        pieces = self._pieces[prepared.sitting]
        items = pieces.items
        joined = ",".join(
            [
                f"{(item := items[entry.item]).head}"
                f"{','.join([item.choices[choice] for choice in entry.choices])}]}}"
                for entry in prepared.form
            ]
        )
        return f'"digest":"{prepared.form_digest}","sections":{pieces.sections},"items":[{joined}]'

    def _pictures_of(self, prepared: AttemptPrepared) -> str:
        """In the order in which they are needed, as many as fit."""
        pieces, found, size = self._pieces[prepared.sitting], dict[PictureName, str](), 0
        for entry in prepared.form:
            for name in pieces.items[entry.item].pictures:
                picture = pieces.pictures.get(name)
                if picture is None or name in found:
                    continue
                if size + len(picture) <= FORM_PICTURES_SIZE_BYTES_MAX:
                    size += len(picture)
                    found[name] = picture
        return ",".join(found.values())

    async def _pictures(
        self, material: Material, items: Mapping[ItemId, ItemPieces]
    ) -> dict[PictureName, str]:
        sitting, held, size = material.sitting, dict[PictureName, str](), 0
        for name in sorted({name for item in items.values() for name in item.pictures}):
            record = await self._registry.picture(sitting.bank, sitting.bank_digest, name)
            if record is None or size + len(record.content) > SITTING_PICTURES_SIZE_BYTES_MAX:
                continue
            size += len(record.content)
            content = base64.b64encode(record.content).decode()
            described = {"media_type": record.media_type, "content": content}
            held[name] = f"{_text(wire.picture_url(name))}:{_text(described)}"
        return held


def _prepared(attempt: Attempt) -> AttemptPrepared:
    assert attempt.prepared is not None
    return attempt.prepared


def _item(item: Item) -> ItemPieces:
    described = {
        "id": item.id,
        "section": item.section,
        "stem": item.stem,
        "picture": wire.picture_url(item.picture),
    }
    choices = {
        choice.id: _text(
            {
                "id": choice.id,
                "text": choice.text,
                "picture": wire.picture_url(choice.picture),
            }
        )
        for choice in item.choices
    }
    shown = (item.picture, *(choice.picture for choice in item.choices))
    pictures = tuple(name for name in shown if name is not None)
    return ItemPieces(f'{_text(described)[:-1]},"choices":[', choices, pictures)


def _text(content: object) -> str:
    return _encoder.encode(content).decode()
