"""`assistant slack-manifest`: what Slack needs to make the app."""

import json

from assistant.slack.manifest import read_host, write_manifest


async def slack_manifest(host: str, *, socket_mode: bool) -> int:
    """Print the manifest as JSON; without a host for Socket Mode alone."""
    address = read_host(host) if host else ""
    print(json.dumps(write_manifest(address, socket_mode=socket_mode), indent=2))
    return 0
