"""Whether a request comes from a person at this machine, as far as a request can show it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

from assistant.web.admission import OWN_HOSTS, host_name
from assistant.web.house import House
from assistant.web.peers import is_loopback

_TEST_PEER = "testclient"  # what Starlette's test client calls itself; no network peer has a name
_FORWARDED = frozenset({"forwarded", "via", "x-real-ip"})


def may_see_samples(request: Request, house: House) -> bool:
    """Whether sample rates may be shown to whoever sends the request."""
    return house.demo or is_local(request, house.public_url)


def is_local(request: Request, public_url: str) -> bool:
    """Whether a request comes from this machine and is for it; in doubt it does not.

    Behind a proxy every visitor's peer is this machine, and the proxy may have rewritten the
    Host header to match. So each sign of a proxy is enough to say no.

    Args:
        request: Of which Host header, peer, version and headers count.
        public_url: The address under which visitors reach the server; empty if none is set.
    """
    hosts = request.headers.getlist("host")
    return (
        len(hosts) == 1
        and host_name(hosts[0]) in OWN_HOSTS
        and _is_own_address(public_url)
        and not _is_passed_on(request.headers)
        # nginx speaks HTTP/1.0 to what it stands before unless told otherwise; browsers do not.
        and request.scope.get("http_version") != "1.0"
        # Without a peer it came over a Unix socket, and that is how a proxy may come.
        and request.client is not None
        and (request.client.host == _TEST_PEER or is_loopback(request.client.host))
    )


def _is_passed_on(headers: Headers) -> bool:
    return any(name in _FORWARDED or name.startswith("x-forwarded-") for name in headers)


def _is_own_address(public_url: str) -> bool:
    """Whether no public address is set, or one that only this machine can reach."""
    if not public_url:
        return True
    try:
        host = urlsplit(public_url).hostname or ""
    except ValueError:
        return False
    return (f"[{host}]" if ":" in host else host) in OWN_HOSTS
