"""Says whether a registration photo can be opened, by opening it as the face engine will."""


def photo_problem(content: bytes) -> str | None:
    """None, or the code of what is wrong: not_a_picture or picture_too_large."""
    from proctoring.errors import PictureRefused
    from proctoring.vision.decode import decode

    try:
        decode(content)
    except PictureRefused as error:
        return error.code
    return None
