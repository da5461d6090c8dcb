"""The strict half of the proxy that the bot calls: Slack's Web API as strict as Slack is."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.e2e.support.faults import ChannelLimit, Script, play
from tests.e2e.support.strict_blocks import Json, faults_in_blocks, faults_in_view
from tests.e2e.support.workspace import Workspace, with_block_ids

POSTS = {"chat.postMessage", "chat.postEphemeral", "chat.update"}
VIEWS = {"views.open", "views.push", "views.update", "views.publish"}
TEXT_AT_MOST = 40_000  # https://docs.slack.dev/reference/methods/chat.postMessage


@dataclass
class Call:
    """One call of the bot, with what it was answered; ``answer`` is {} when there was none."""

    method: str
    args: Json
    answer: Json = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)

    @property
    def error(self) -> str:
        """Slack's word for what was wrong, '' when the call went through."""
        return str(self.answer.get("error", ""))


@dataclass
class WebApi:
    """Takes calls, refuses what Slack refuses, hands on the rest to the emulator."""

    token: str
    workspace: Workspace
    emulator_url: str = ""
    calls: list[Call] = field(default_factory=list)
    script: Script = field(default_factory=Script)
    limit: ChannelLimit = field(default_factory=ChannelLimit)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer ``/api/{method}``."""
        args = await _arguments(request)
        call = Call(request.match_info["method"], args)
        self.calls.append(call)
        fault = self.script.next(call.method)
        if fault and not fault.taken:
            return await play(fault, request)
        wait = self._seconds_to_wait(call)
        if wait:
            call.answer = {"ok": False, "error": "ratelimited"}
            headers = {"Retry-After": str(max(1, round(wait)))}
            return web.json_response(call.answer, status=429, headers=headers)
        call.answer = self._refusal(call, _token(request, args)) or await self._forward(call)
        return await play(fault, request) if fault else web.json_response(call.answer)

    async def hook(self, request: web.Request) -> web.StreamResponse:
        """Answer ``/hooks/{id}``, the response_url of a press or a command."""
        body = await request.json()
        call = Call("response_url", body)
        self.calls.append(call)
        faults = faults_in_blocks(with_block_ids(body["blocks"])) if body.get("blocks") else []
        if faults:
            call.answer = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": faults}}
            return web.json_response(call.answer, status=400)
        address = f"{self.emulator_url}/_hooks/response/{request.match_info['id']}"
        # Slack answers a command or a press for its author only, unless told otherwise.
        async with aiohttp.ClientSession() as session:
            response = await session.post(address, json={"response_type": "ephemeral", **body})
            await response.read()
        call.answer = {"ok": True}
        return web.Response(text="ok")

    def _seconds_to_wait(self, call: Call) -> float:
        if call.method != "chat.postMessage":
            return 0.0
        now = asyncio.get_running_loop().time()
        return self.limit.seconds_to_wait(str(call.args.get("channel")), now)

    def _refusal(self, call: Call, token: str) -> Json | None:
        """Return Slack's refusal, None when the call is fine."""
        if token != self.token:
            return {"ok": False, "error": "invalid_auth"}
        if call.method in POSTS:
            return _refused_message(call.args)
        if call.method in VIEWS:
            return _refused_view(call.args) or self._refused_trigger(call)
        return None

    def _refused_trigger(self, call: Call) -> Json | None:
        if call.method not in {"views.open", "views.push"}:
            return None
        error = self.workspace.use_trigger(call.args.get("trigger_id"))
        return {"ok": False, "error": error} if error else None

    async def _forward(self, call: Call) -> Json:
        answer = await _post(f"{self.emulator_url}/api/{call.method}", call.args, self.token)
        if answer.get("ok"):
            self._complete(call, answer)
        return answer

    def _complete(self, call: Call, answer: Json) -> None:
        """Add what the emulator leaves out, and remember what it forgets."""
        if call.method == "chat.postMessage" and call.args.get("metadata"):
            self.workspace.metadata[answer["channel"], answer["ts"]] = call.args["metadata"]
        if call.method == "views.publish":
            self.workspace.homes[call.args["user_id"]] = answer["view"]
        if call.args.get("include_all_metadata"):
            self._add_metadata(call.args["channel"], answer.get("messages", []))
        if "user" in answer and isinstance(answer["user"], dict):
            answer["user"] = self.workspace.member(answer["user"])
        if call.method == "users.list":
            answer["members"] = [self.workspace.member(user) for user in answer["members"]]

    def _add_metadata(self, channel: str, messages: list[Json]) -> None:
        for message in messages:
            metadata = self.workspace.metadata.get((channel, message["ts"]))
            if metadata:
                message["metadata"] = metadata


def _refused_message(args: Json) -> Json | None:
    blocks = args.get("blocks") or []
    if not blocks and not args.get("text"):
        return {"ok": False, "error": "no_text"}
    if len(args.get("text") or "") > TEXT_AT_MOST:
        return {"ok": False, "error": "msg_too_long"}
    faults = faults_in_blocks(blocks) if blocks else []
    if not faults:
        return None
    too_long = any("msg_blocks_too_long" in fault for fault in faults)
    error = "msg_blocks_too_long" if too_long else "invalid_blocks"
    return {"ok": False, "error": error, "response_metadata": {"messages": faults}}


def _refused_view(args: Json) -> Json | None:
    faults = faults_in_view(args.get("view") or {})
    if not faults:
        return None
    return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": faults}}


async def _arguments(request: web.Request) -> Json:
    """Return the arguments, whichever way they came; blocks have their ids."""
    args: Json = dict(request.query)
    if request.method == "POST" and request.content_type == "application/json":
        args |= await request.json()
    elif request.method == "POST":
        args |= dict(await request.post())
    for name in ("blocks", "view", "metadata"):
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    if args.get("blocks"):
        args["blocks"] = with_block_ids(args["blocks"])
    view = args.get("view")
    if view and view.get("blocks"):
        args["view"] = {**view, "blocks": with_block_ids(view["blocks"])}
    return args


def _token(request: web.Request, args: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") or str(args.get("token", ""))


async def _post(url: str, body: Json, token: str) -> Json:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as response,
    ):
        answer: Json = await response.json()
        return answer
