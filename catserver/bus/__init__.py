"""The only home of a broker client; the embedded server needs none and uses the twin in memory.

A message is a hint that something was committed. The journal is the truth.
"""
