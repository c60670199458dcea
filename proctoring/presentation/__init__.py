"""Is it a living person who stands there, or a picture of one? ISO/IEC 30107.

What it does: ``challenge`` draws turns of the head nobody can know beforehand and judges whether
they were made; ``cues`` says what looks like a print, a screen or a camera that is none;
``attack_rates`` counts how often both are wrong: APCER for each kind of attack, BPCER for people.

What it does not know: pictures (``proctoring.vision`` measures them), names, exams, HTTP. A cue
leads to a referral at most, and nothing seen is no proof of life: docs/live-person.md says what
is not detected.

Where to start: ``challenge``.
"""
