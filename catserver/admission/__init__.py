"""One candidate's way in: expected, arrived, compared, admitted or refused, seated, out and back.

Pure, the same shape as `attempt`. The machine may refer; only a person's decision refuses.
"""
