"""The search for one face under two numbers: put together, and its work in the background."""

from catserver.background import Work
from catserver.config import Settings
from catserver.delivery.door.doubles import Doubles, SearchRules
from catserver.delivery.door.inspecting import Engine
from catserver.delivery.door.preparing import Preparer
from catserver.delivery.door.templates import TemplateStore
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.registry import Registry
from catserver.delivery.sittings import Sittings
from catserver.delivery.watch_list import WatchList


def search_of(
    settings: Settings,
    registry: Registry,
    templates: TemplateStore,
    sittings: Sittings,
    admissions: AdmissionDesk,
    engine: Engine,
    watch: WatchList,
) -> tuple[Doubles, dict[str, Work]]:
    """The templates of registration photos are made all the same where nobody is searched."""
    faces = settings.faces
    rules = SearchRules(faces.search_false_alarms, faces.search_at_most or None)
    preparer = Preparer(registry, engine)
    doubles = Doubles(
        registry,
        templates,
        sittings,
        admissions,
        rules,
        complete=lambda: preparer.complete,
        watch=watch if faces.watch_list else None,
    )
    preparer.tell(doubles.learn_engine)
    works: dict[str, Work] = {
        "templates": preparer.run,
        "same face": doubles.search_arrivals,
        "same photo": doubles.search_references,
    }
    return doubles, works
