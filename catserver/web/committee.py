"""The committee's requests."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
