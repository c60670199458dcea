"""Result sheets and certificates as PDF, each with its place in the public log."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.registry import Role, Sitting
from catserver.results.documents.certificate import (
    Certificate,
    CertificateSection,
    certificates_pdf,
)
from catserver.results.documents.press import PressBusy
from catserver.results.documents.result_sheet import PublishedList, Sheet, result_sheet
from catserver.results.result_list import ResultList, ResultRow
from catserver.transparency.certificates import NotLogged
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.committee_results import download, language_of, results_of
from catserver.web.errors import ApiError
from catserver.web.verifying import address_of_certificate, address_of_list

PDF_TYPE = "application/pdf"


async def sheet(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    site, language = site_of(request), language_of(request)
    results, sitting = await results_of(request)
    material = await site.cabinet.material(sitting.id)
    state = await site.sitting_desk.state(sitting.id)
    listed = site.certificates.standing(sitting.id)
    published = None
    if listed is not None:
        origin, index, digest = listed
        address = address_of_list(request, index, digest)
        published = PublishedList(origin, index, digest, address)
    assigned = site.sittings.assignments(sitting.id)
    leaves = {
        number: leaf
        for number, each in assigned.items()
        if (leaf := site.certificates.leaf_of(each.attempt)) is not None
    }
    order = Sheet(
        exam=material.exam.title.id if language == "id" else material.exam.title.en,
        sitting=sitting.title,
        room=sitting.room,
        started_at=state.started_at or sitting.start_at,
        results=results,
        leaves=leaves,
        published=published,
        language=language,
    )
    await site.custodian.results_exported(staff.name, sitting.id, "pdf")
    try:
        content = await site.press.make(result_sheet, order)
    except PressBusy:
        raise ApiError(503, "press_busy", {"retry_after_s": 5}) from None
    return download(content, PDF_TYPE, f"{sitting.title}.pdf")


async def certificates(request: Request) -> Response:
    """Of everybody who sat and is not withheld; `?number=` for one of them."""
    staff = await require_staff(request, Role.COMMITTEE)
    require_sitting(request)
    site, language = site_of(request), language_of(request)
    results, sitting = await results_of(request)
    wanted = request.query_params.get("number")
    rows = [row for row in results.rows if wanted in {None, row.number} and row.total is not None]
    if not rows:
        raise ApiError(409, "nothing_to_certify")
    papers = [
        await _certificate(request, results, sitting, row) for row in rows if row.withheld is None
    ]
    if not papers:
        raise ApiError(409, "result_withheld")
    await site.custodian.results_exported(staff.name, sitting.id, "certificates")
    try:
        content = await site.press.make(certificates_pdf, papers, language)
    except PressBusy:
        raise ApiError(503, "press_busy", {"retry_after_s": 5}) from None
    name = f"{sitting.title} {wanted or ''}".strip()
    return download(content, PDF_TYPE, f"{name} sertifikat.pdf")


async def _certificate(
    request: Request, results: ResultList, sitting: Sitting, row: ResultRow
) -> Certificate:
    """Raises ApiError 409 where the result is in no log yet: without its leaf it proves nothing."""
    site, language = site_of(request), language_of(request)
    material = await site.cabinet.material(sitting.id)
    exam = material.exam.title.id if language == "id" else material.exam.title.en
    attempt = site.sittings.assignments(sitting.id)[row.number].attempt
    leaf = site.certificates.leaf_of(attempt)
    try:
        note = site.certificates.certify(attempt, (row.number, row.name), (exam, sitting.title))
    except NotLogged:
        raise ApiError(409, "result_not_logged", {"number": row.number}) from None
    assert leaf is not None, "what is certified is in the log"
    assert row.total is not None, "who has no result gets no certificate"
    return Certificate(
        number=row.number,
        name=row.name,
        formation=row.formation,
        exam=exam,
        sitting=sitting.title,
        sections=tuple(
            CertificateSection(
                each.title.id if language == "id" else each.title.en,
                row.sections[each.id],
                each.points_max,
            )
            for each in results.sections
        ),
        total=row.total,
        total_max=results.total_max,
        passed=row.passed,
        origin=note.signatures[0].name,
        leaf=leaf,
        address=address_of_certificate(request, note),
    )


routes: Sequence[BaseRoute] = [
    Route("/api/sittings/{sitting}/results.pdf", sheet),
    Route("/api/sittings/{sitting}/certificates.pdf", certificates),
]
