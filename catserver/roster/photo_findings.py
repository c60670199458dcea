"""What is wrong with a registration photo, in both languages, with what to do weeks before."""

import csv
import io
from collections.abc import Sequence
from typing import Literal

from catserver.delivery.door.photo_review import Trouble
from catserver.roster.findings import NOT_A_PICTURE, PICTURE_TOO_LARGE
from question_bank.finding import Finding
from question_bank.formats.plain_cells import plain_cell

Language = Literal["id", "en"]
_ANOTHER_EN = "Ask the candidate for another photo."
_ANOTHER_ID = "Minta foto lain kepada peserta."


def _another(code: str, message_en: str, message_id: str) -> Finding:
    return Finding(code, message_en, message_id, _ANOTHER_EN, _ANOTHER_ID)


_ALL = (
    Finding(
        "no_photo",
        "There is no registration photo.",
        "Tidak ada foto pendaftaran.",
        "Load one, or compare by eye with the identity card at the desk.",
        "Muat fotonya, atau bandingkan dengan mata pada kartu identitas di meja kedatangan.",
    ),
    Finding(
        "no_face",
        "No face is found in the photo.",
        "Tidak ada wajah pada foto.",
        "Turn the photo upright if it lies on its side; else ask the candidate for another one.",
        "Putar fotonya bila terbaring ke samping; selain itu minta foto lain kepada peserta.",
    ),
    _another(
        "several_faces",
        "There is more than one face in the photo.",
        "Ada lebih dari satu wajah pada foto.",
    ),
    _another(
        "too_small",
        "The face has too few pixels: fewer than 30 between the eyes.",
        "Piksel wajah terlalu sedikit: kurang dari 30 di antara kedua mata.",
    ),
    _another(
        "not_frontal",
        "The face looks to one side, up or down, or is tilted.",
        "Wajah menoleh, mendongak, menunduk atau miring.",
    ),
    _another("too_dark", "The face is too dark.", "Wajah terlalu gelap."),
    _another("too_bright", "The face is too bright.", "Wajah terlalu terang."),
    _another("low_contrast", "The photo is pale.", "Foto pucat."),
    _another("blurred", "The photo is blurred.", "Foto buram."),
    _another(
        "eyes_hidden",
        "The eyes are behind dark glasses.",
        "Mata tertutup kacamata gelap.",
    ),
    _another(
        "lower_face_covered",
        "Mouth or nose is covered, as by a mask.",
        "Mulut atau hidung tertutup, misalnya oleh masker.",
    ),
    Finding(
        "eyes_closed",
        "The eyes seem closed or look down.",
        "Mata tampak terpejam atau melihat ke bawah.",
        "Look at the photo; ask for another one only where the eyes are closed.",
        "Lihat fotonya; minta foto lain hanya bila matanya memang terpejam.",
    ),
    _another(
        "people_behind",
        "Other faces are to be seen behind.",
        "Ada wajah lain di latar belakang.",
    ),
    NOT_A_PICTURE,
    PICTURE_TOO_LARGE,
)
PHOTO_FINDINGS = {each.code: each for each in _ALL}
_OTHER = _another("other", "The photo is poor.", "Mutu foto kurang.")


def photo_finding(code: str) -> Finding:
    return PHOTO_FINDINGS.get(code, _OTHER)


def troubles_csv(troubles: Sequence[Trouble], language: Language) -> bytes:
    """One row for each finding, for the office that writes to the candidates."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if language == "id":
        writer.writerow(("nomor", "nama", "kode", "masalah", "tindakan"))
    else:
        writer.writerow(("number", "name", "code", "problem", "remedy"))
    for each in troubles:
        for code in each.codes:
            said = photo_finding(code)
            words = (
                (said.message_id, said.remedy_id)
                if language == "id"
                else (said.message_en, said.remedy_en)
            )
            writer.writerow(map(plain_cell, (each.number, each.name, code, *words)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()
