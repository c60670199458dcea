"""What is signed on a certificate: read back as it was written, and taken for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catserver.transparency.certificate import Certified, certificate_text, parse_certificate
from catserver.transparency.checkpoint import parse_checkpoint
from catserver.transparency.note import NoteMalformed

ONE = Certified("hasil.example/log", 17, bytes(32), "001", "Ayu Lestari", "SKD", "Sesi 1")
WORDS = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)


@given(number=WORDS, name=WORDS, exam=WORDS, sitting=WORDS, index=st.integers(0, 10**9))
def test_a_certificate_is_read_back(
    number: str, name: str, exam: str, sitting: str, index: int
) -> None:
    certified = Certified("a.example/log", index, bytes(range(32)), number, name, exam, sitting)
    assert parse_certificate(certificate_text(certified)) == certified


def test_a_name_cannot_write_lines_of_its_own() -> None:
    sly = Certified("o", 1, bytes(32), "1", "Ayu\n999\nBudi", "SKD", "S")
    assert parse_certificate(certificate_text(sly)).name == "Ayu 999 Budi"


def test_a_certificate_is_no_checkpoint() -> None:
    with pytest.raises(NoteMalformed):
        parse_checkpoint(certificate_text(ONE))


@pytest.mark.parametrize(
    "text", ["", "x", certificate_text(ONE)[:-1], certificate_text(ONE) + "more\n",
             certificate_text(ONE).replace("\n17\n", "\n-17\n"),
             certificate_text(ONE).replace("certificate 1", "certificate 2")],
)  # fmt: skip
def test_other_texts_are_no_certificates(text: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_certificate(text)
