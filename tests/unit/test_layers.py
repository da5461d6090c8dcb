"""The import contracts hold only for modules they name, so every module has to be named."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _named() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    parts = (part for layer in layers for part in layer.replace("|", ":").split(":"))
    return {part.strip().strip("()") for part in parts}


def _existing() -> set[str]:
    children = [path for package in ("bot", "adapters") for path in (ROOT / package).iterdir()]
    modules = [path for path in children if path.suffix == ".py" or (path / "__init__.py").exists()]
    return {f"{path.parent.name}.{path.stem}" for path in modules if path.stem != "__init__"}


def test_every_module_has_its_layer() -> None:
    assert _existing() - _named() == set()
