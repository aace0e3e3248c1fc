"""Every refusal has its own address and says what it means: a reader finds that there."""

import importlib
import inspect
import pkgutil

import server
from server.errors import DomainError


def every_refusal() -> list[type[DomainError]]:
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found, queue = [], [DomainError]
    while queue:
        children = queue.pop().__subclasses__()
        queue += children
        found += [child for child in children if child.__module__.startswith("server.")]
    return found


def test_no_two_refusals_share_an_address():
    slugs = [refusal.slug for refusal in every_refusal()]
    assert slugs
    assert sorted(set(slugs)) == sorted(slugs)


def test_every_refusal_explains_itself():
    assert [r.__name__ for r in every_refusal() if not inspect.cleandoc(r.__doc__ or "")] == []
