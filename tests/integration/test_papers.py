"""Result sheet and certificates over HTTP: each with its place in the log and a code to check."""

import base64
import io
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from pypdf import PdfReader

from catserver.results.documents.certificate import Certificate
from catserver.results.documents.press import Press
from catserver.transparency.certificate import parse_certificate
from catserver.transparency.merkle import leaf_hash
from catserver.transparency.note import parse_note, parse_verifier_key, verified
from catserver.transparency.signing import verifiers
from tests.integration.test_public_log import SITTING, close, sit
from tests.live import a_live_site, number

ONE, TWO = number(1), number(2)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


async def test_a_sheet_and_certificates_lead_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Certificate] = []
    make = Press.make

    async def looked_at(press: Press, paper: object, *given: object) -> bytes:
        if isinstance(given[0], list):
            printed.extend(given[0])
        return await make(press, paper, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Press, "make", looked_at)
    async with a_live_site(tmp_path / "site") as live:
        await sit(live, ONE, 5)
        committee = await live.staff("budi")
        committee.timeout = httpx.Timeout(60)  # the press starts a process of its own
        early = await committee.get(f"{SITTING}/results.pdf", params={"language": "en"})
        assert "has not been published" in "".join(pages(early.content))
        nobody = await committee.get(f"{SITTING}/certificates.pdf", params={"number": TWO})
        assert (nobody.status_code, nobody.json()["error"]["code"]) == (409, "nothing_to_certify")
        await close(live)
        sheet = await committee.get(f"{SITTING}/results.pdf", params={"language": "en"})
        assert sheet.headers["content-type"] == "application/pdf"
        text = " ".join("".join(pages(sheet.content)).split())
        assert live.site.keeper.log.parts.keys is not None
        origin, leaf, digest = live.site.certificates.standing("s1") or ("", 0, "")
        assert f"leaf {leaf} of the log {origin}, SHA-256 {digest}" in text
        papers = await committee.get(f"{SITTING}/certificates.pdf", params={"number": ONE})
        assert papers.status_code == 200, papers.text
        assert len(pages(papers.content)) == 1
        receipt = (await committee.get(f"{SITTING}/candidates/{ONE}/receipt")).json()
        for path in ("results.pdf", "certificates.pdf"):
            assert (await live.client().get(f"{SITTING}/{path}")).status_code == 401
    (certificate,) = printed
    page, _, fragment = certificate.address.partition("#")
    assert page.endswith("/verify")
    encoded = parse_qs(fragment)["certificate"][0]
    note = parse_note(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    certified = parse_certificate(note.text)
    assert (certified.number, certified.index) == (ONE, receipt["index"])
    assert certified.leaf_hash == leaf_hash(receipt["leaf"].encode())
    assert verified(note, verifiers([parse_verifier_key(receipt["vkey"])]))


async def test_a_withheld_result_gets_no_certificate(tmp_path: Path) -> None:
    async with a_live_site(tmp_path / "site") as live:
        await sit(live, ONE, 3)
        await close(live)
        committee = await live.staff("budi")
        held = await committee.post(
            f"{SITTING}/results/{ONE}/decision", json={"action": "withhold", "reason": "diperiksa"}
        )
        assert held.status_code == 200, held.text
        refused = await committee.get(f"{SITTING}/certificates.pdf", params={"number": ONE})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "result_withheld")
