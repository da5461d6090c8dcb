"""Every page of the browser's side with invented facts, to look at: python -m tests.preview_web [PORT]."""

from __future__ import annotations

import sys

import uvicorn

from adapters.demo.page import HOSTS, PREFIX, TEMPLATES, demo_routes, person_in_path
from adapters.web.canvas import Canvas
from adapters.web.connector import web_app
from tests.adapters.demo_company import DemoCompany
from tests.adapters.web_company import Company, desk_of, words


def main(port: int) -> None:
    """Serve the demo page and the inboxes of an invented company until stopped."""
    desk = desk_of(
        Company(), words(), (TEMPLATES,), prefix=PREFIX, identify=person_in_path, stays={"demo": ""}
    )
    app = web_app(desk, also=demo_routes(DemoCompany(), Canvas(desk, "demo")), hosts=HOSTS)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8123)
