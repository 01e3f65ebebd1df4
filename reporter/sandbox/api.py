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
from reporter.sandbox.nodes import child_row, children, media_row, user_row
from reporter.sandbox.usage import usage_headers
from reporter.sandbox.world import Media, account_of, find_media

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
        return _get(request, server) if request.method == "GET" else _unsupported_method(request)
    except TimedOutError:
        return HttpReply(500, errors.server_error(1).body(Login.FACEBOOK))


def _get(request: IncomingRequest, server: ServerState) -> HttpReply:
    url = urlsplit(request.target)
    params = dict(parse_qsl(url.query, keep_blank_values=True))
    token = params.pop("access_token", "") or request.bearer
    account = account_of(token)
    version, path = split_path(url.path, server.now)
    calls = server.tally.count_call((request.method, url.path, _without_secrets(params)))
    headers = {"facebook-api-version": version}
    usage = server.faults.usage
    try:
        if is_unknown_version(url.path):
            raise errors.unknown_path(url.path)
        if account is None:
            raise _no_account(token, path)
        call = Call(path, params, version, account, token, server)
        headers |= usage_headers(account if _reads_instagram(call) else None, calls, announced=usage)
        _raise_account_fault(call)
        return HttpReply(200, _route(call), headers)
    except FailedCallError as error:
        if error.code == 80002:
            headers |= usage_headers(account, calls, announced=usage, blocked=True)
        return _failure(error, account, headers)


def _failure(
    error: FailedCallError, account: SandboxAccount | None, headers: Mapping[str, str] | None = None
) -> HttpReply:
    login = account.login if account else Login.FACEBOOK
    return HttpReply(error.status, error.body(login), headers or {})


def _no_account(token: str, path: tuple[str, ...] = ()) -> FailedCallError:
    """Return the error for a request without a token, or with one that nobody issued."""
    if token:
        return errors.wrong_token()
    return errors.no_user_token() if path == ("me",) else errors.no_token()


def _unsupported_method(request: IncomingRequest) -> HttpReply:
    account = account_of(request.bearer)
    path = urlsplit(request.target).path.strip("/")
    return _failure(errors.gone(path, request.method.lower()) if account else errors.no_token(), account)


def _batch(request: IncomingRequest, server: ServerState) -> HttpReply:
    """Answer up to fifty GETs, each with its own status; null for a part that got no answer in time."""
    form = {**dict(parse_qsl(urlsplit(request.target).query)), **request.form}
    token = form.get("access_token") or request.bearer
    account = account_of(token)
    root = urlsplit(request.target).path.strip("/")
    try:
        if account is None:
            raise _no_account(token)
        if account.login == Login.INSTAGRAM or (root and not is_version(root)):
            raise errors.gone(root, "post")
        targets = [_target(url, root) for url in _relative_urls(form.get("batch", ""))]
    except FailedCallError as error:
        return _failure(error, account)
    with_headers = form.get("include_headers", "true") not in {"false", "0"}
    parts = [_part(target, token, server, with_headers=with_headers) for target in targets]
    return HttpReply(200, parts, usage_headers(None, server.tally.calls, announced=server.faults.usage))


def _relative_urls(batch: str) -> list[str]:
    """Return the addresses of a batch's parts. Raises FailedCallError if the batch as a whole is rejected."""
    try:
        parts = json.loads(batch)
    except ValueError:
        raise errors.unreadable_batch() from None
    if not isinstance(parts, list) or not parts or not all(map(_is_get, parts)):
        raise errors.unreadable_batch()
    if len(parts) > _MOST_PARTS:
        raise errors.batch_too_large()
    return [part["relative_url"].lstrip("/") for part in parts]


def _is_get(part: object) -> bool:
    return isinstance(part, dict) and part.get("method") == "GET" and isinstance(part.get("relative_url"), str)


def _target(url: str, root: str) -> str:
    """Return the target of a part: its own version, if it has one, or the batch's."""
    return f"/{url}" if not root or is_version(url.split("/", maxsplit=1)[0]) else f"/{root}/{url}"


def _part(target: str, token: str, server: ServerState, *, with_headers: bool) -> dict[str, Any] | None:
    try:
        reply = _get(IncomingRequest("BATCH", target, bearer=token), server)
    except TimedOutError:
        return None
    part: dict[str, Any] = {"code": reply.status}
    if with_headers:
        part["headers"] = [{"name": name, "value": value} for name, value in reply.headers.items()]
    return part | {"body": json.dumps(reply.body)}


def _raise_account_fault(call: Call) -> None:
    fault = call.server.faults.accounts.get(call.account.alias)
    if fault is None:
        return
    failures = call.server.tally.count_use(f"account {call.account.alias}") - fault.after
    if failures < 0 or (fault.times is not None and failures >= fault.times):
        return
    raise errors.expired_token(call.now) if fault.trouble == AccountTrouble.TOKEN_EXPIRED else errors.rate_limited()


def _route(call: Call) -> Any:  # noqa: ANN401 - any JSON
    if not call.path:
        raise errors.root_ids() if "ids" in call.params else errors.unknown_path("/")
    fixed = _FIXED[call.login].get(call.path)
    if fixed is not None:
        return fixed(call)
    node, *edge = call.path
    account_ids = {call.account.instagram_id}
    if call.login == Login.INSTAGRAM:
        account_ids |= {"me", tokens.user_id(call.account)}
    if node in account_ids:
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


def _media(call: Call, node_id: str, edge: tuple[str, ...]) -> dict[str, Any]:
    media, child = _existing_media(call, node_id)
    match edge:
        case ():
            return child_row(media, child, _fields(call)) if child else media_row(call, media, _fields(call))
        case ("insights",) if not child:
            return insights(call, media, call.params)
        case ("children",) if media.children and not child:
            return children(media, _fields(call))
        case ("insights",) | ("children",):
            raise errors.gone(node_id)
        case _:
            raise errors.unknown_path(f"/{'/'.join(edge)}")


def _existing_media(call: Call, node_id: str) -> tuple[Media, int]:
    """Return a media item and which child of it is meant. Raises FailedCallError for one that the token cannot see."""
    match = find_media(node_id, call.now)
    if match is None or match[0].account != call.account or _is_gone(call, node_id):
        raise errors.gone(node_id)
    return match


def _is_gone(call: Call, media_id: str) -> bool:
    fault = call.server.faults.media.get(media_id)
    return fault is not None and fault.trouble == Trouble.GONE and fault.times is None


def _facebook_me(call: Call) -> dict[str, Any]:
    """The person whose token it is; not an Instagram account."""
    values = {"id": tokens.user_id(call.account), "name": f"Sandbox user of {call.account.name}"}
    names = [field.name for field in read_fields(call.params.get("fields", "id,name"))]
    for name in names:
        if name not in values:
            raise errors.unknown_field(name)
    return {name: values[name] for name in dict.fromkeys((*names, "id"))}


def _pages(call: Call) -> dict[str, Any]:
    """The one page of the person, and the Instagram account behind it."""
    values: dict[str, Any] = {"id": "1" + call.account.instagram_id[-14:], "name": call.account.name}
    row = {}
    for requested_field in read_fields(call.params.get("fields", "id,name")):
        name = requested_field.name
        if name == "instagram_business_account":
            row[name] = user_row(call, requested_field.fields or (Field("id"),))
        elif name in values:
            row[name] = values[name]
        else:
            raise errors.unknown_field(name)
    return {"data": [row if "id" in row else row | {"id": values["id"]}]}


def _instagram_me(call: Call) -> dict[str, Any]:
    """The account itself; `id` is known to this app alone, `user_id` is the account's."""
    fields = read_fields(call.params.get("fields", "id,user_id"))
    return user_row(call, fields) | {"id": tokens.user_id(call.account)}


def _fields(call: Call) -> tuple[Field, ...]:
    return read_fields(call.params.get("fields", "id"))


def _reads_instagram(call: Call) -> bool:
    return bool(call.path) and (call.path[0].isdigit() or (call.login == Login.INSTAGRAM and call.path[0] == "me"))


def _without_secrets(params: Mapping[str, str]) -> str:
    secrets = {"input_token", "fb_exchange_token", "client_secret", "appsecret_proof"}
    return urlencode({name: value for name, value in params.items() if name not in secrets})


_FIXED: Mapping[Login, Mapping[tuple[str, ...], Callable[[Call], dict[str, Any]]]] = {
    Login.FACEBOOK: {
        ("me",): _facebook_me,
        ("me", "accounts"): _pages,
        ("debug_token",): tokens.debug_token,
        ("oauth", "access_token"): tokens.exchange,
    },
    Login.INSTAGRAM: {("me",): _instagram_me, ("refresh_access_token",): tokens.refresh_response},
}
