"""The static files, under an address that changes with their content: browsers may keep them for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Assets:
    """The files by name and one hash of them all: style sheets name fonts relative to themselves."""

    files: dict[str, Path]
    mark: str

    def url(self, name: str) -> str:
        """Return where a file is served."""
        assert name in self.files, name
        return f"/static/{self.mark}/{name}"

    async def serve(self, request: Request) -> Response:
        """Return a file; under an older mark, of another replica perhaps, it may not be kept."""
        file = self.files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        current = request.path_params["mark"] == self.mark
        headers = {"cache-control": _FOR_GOOD if current else "no-cache"}
        return FileResponse(file, headers=headers, media_type=_TYPES[file.suffix])


def load_assets(folder: Path = FOLDER) -> Assets:
    """Return the files of ``folder``: whatever is not listed here cannot be asked for."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES)
    files = {path.relative_to(folder).as_posix(): path for path in paths}
    mark = hashlib.blake2b(digest_size=6)
    for name, path in files.items():
        mark.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return Assets(files, mark.hexdigest())
