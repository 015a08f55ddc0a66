"""What is kept of a browser: its name, its system and its network, never more than a screen shows."""

import ipaddress
import re

#: The first that is found is meant: browsers call themselves by the names of others, too.
_BROWSERS = (
    ("Edge", r"\bEdgA?/|\bEdgiOS/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Yandex", r"\bYaBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\bChrome/|\bCriOS/|\bChromium/|\bHeadlessChrome/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("iPad", r"\biPad\b"),
    ("iPhone", r"\biPhone\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)
#: What stands for the network of somebody of whom none is known.
UNKNOWN_NETWORK = "0.0.0.0"  # noqa: S104 - no address to listen on
_IN_WORDS = re.compile(r"[A-Za-z ]*\|[A-Za-z ]*")


def browser_in_words(user_agent: str) -> str:
    """Return ``Firefox|Linux``: the browser's name and its system's, either of them empty when unknown.

    What is in words already stays as it is. Two names and no sentence, because a reader may choose another
    language later.
    """
    if _IN_WORDS.fullmatch(user_agent):
        return user_agent
    return f"{_first(_BROWSERS, user_agent)}|{_first(_SYSTEMS, user_agent)}"


def network_of(address: str) -> str:
    """Return the first address of the network somebody came from: /24 of IPv4, /48 of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN_NETWORK
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    ip = mapped or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False).network_address)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")
