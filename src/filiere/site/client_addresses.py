"""The address of a visitor, and by what the limits count it."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings


def client_address(meta: dict[str, Any]) -> str:
    """Address of the visitor.

    `X-Forwarded-For` is believed only behind a front server declared by `FILIERE_TRUSTED_PROXY`, and then only its
    last element, the one that server wrote: the others are whatever the visitor chose to send.
    """
    if settings.TRUSTED_PROXY:
        forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded
    return str(meta.get("REMOTE_ADDR", ""))


def client_network(meta: dict[str, Any]) -> str:
    """By what the limits count a visitor: the address, or its /64 for IPv6, of which one customer has 2⁶⁴ addresses.

    An IPv4 address written as an IPv6 one counts as itself; what is no address counts as it is written.
    """
    written = client_address(meta)
    try:
        address = ip_address(written.strip("[]").partition("%")[0])
    except ValueError:
        return written
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))
