"""Which addresses are told something."""

from ipaddress import ip_address, ip_network

import pytest

from acuerdo.apps.webhooks.addresses import AddressRefused, check_address, check_url

HERE = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "url", ["https://a.example/x?y=1", "https://a.example:8443", "https://93.184.215.14/", "https://localhost.example/"]
)
def test_public_addresses_by_https_are_told(url: str) -> None:
    check_url(url, ())
    with pytest.raises(AddressRefused) as told:
        check_url(url.replace("https", "http"), ())
    assert told.value.code == "not_https"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://a.example/", "not_https"),
        ("http://127.0.0.1/", "not_https"),
        ("ftp://a.example/", "bad_address"),
        ("javascript:alert(1)", "bad_address"),
        ("https://", "bad_address"),
        ("https://a.example:99999/", "bad_address"),
        ("https://user:pass@a.example/", "bad_address"),
        ("https://a.example/#x", "bad_address"),
        ("https://a.example/\r\nX: y", "bad_address"),
        ("https://ñ.example/", "bad_address"),
        ("https://a.example/" + "x" * 2_000, "bad_address"),
        ("https://127.0.0.1/", "private_address"),
        ("https://[::1]/", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"),
        ("https://169.254.169.254/latest/meta-data", "private_address"),
        ("https://localhost/", "private_address"),
        ("https://LOCALHOST.:8443/", "private_address"),
        ("https://hooks.localhost/", "private_address"),
        ("https://127.1/", "private_address"),
        ("https://2130706433/", "private_address"),
        ("https://0x7f.1/", "private_address"),
        ("https://0177.0.0.1/", "private_address"),
        ("https://127.0.0.1./", "private_address"),
        ("https://10.1/", "private_address"),
        ("https://[fe80::1]/", "private_address"),
        ("https://[fd00::1%25eth0]/", "private_address"),
    ],
)
def test_other_addresses_are_not(url: str, code: str) -> None:
    with pytest.raises(AddressRefused) as told:
        check_url(url, ())
    assert told.value.code == code


def test_what_the_installation_allows_is_told_on_loopback_even_without_https() -> None:
    check_url("http://127.0.0.1:9000/hook", HERE)
    check_url("https://10.1.2.3/", (ip_network("10.1.0.0/16"),))
    for url in ("https://localhost/", "https://127.1/", "https://0x7f000001/"):
        check_url(url, HERE)
    for url in ("http://10.1.2.3/", "http://localhost/"):
        with pytest.raises(AddressRefused):
            check_url(url, (ip_network("10.1.0.0/16"), *HERE))


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused, not listened on
        "255.255.255.255",
        "224.0.0.1",
        "fe80::1",
        "fc00::1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "::",
    ],
)
def test_what_lies_inside_the_network_is_not_told(address: str) -> None:
    with pytest.raises(AddressRefused) as told:
        check_address(ip_address(address), HERE)
    assert told.value.code == "private_address"
