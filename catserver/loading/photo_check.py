"""Says whether a registration photo can be opened, by opening it as the face engine will."""

OTHER_STARTS = (
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"%PDF",
)
"""GIF, BMP, TIFF in both byte orders, PDF."""
ISO_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
"""HEIC and AVIF: ISO/IEC 23008-12, the brand behind `ftyp`."""


def photo_problem(content: bytes) -> str | None:
    """None, or the code of what is wrong: one of `catserver.roster.findings.BY_CODE`."""
    from proctoring.errors import PictureRefused
    from proctoring.vision.decode import decode

    if not content:
        return "photo_empty"
    if _is_other_format(content):
        return "photo_other_format"
    try:
        decode(content)
    except PictureRefused as error:
        return error.code
    return None


def _is_other_format(content: bytes) -> bool:
    if content[4:8] == b"ftyp":
        return content[8:12] in ISO_BRANDS
    return content.startswith(OTHER_STARTS)
