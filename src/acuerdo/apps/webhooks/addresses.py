"""Which addresses may be told something: none inside the network, unless the installation allows it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from socket import SOCK_STREAM, getaddrinfo, inet_aton
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
LONGEST = 2_000
_LOOPBACK = IPv4Address("127.0.0.1")
_TRANSLATED = ip_network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that is told nothing. `code` is `bad_address`, `not_https` or `private_address`."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: found {found}, expected {expected}")


def check_url(url: str, allowed: Sequence[Network]) -> None:
    """Raise `AddressRefused` for what no delivery can go to; names are looked up only when something is delivered.

    A host that is an address, however it is written, and the names of this machine are held to `check_address` at once.

    >>> check_url("https://tickets.sur.example/hook", ())
    >>> check_url("http://tickets.sur.example/hook", ())
    Traceback (most recent call last):
    ...
    acuerdo.apps.webhooks.addresses.AddressRefused: not_https: found http, expected https
    """
    try:
        found = urlsplit(url)
        host, _ = found.hostname, found.port
    except ValueError as fault:
        raise AddressRefused("bad_address", str(fault), "an address like https://example.org/hook") from None
    odd = found.username is not None or found.fragment or not url.isascii() or not url.isprintable() or " " in url
    if not host or odd or len(url) > LONGEST or found.scheme not in ("http", "https"):
        raise AddressRefused("bad_address", url[:80], "an address like https://example.org/hook")
    literal = _literal(host)
    if found.scheme == "http" and not (literal is not None and literal.is_loopback and _is_in(literal, allowed)):
        raise AddressRefused("not_https", "http", "https")
    here = host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost")  # names of this very machine
    reached = _LOOPBACK if here else literal
    if reached is not None:
        check_address(reached, allowed)


def check_address(address: Address, allowed: Sequence[Network]) -> None:
    """Raise `AddressRefused` for an address that is not of the public network and not allowed.

    >>> check_address(ip_address("93.184.215.14"), ())
    >>> check_address(ip_address("::ffff:169.254.169.254"), ())
    Traceback (most recent call last):
    ...
    acuerdo.apps.webhooks.addresses.AddressRefused: private_address: found 169.254.169.254, expected a public address
    """
    plain = _plain(address)
    if _is_in(plain, allowed):
        return
    if not plain.is_global or plain.is_multicast or plain.is_reserved:
        raise AddressRefused("private_address", str(plain), "a public address")


def look_up(url: str, allowed: Sequence[Network]) -> Address:
    """Return an address of a url's host; every one that it has must be allowed. Raises `AddressRefused`, `OSError`."""
    parts = urlsplit(url)
    found = getaddrinfo(parts.hostname, parts.port or parts.scheme, type=SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        check_address(address, allowed)
    return addresses[0]


def _plain(address: Address) -> Address:
    """Return the address that is really reached: the one that stands inside another."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _literal(host: str) -> Address | None:
    """Return the address that a host is by itself, in whichever way it is written: `127.1` is one too.

    >>> _literal("0x7f.1"), _literal("2130706433"), _literal("fe80::1"), _literal("sur.example")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), IPv6Address('fe80::1'), None)
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(inet_aton(host.rstrip(".")))  # the way in which the delivery would read it
    except OSError:
        return None


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
