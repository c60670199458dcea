"""Personal data in the site's keeping: sealed, its use written down, handed out on request.

`vault` is the event's key: it seals photos and templates for whichever store holds them, and knows
none. `custodian` drives the machine of `catserver/custody`: what was shown, handed out, forgotten.
`person_export` gathers what is held on one person, `person_traces` what is held of them elsewhere,
and `person_page` writes it to be read, with `person_words`. Start with `vault`.

Deleting is not here: what a row is and how it goes, the store alone knows (`store/forgetting.py`).
"""
