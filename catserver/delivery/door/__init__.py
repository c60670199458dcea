"""Identity at the door and at the gates behind it: who comes is looked at, and a person decides.

It sits between the day and those who watch it: it knows the desk, the registry, the sittings and
`keeping`, and neither the room nor a proctor's actions, which both know it. It opens no picture and
starts no process: what a face engine must offer is `inspecting`, and `turned_faces` puts the
event's key before it.

Start with `arrivals` (a picture, a decision, a PIN) and `looks` (any gate, any camera: now or
later); they are the ways in. `comparing` makes one look, `later` the ones that were put off, and
`strangers` says what a distance means among these candidates, and `glasses` which of two photos has
some.

A living person: `live_watch` is one series of frames, `live_checks` holds them all, `line` is where
terminals wait to be followed, `live_view` what a page shows, and `live_outcome` says what a check
means for the comparison it belongs to.

One face, two names: `doubles` searches, over `templates` (a matrix), `galleries` (what is in
memory) and `preparing` (photos that no engine has seen yet). What it and `replays` have not come to
yet is in `unsearched`. `photo_review` looks weeks ahead.

What is shown of it all: `gate_views`, `referral_views` and `referral_report`; `thresholds` says
what measurement an exam's thresholds come from.
"""
