"""The room's day: prepared, open, running, closed, and what must balance before it closes.

Pure, the same shape as `attempt`. `withholding` is the part of it that keeps one candidate's result
from the public.
"""
