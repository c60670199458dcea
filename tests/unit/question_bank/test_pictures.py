"""Pictures: what is one, what is too large, and what a drawing may not contain."""

import pytest

from question_bank.bank import Picture
from question_bank.finding import Finding
from question_bank.formats.pictures import PICTURE_BYTES_MAX, read_header, read_picture
from tests.unit.question_bank.builders import a_jpeg, a_png, an_svg


def refused(content: bytes, name: str = "p.svg") -> Finding:
    found = read_picture(name, content)
    assert isinstance(found, Finding), "the picture was taken"
    return found


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_png(), "image/png"),
        (a_jpeg(), "image/jpeg"),
        (an_svg(), "image/svg+xml"),
        (b"\xef\xbb\xbf" + an_svg(), "image/svg+xml"),
    ],
)
def test_a_picture_is_known_by_its_content(content: bytes, media_type: str) -> None:
    picture = read_picture("anything.txt", content)
    assert isinstance(picture, Picture)
    assert (picture.media_type, picture.content) == (media_type, content)


def test_the_size_is_read_without_decoding() -> None:
    png, jpeg = read_header(a_png(640, 480)), read_header(a_jpeg(640, 480))
    assert png is not None
    assert jpeg is not None
    assert (png.width, png.height) == (jpeg.width, jpeg.height) == (640, 480)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"GIF89a" + b"\x00" * 100,
        b"%PDF-1.7",
        a_png()[:-6],
        a_png()[:20],
        a_png().replace(b"IDAT", b"IDAX"),
        a_png(0, 5),
        a_jpeg()[:10],
        a_jpeg()[:-2],
        a_jpeg(0, 5),
        b"\xff\xd8\xff" + b"\x00" * 50,
        b"\xff\xd8" + b"\xff" * 50,
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    assert refused(content, "photo.jpg").code == "picture_not_a_picture"


@pytest.mark.parametrize("content", [a_png(20_000, 10_000), a_jpeg(20_000, 10_000)])
def test_two_hundred_megapixels_are_refused_from_the_header(content: bytes) -> None:
    assert len(content) < 200
    assert refused(content).code == "picture_too_large"


def test_too_many_bytes_are_refused() -> None:
    assert refused(a_png() + bytes(PICTURE_BYTES_MAX)).code == "picture_too_large"


GOOD_DRAWINGS = [
    '<g transform="translate(1,2) rotate(45)"><path d="M0,0 L5,5" stroke="#000"/></g>',
    '<linearGradient id="g"><stop offset="0"/></linearGradient><rect fill="url(#g)" width="5"/>',
    '<symbol id="s"><circle r="1"/></symbol><use xlink:href="#s"/><use href="#s" x="3"/>',
    "<style>.a { fill: rgb(1, 2, 3) } .b { clip-path: url('#c') }</style><clipPath id='c'/>",
    '<text font-family="DejaVu Sans">2 + 3 = ?</text>',
    '<title>Gambar f(x)</title><text aria-label="f(x) = 2">x</text>',
    '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>',
]


@pytest.mark.parametrize("inside", GOOD_DRAWINGS)
def test_a_plain_drawing_is_taken(inside: str) -> None:
    assert isinstance(read_picture("p.svg", an_svg(inside)), Picture)


BAD_DRAWINGS = [
    "<script>alert(1)</script>",
    '<circle r="1" onload="alert(1)"/>',
    '<circle r="1" ONCLICK="x"/>',
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
    "<p xmlns='http://www.w3.org/1999/xhtml'>x</p>",
    "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    '<image href="https://example.org/x.png"/>',
    '<image href="data:image/png;base64,AAAA"/>',
    '<use href="https://example.org/x.svg#a"/>',
    '<use xlink:href="other.svg#a"/>',
    '<a href="javascript:alert(1)"><circle r="1"/></a>',
    '<rect fill="url(https://example.org/x)"/>',
    '<rect style="background: url( &quot;//example.org/x&quot; )"/>',
    '<rect style="fill: u\\72l(x)"/>',
    '<rect filter="url(other.svg#f)"/>',
    "<style>@import 'x.css';</style>",
    "<style>rect { background: image-set('x.png') }</style>",
    "<style>rect { fill: url(x.svg) }</style>",
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="x"/>',
    '<rect xml:base="https://example.org/"/>',
    '<g id="a"><use href="#a"/></g>',
    "<g>" * 70 + "</g>" * 70,
    "<g/>" * 20_001,
    "<g>",
    "<g a='1' a='2'/>",
]


@pytest.mark.parametrize("inside", BAD_DRAWINGS, ids=range(len(BAD_DRAWINGS)))
def test_a_drawing_that_could_do_something_is_refused(inside: str) -> None:
    assert refused(an_svg(inside)).code == "picture_svg_refused"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "ha">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html><body>picture</body></html>",
        b"<svg><circle r='1'/></svg>",
        an_svg("<!--" + "x" * (513 << 10) + "-->"),
    ],
    ids=["entity", "external", "stylesheet", "HTML", "no namespace", "large"],
)
def test_what_only_looks_like_a_drawing_is_refused(content: bytes) -> None:
    assert refused(content).code == "picture_svg_refused"


def test_references_that_multiply_are_refused_before_a_browser_draws_them() -> None:
    layers = "".join(
        f'<g id="l{layer}">' + f'<use href="#l{layer - 1}"/>' * 10 + "</g>"
        for layer in range(1, 10)
    )
    drawing = an_svg(f'<g id="l0"><circle r="1"/></g>{layers}')
    assert len(drawing) < 3000
    assert "references that multiply" in refused(drawing).message_en
