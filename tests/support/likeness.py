"""How alike two small pictures of a page are, whatever fonts and browser took them: by its blocks, not its letters.

Pictures are laid out in coarse cells. Another font makes paragraphs a line longer or shorter, so rows of cells are laid
over rows so that they differ least (dynamic time warping), and then compared: as a whole, and where it is worst.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

_CELL = 5  # pixels of a picture a quarter of the page's size: a line of text becomes a grey
_TALLER = 0.06  # how much taller or shorter a page may be; fonts as different as sans and mono make 0.05
_BAND = 0.12  # how far a row is looked for from where it stood, of the height
_DETOUR = 0.005  # what it costs to lay one row over two
_WINDOW = 12  # rows in which a difference counts as one place; a row of key figures has ten
# Pale grounds are told from white as well as ink from paper. What is nearly white is noise of a stored picture.
_DARKNESS = [0 if shade > 252 else round(255 * ((255 - shade) / 255) ** 0.5) for shade in range(256)]


class Limits(NamedTuple):
    """How much may differ on average and in the worst place, from 0 to 1."""

    mean: float
    worst: float


# Measured: other fonts differ by 0.031 and 0.064 at most, the mildest broken layouts by 0.085 in their worst place.
# In a narrow column a word more or less moves everything: 0.048 and 0.112; only the worse of broken layouts are seen.
WIDE = Limits(0.045, 0.08)
NARROW = Limits(0.065, 0.13)


def differences(known: Image.Image, found: Image.Image, limits: Limits) -> list[str]:
    """Return what makes the found picture another layout than the known one; nothing when they are alike."""
    if found.width != known.width:  # something stands out at the side
        return [f"{found.width / known.width:.0%} of the width"]
    taller = found.height / known.height
    told = [f"{taller:.0%} of the height"] if abs(taller - 1) > _TALLER else []
    along = _along(_rows(known), _rows(found))
    mean = sum(along) / len(along)
    sums = [sum(along[at : at + _WINDOW]) / _WINDOW for at in range(max(1, len(along) - _WINDOW + 1))]
    worst = max(sums)
    told += [f"on average {mean:.3f} (limit {limits.mean})"] if mean > limits.mean else []
    place = sums.index(worst) / len(sums)
    told += [f"{worst:.3f} (limit {limits.worst}) at {place:.0%} of the height"] if worst > limits.worst else []
    return told


def _rows(picture: Image.Image) -> list[bytes]:
    """Return the picture as rows of cells, three bytes a cell."""
    columns, rows = round(picture.width / _CELL), round(picture.height / _CELL)
    cells = picture.convert("RGB").resize((columns, rows), Image.Resampling.BOX).point(_DARKNESS * 3).tobytes()
    return [cells[at : at + columns * 3] for at in range(0, len(cells), columns * 3)]


def _along(known: Sequence[bytes], found: Sequence[bytes]) -> list[float]:
    """Return the differences along the cheapest way from the first rows to the last."""
    reach = max(4, round(_BAND * max(len(known), len(found))))
    steps: dict[tuple[int, int], tuple[float, float, tuple[int, int]]] = {(-1, -1): (0.0, 0.0, (-1, -1))}
    far = (float("inf"), 0.0, (-1, -1))
    for row in range(len(known)):
        middle = round(row * (len(found) - 1) / max(1, len(known) - 1))
        for other in range(max(0, middle - reach), min(len(found), middle + reach + 1)):
            before = {(row - 1, other - 1): 0.0, (row - 1, other): _DETOUR, (row, other - 1): _DETOUR}
            cost, last = min((steps.get(step, far)[0] + extra, step) for step, extra in before.items())
            own = _apart(known[row], found[other])
            steps[row, other] = (cost + own, own, last)
    at, along = (len(known) - 1, len(found) - 1), []
    while at != (-1, -1):
        _, own, at = steps[at]
        along.append(own)
    return along[::-1]


def _apart(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) / 255
