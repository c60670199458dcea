"""The only home of OpenCV, dlib and Pillow: from the bytes of a photo to findings and a template.

What it does: ``decode`` opens a photo within limits; ``dlib_engine`` (and ``yunet``, an optional
detector) finds the face and makes its template; ``measures`` measures the photo for
``proctoring.quality``; ``inspection`` joins these into the one call the shell makes; ``pool``
runs it in worker processes, because the network holds the interpreter's lock for most of the
tenth of a second it takes; ``evaluation`` measures error rates on pairs of photos; ``portrait*``
and ``demo_people`` draw the invented people of the demo.

What it does not know: thresholds, outcomes, decisions, and who the person is.

Where to start: ``inspection.py``.
"""
