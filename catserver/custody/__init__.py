"""What became of personal data, and who could see it; one stream for the whole site.

Pure, the same shape as `attempt`, with hardly a rule: what happened is written down. The events
name photos and attempts by their opaque ids and nobody by name or number, so that they may stay
when everything they speak of is gone. A breach report is drawn from them (docs/personal-data.md).
"""
