"""Machines as they are named in settings: by a name or by a number."""

import ipaddress


def is_number(host: str) -> bool:
    """Return whether ``host`` is an IP address, so that there is nothing to look up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine under a name that nobody else can give away."""
    return ipaddress.ip_address(host).is_loopback if is_number(host) else host.lower() == "localhost"
