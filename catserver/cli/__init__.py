"""The operator's way in: `catserver`, one verb per task, one file per group of verbs.

VERBS is the whole list; a verb's file is imported when the verb is used, so that the command line
starts at once. `opening.py` gives a verb the settings and the site's registry; `printing.py` knows
how a report looks. Verbs do what the pages do, through the same packages: no rule lives here.
"""

from catserver.cli.lazy import LazyGroup

VERBS = {
    "demo": "catserver.cli.demo:demo",
    "serve": "catserver.cli.serve:serve",
    "board": "catserver.cli.board:board",
    "migrate": "catserver.cli.migrate:migrate_command",
    "staff": "catserver.cli.staff:staff",
    "load-exam": "catserver.cli.load:load_exam",
    "load-bank": "catserver.cli.load:load_bank",
    "load-roster": "catserver.cli.load:load_roster",
    "enrol": "catserver.cli.load:load_roster",
    "check-photos": "catserver.cli.check_photos:check_photos",
    "presets": "catserver.cli.presets:presets",
    "sitting": "catserver.cli.sitting:sitting",
    "log": "catserver.cli.log:log",
    "verify": "catserver.cli.verify:verify",
    "witness": "catserver.cli.witness:witness",
    "certificate": "catserver.cli.certificate:certificate",
    "backup": "catserver.cli.backup:backup",
    "restore": "catserver.cli.backup:restore_command",
    "event": "catserver.cli.event:event",
    "forget": "catserver.cli.forget:forget",
    "export-person": "catserver.cli.export_person:export_person",
    "breach-report": "catserver.cli.breach_report:breach_report",
    "replay": "catserver.cli.replay:replay",
    "rescore": "catserver.cli.rescore:rescore",
    "rehearse": "catserver.cli.rehearse:command",
    "broadcast": "catserver.cli.broadcast:broadcast",
    "bench": "catserver.cli.bench:bench",
    "faces": "catserver.cli.faces:faces",
    "doctor": "catserver.cli.doctor:doctor",
}

main = LazyGroup(VERBS)
