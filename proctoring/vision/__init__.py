"""The only home of OpenCV, dlib and Pillow: from the bytes of a photo to findings and a template.

What it does: ``decode`` opens a photo within limits; ``dlib_engine`` (and ``yunet``, an optional
detector) finds the face and makes its template; ``measures`` measures the photo for
``proctoring.quality`` and ``rims`` for ``proctoring.glasses``; ``inspection`` joins these into the
one call the shell makes; ``pool`` runs it in worker processes, because the network holds the
interpreter's lock for most of the tenth of a second it takes. ``engines`` builds an engine by its
name: ``dlib_engine`` with ``resnet_graph``, and ``second_look`` for hidden faces, or
``onnx_engine`` with a network of the ``model_folder`` (``onnx_input`` says what it takes;
``onnx_network`` computes every network), or both ``side_by_side``. ``evaluation`` scores ``pairs``
of photos that ``photo_reading`` read, whole or with ``spoiling``. ``portrait*`` and ``demo_people``
draw the invented people of the demo. Of live pictures ``live_work`` does a frame at a time
(``tracking``) and a few together (``series_work``); ``attack_evaluation`` runs recordings and drawn
attacks through the same.

What it does not know: thresholds, outcomes, decisions, and who the person is.

Where to start: ``inspection.py``.
"""
