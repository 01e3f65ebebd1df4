"""What a hashtag is on Instagram: letters, digits, marks and underscores of any script, and emoji.

`analysis` finds hashtags in captions with the character classes defined here, and the validator checks with them
whether a hashtag of a spec can occur in a caption.
"""

from __future__ import annotations

import unicodedata
from itertools import dropwhile

# Characters below U+1F000 that are emoji in Unicode's data, except © ® ™ ‼ ⁉, which end a hashtag.
_EMOJI = (
    "2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB 25B6 25C0 25FB-25FE 2600-2604 260E "
    "2611 2614-2615 2618 261D 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653 265F-2660 2663 "
    "2665-2666 2668 267B 267E-267F 2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE 26C4-26C5 "
    "26C8 26CE-26CF 26D1 26D3-26D4 26E9-26EA 26F0-26F5 26F7-26FA 26FD 2702 2705 2708-270D 270F 2712 2714 2716 271D "
    "2721 2728 2733-2734 2744 2747 274C 274E 2753-2755 2757 2763-2764 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 "
    "2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F000-1FAFF"
)
RANGES = tuple(
    (int(first, 16), int(last or first, 16)) for first, _, last in (s.partition("-") for s in _EMOJI.split())
)
EMOJI = "".join(f"\\x{{{first:X}}}-\\x{{{last:X}}}" for first, last in RANGES)  # for the inside of a pattern's [...]
JOINERS = r"\x{200D}\x{E0020}-\x{E007F}"  # they make one emoji of several characters
HASHES = "#＃"  # Japanese keyboards type the full-width one
_JOINER = "\u200d"
_SELECTORS = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))  # select text or emoji presentation
# Letters, numbers, and what a newer Unicode than Python's may have made of unassigned characters; marks follow letters.
_KINDS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Cn"))
_MARKS = frozenset(("Mn", "Mc", "Me"))


def hashtag_key(written: str) -> str:
    """Return the same key for all spellings of a hashtag; a leading # is ignored."""
    plain = written.lstrip(HASHES).translate(_SELECTORS).rstrip(_JOINER)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())


def invalid_position(written: str) -> int:
    """Return the position of the first character that is not valid in a hashtag, or the text's length."""
    for position, letter in enumerate(written):
        if not (_is_any(letter) or (position > 0 and _is_later(letter))):
            return position
    return len(written)


def without_invalid(written: str) -> str:
    """Return the text without the characters that are not valid in a hashtag; it may be ""."""
    valid = [letter for letter in written if _is_any(letter) or _is_later(letter)]
    return "".join(dropwhile(lambda letter: not _is_any(letter), valid))


def _is_any(letter: str) -> bool:
    return letter == "_" or unicodedata.category(letter) in _KINDS or _is_emoji(letter)


def _is_later(letter: str) -> bool:
    return letter == _JOINER or unicodedata.category(letter) in _MARKS or "\U000e0020" <= letter <= "\U000e007f"


def _is_emoji(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in RANGES)
