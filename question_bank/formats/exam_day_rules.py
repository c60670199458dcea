"""What an exam file must make sense of: time, arrival, identity, publication, practice."""

from collections.abc import Mapping
from typing import Any

from question_bank.finding import Finding
from question_bank.formats.exam_rules import Found, already_there, twice

_GATES = ("arrival", "seat", "return")
_OFF = "off"


def day_rules(exam: Mapping[str, Any]) -> Found:
    time = exam["time"] or {}
    yield from twice(time.get("extra") or (), "accommodation", ("time", "extra"))
    yield from _arrival_rules(exam["arrival"] or {})
    yield from _identity_rules(exam["identity"] or {})
    freeze = (exam["publication"] or {}).get("freeze_minutes")
    allowed = time.get("allowed_minutes")
    if freeze is not None and allowed is not None and freeze > allowed:
        yield ("publication", "freeze_minutes"), _FREEZE_TOO_LONG
    yield from _practice_rules(exam["practice"] or {})


def _arrival_rules(arrival: Mapping[str, Any]) -> Found:
    opens, closes = arrival.get("opens_minutes"), arrival.get("pin_closes_minutes")
    if opens is not None and closes is not None and closes >= opens:
        yield ("arrival", "pin_closes_minutes"), _PIN_CLOSES_FIRST


def _identity_rules(identity: Mapping[str, Any]) -> Found:
    match, strong = identity.get("match_at_most"), identity.get("strong_non_match_from")
    if match == 0:
        yield ("identity", "match_at_most"), _NOBODY_MATCHES
    if match is not None and strong is not None and strong <= match:
        yield ("identity", "strong_non_match_from"), _THRESHOLDS_CROSS
    yield from _measurement_rules(identity, identity.get("measurement") or {})
    reasons = identity.get("reasons")
    yield from twice(reasons or (), "code", ("identity", "reasons"))
    roles = identity.get("may_override") or ()
    for at, role in enumerate(roles):
        if role is not None and role in roles[:at]:
            yield ("identity", "may_override", at), already_there(role)
    is_compared = any(identity.get(gate) not in {_OFF, None} for gate in _GATES)
    if is_compared and reasons is not None and not reasons:
        yield ("identity", "reasons"), _REASONS_MISSING


def _measurement_rules(identity: Mapping[str, Any], measurement: Mapping[str, Any]) -> Found:
    """A measurement left behind when engine or threshold were changed would speak of another."""
    path = ("identity", "measurement")
    for name, finding in (("engine", _another_engine), ("match_at_most", _another_threshold)):
        used, measured = identity.get(name), measurement.get(name)
        if None not in (used, measured) and used != measured:
            yield (*path, name), finding(measured, used)


def _practice_rules(practice: Mapping[str, Any]) -> Found:
    choices = practice.get("choices") or ()
    for language in ("id", "en"):
        texts = [{"text": (each or {}).get(language)} for each in choices]
        for path, found in twice(texts, "text", ("practice", "choices")):
            yield (*path[:-1], language), found


_PIN_CLOSES_FIRST = Finding(
    "pin_closes_before_arrival",
    "PINs could be issued no longer when arrival opens.",
    "PIN sudah tidak dapat diterbitkan ketika kedatangan dibuka.",
    "Make pin_closes_minutes smaller than opens_minutes: both count back from the start.",
    "Buat pin_closes_minutes lebih kecil dari opens_minutes: keduanya dihitung mundur dari mulai.",
)
_NOBODY_MATCHES = Finding(
    "identity_nobody_matches",
    "No two photos are so alike: everybody would be referred.",
    "Tidak ada dua foto semirip itu: semua peserta akan dirujuk.",
    "Use a measured threshold such as 0.42.",
    "Gunakan ambang hasil pengukuran, misalnya 0.42.",
)
_THRESHOLDS_CROSS = Finding(
    "identity_thresholds_cross",
    "A strong non-match must begin above the match threshold.",
    "Ketidakcocokan kuat harus mulai di atas ambang cocok.",
    "Make strong_non_match_from larger than match_at_most: larger means less alike.",
    "Buat strong_non_match_from lebih besar dari match_at_most: makin besar makin tidak mirip.",
)
_REASONS_MISSING = Finding(
    "identity_reasons_missing",
    "Faces are compared, but there is no reason to choose when a person decides.",
    "Wajah dibandingkan, tetapi tidak ada alasan yang dapat dipilih saat petugas memutuskan.",
    "List reasons with a code and a title in both languages.",
    "Isi daftar alasan dengan kode dan judul dalam dua bahasa.",
)
_FREEZE_TOO_LONG = Finding(
    "freeze_above_time",
    "The board would stand still from before the start.",
    "Papan nilai akan berhenti sejak sebelum ujian mulai.",
    "Make freeze_minutes smaller than allowed_minutes; 0 means no freeze.",
    "Buat freeze_minutes lebih kecil dari allowed_minutes; 0 berarti tanpa pembekuan.",
)


def _another_engine(measured: object, used: object) -> Finding:
    return Finding(
        "measurement_of_another_engine",
        f"The measurement is of the engine “{measured}”, but “{used}” is used.",
        f"Pengukuran ini untuk mesin “{measured}”, padahal yang dipakai “{used}”.",
        "Measure the engine that is used (catserver faces evaluate --fmr), or delete measurement.",
        "Ukur mesin yang dipakai (catserver faces evaluate --fmr), atau hapus measurement.",
    )


def _another_threshold(measured: object, used: object) -> Finding:
    return Finding(
        "measurement_of_another_threshold",
        f"The rates were counted at {measured}, but match_at_most is {used}.",
        f"Angka ini dihitung pada {measured}, padahal match_at_most adalah {used}.",
        "Count them at the threshold used (catserver faces evaluate), or delete measurement.",
        "Hitung pada ambang yang dipakai (catserver faces evaluate), atau hapus measurement.",
    )
