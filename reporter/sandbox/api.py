"""From request to reply: who asks, whose rules hold, which edge is meant; batches. Has no sockets and no clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from reporter.catalog.models import Login
from reporter.sandbox import errors, tokens
from reporter.sandbox.accounts import SandboxAccount
from reporter.sandbox.call import Call, ServerState, is_unknown_version, is_version, split_path
from reporter.sandbox.errors import FailedCallError, TimedOutError
from reporter.sandbox.faults import AccountTrouble, Trouble
from reporter.sandbox.fields import Field, read_fields
from reporter.sandbox.insights import insights
from reporter.sandbox.listing import SHARED, listing
from reporter.sandbox.nodes import child_row, media_row, user_row
from reporter.sandbox.usage import usage_headers
from reporter.sandbox.world import account_of, find

_MOST_PARTS = 50


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """An HTTP request: target as sent, form fields of a POST, and the token of the Authorization header, if any."""

    method: str
    target: str
    form: Mapping[str, str] = field(default_factory=dict)
    bearer: str = ""


@dataclass(frozen=True, slots=True)
class HttpReply:
    """Status, JSON value and headers."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def handle(request: IncomingRequest, server: ServerState) -> HttpReply:
    """Answer one HTTP request. Every refusal is a reply, too."""
    server.tally.count_request()
    try:
        if request.method == "POST":
            return _batch(request, server)
        return _get(request, server) if request.method == "GET" else _no_such_verb(request)
    except TimedOutError:
        return HttpReply(500, errors.server_error(1).body(Login.FACEBOOK))


def _get(request: IncomingRequest, server: ServerState) -> HttpReply:
    parts = urlsplit(request.target)
    params = dict(parse_qsl(parts.query, keep_blank_values=True))
    given = params.pop("access_token", "") or request.bearer
    account = account_of(given)
    version, path = split_path(parts.path, server.now)
    calls = server.tally.count_call((request.method, parts.path, _public(params)))
    headers = {"facebook-api-version": version}
    usage = server.faults.usage
    try:
        if is_unknown_version(parts.path):
            raise errors.unknown_path(parts.path)
        if account is None:
            wanted = errors.no_user_token() if path == ("me",) else errors.no_token()
            raise errors.wrong_token() if given else wanted
        call = Call(path, params, version, account, given, server)
        headers |= usage_headers(account if _reads_instagram(call) else None, calls, announced=usage)
        _refuse_account(call)
        return HttpReply(200, _route(call), headers)
    except FailedCallError as refused:
        if refused.code == 80002:
            headers |= usage_headers(account, calls, announced=usage, blocked=True)
        login = account.login if account else Login.FACEBOOK
        return HttpReply(refused.status, refused.body(login), headers)


def _no_such_verb(request: IncomingRequest) -> HttpReply:
    account = account_of(request.bearer)
    path = urlsplit(request.target).path.strip("/")
    refused = errors.gone(path, request.method.lower()) if account else errors.no_token()
    return HttpReply(refused.status, refused.body(account.login if account else Login.FACEBOOK))


def _batch(request: IncomingRequest, server: ServerState) -> HttpReply:
    """Answer up to fifty GETs, each with its own status; null for a part that got no answer in time."""
    form = {**dict(parse_qsl(urlsplit(request.target).query)), **request.form}
    given = form.get("access_token") or request.bearer
    account = account_of(given)
    try:
        parts = _parts(request, form, account, given=given)
    except FailedCallError as refused:
        login = account.login if account else Login.FACEBOOK
        return HttpReply(refused.status, refused.body(login))
    with_headers = form.get("include_headers", "true") not in {"false", "0"}
    found = [_part(part, given, server, with_headers=with_headers) for part in parts]
    return HttpReply(200, found, usage_headers(None, server.tally.calls, announced=server.faults.usage))


def _parts(
    request: IncomingRequest, form: Mapping[str, str], account: SandboxAccount | None, *, given: str
) -> list[str]:
    """Return the parts' targets. Raises FailedCallError if the batch as a whole is refused."""
    if account is None:
        raise errors.wrong_token() if given else errors.no_token()
    root = urlsplit(request.target).path.strip("/")
    if account.login == Login.INSTAGRAM or (root and not is_version(root)):
        raise errors.gone(root, "post")
    try:
        parts = json.loads(form.get("batch", ""))
    except ValueError:
        raise errors.unreadable_batch() from None
    if not isinstance(parts, list) or not parts or not all(map(_is_get, parts)):
        raise errors.unreadable_batch()
    if len(parts) > _MOST_PARTS:
        raise errors.batch_too_large()
    relative = [part["relative_url"].lstrip("/") for part in parts]
    return [f"/{url}" if not root or is_version(url.split("/")[0]) else f"/{root}/{url}" for url in relative]


def _is_get(part: object) -> bool:
    return isinstance(part, dict) and part.get("method") == "GET" and isinstance(part.get("relative_url"), str)


def _part(target: str, given: str, server: ServerState, *, with_headers: bool) -> dict[str, Any] | None:
    try:
        reply = _get(IncomingRequest("BATCH", target, bearer=given), server)
    except TimedOutError:
        return None
    found: dict[str, Any] = {"code": reply.status}
    if with_headers:
        found["headers"] = [{"name": name, "value": value} for name, value in reply.headers.items()]
    return found | {"body": json.dumps(reply.body)}


def _refuse_account(call: Call) -> None:
    fault = call.server.faults.accounts.get(call.account.alias)
    if fault is None:
        return
    good = call.server.tally.count_use(f"account {call.account.alias}") - fault.after
    if good < 0 or (fault.times is not None and good >= fault.times):
        return
    raise errors.expired_token(call.now) if fault.trouble == AccountTrouble.TOKEN_EXPIRED else errors.rate_limited()


def _route(call: Call) -> Any:  # noqa: ANN401 - any JSON
    if not call.path:
        raise errors.root_ids() if "ids" in call.params else errors.unknown_path("/")
    fixed = _FIXED[call.login].get(call.path)
    if fixed is not None:
        return fixed(call)
    node, *edge = call.path
    own = {call.account.instagram_id}
    if call.login == Login.INSTAGRAM:
        own |= {"me", tokens.user_id(call.account)}
    if node in own:
        return _user(call, tuple(edge))
    if not node.isdigit():
        raise errors.unknown_path(f"/{'/'.join(call.path)}")
    return _media(call, node, tuple(edge))


def _user(call: Call, edge: tuple[str, ...]) -> dict[str, Any]:
    if not edge:
        return user_row(call, _fields(call))
    if edge in {("media",), ("stories",)} or (edge == (SHARED,) and call.login == Login.FACEBOOK):
        return listing(call, edge[0])
    raise errors.unknown_path(f"/{'/'.join(edge)}")


def _media(call: Call, wanted: str, edge: tuple[str, ...]) -> dict[str, Any]:
    found = find(wanted, call.now)
    if found is None or found[0].account != call.account or _is_gone(call, wanted):
        raise errors.gone(wanted)
    media, child = found
    if not edge:
        return child_row(media, child, _fields(call)) if child else media_row(call, media, _fields(call))
    if edge == ("insights",) and not child:
        return insights(call, media, call.params)
    if edge == ("children",) and media.children and not child:
        return {"data": [child_row(media, number, _fields(call)) for number in range(1, media.children + 1)]}
    if edge in {("insights",), ("children",)}:
        raise errors.gone(wanted)
    raise errors.unknown_path(f"/{'/'.join(edge)}")


def _is_gone(call: Call, wanted: str) -> bool:
    fault = call.server.faults.media.get(wanted)
    return fault is not None and fault.trouble == Trouble.GONE and fault.times is None


def _facebook_me(call: Call) -> dict[str, Any]:
    """The person whose token it is; not an Instagram account."""
    own = {"id": tokens.user_id(call.account), "name": f"Sandbox user of {call.account.name}"}
    wanted = [field.name for field in read_fields(call.params.get("fields", "id,name"))]
    for name in wanted:
        if name not in own:
            raise errors.unknown_field(name)
    return {name: own[name] for name in dict.fromkeys((*wanted, "id"))}


def _pages(call: Call) -> dict[str, Any]:
    """The one page of the person, and the Instagram account behind it."""
    own: dict[str, Any] = {"id": "1" + call.account.instagram_id[-14:], "name": call.account.name}
    row = {}
    for requested in read_fields(call.params.get("fields", "id,name")):
        if requested.name == "instagram_business_account":
            row[requested.name] = user_row(call, requested.fields or (Field("id"),))
        elif requested.name in own:
            row[requested.name] = own[requested.name]
        else:
            raise errors.unknown_field(requested.name)
    return {"data": [row if "id" in row else row | {"id": own["id"]}]}


def _instagram_me(call: Call) -> dict[str, Any]:
    """The account itself; `id` is known to this app alone, `user_id` is the account's."""
    fields = read_fields(call.params.get("fields", "id,user_id"))
    return user_row(call, fields) | {"id": tokens.user_id(call.account)}


def _fields(call: Call) -> tuple[Field, ...]:
    return read_fields(call.params.get("fields", "id"))


def _reads_instagram(call: Call) -> bool:
    return bool(call.path) and (call.path[0].isdigit() or (call.login == Login.INSTAGRAM and call.path[0] == "me"))


def _public(params: Mapping[str, str]) -> str:
    secret = {"input_token", "fb_exchange_token", "client_secret", "appsecret_proof"}
    return urlencode({name: value for name, value in params.items() if name not in secret})


_FIXED: Mapping[Login, Mapping[tuple[str, ...], Callable[[Call], dict[str, Any]]]] = {
    Login.FACEBOOK: {
        ("me",): _facebook_me,
        ("me", "accounts"): _pages,
        ("debug_token",): tokens.debug_token,
        ("oauth", "access_token"): tokens.exchange,
    },
    Login.INSTAGRAM: {("me",): _instagram_me, ("refresh_access_token",): tokens.refresh_answer},
}
