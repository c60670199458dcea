"""Is the person in the arrival photo the person in the registration photo?

What it does: finds the face in a photo, says whether the photo is good enough, turns it into a
template, compares two templates, and turns the distance into an outcome: a match, or a referral
to a person. It also counts how often it is wrong (``performance``), because a threshold nobody
measured is worth nothing.

What it does not know: names, exams, HTTP, SQL, asyncio. It never turns anyone away: the machine's
strongest word is "referred", and a person decides (``verification``).

Where to start: ``engine`` has the types and the protocol every engine obeys; ``quality`` and
``verification`` are the rules, pure and short; ``cohort`` says what a distance means among these
people, ``shipped`` has the thresholds beside their measurement, ``measured`` and ``det_curve`` its
figures; ``glasses`` tells those that only one of two photos has; ``presentation`` asks whether it
is a person at all, or a picture of one; ``vision`` is the only place that opens pictures and runs
networks, and ``vision/inspection.py`` is the one call the shell makes, through the worker processes
of ``vision/pool.py``. The words are those of ISO/IEC 2382-37 (reference, probe, comparison, match,
non-match) and ISO/IEC 19795-1 (FMR, FNMR, FTA).
"""
