"""What a reader sees in a chart's SVG: its texts, and lines, points and bars with the values read off its axis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

NAME = "{http://www.w3.org/2000/svg}"
TICK_LABEL = "-8"
PAPER = "var(--paper, #ffffff)"
_SIZES = {"": 1, "K": 1e3, "M": 1e6, "B": 1e9}


@dataclass(frozen=True)
class Line:
    """A line with the values at its corners."""

    values: list[float]
    colour: str
    width: float
    dash: str


@dataclass(frozen=True)
class Point:
    """A point of a line."""

    value: float
    colour: str
    shape: str
    hollow: bool


@dataclass(frozen=True)
class Bar:
    """A standing bar from one value to another."""

    low: float
    high: float
    colour: str
    hollow: bool


class Drawing:
    """A parsed drawing. Values are read off the ticks' labels: right to a pixel's hundredth."""

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)  # noqa: S314 - our own
        self.texts = [text.text or "" for text in self.elements("text")]
        self.names = [text.text or "" for text in self.elements("text") if "font-weight" in text.attrib]

    def elements(self, name: str) -> list[Element]:
        return list(self.root.iter(f"{NAME}{name}"))

    @property
    def lines(self) -> list[Line]:
        return [
            Line(
                [self._value(float(corner.split(",")[1])) for corner in line.attrib["points"].split()],
                line.attrib["stroke"],
                float(line.attrib["stroke-width"]),
                line.attrib.get("stroke-dasharray", ""),
            )
            for line in self.elements("polyline")
        ]

    @property
    def points(self) -> list[Point]:
        return [
            Point(
                self._value(float(_moved(point)[1])),
                point.attrib["stroke"],
                point.attrib["d"],
                hollow=point.attrib["fill"] == PAPER,
            )
            for point in self.elements("path")
            if "transform" in point.attrib and "stroke" in point.attrib
        ]

    @property
    def bars(self) -> list[Bar]:
        bars = []
        for bar in self.elements("rect"):
            top, height = float(bar.attrib["y"]), float(bar.attrib["height"])
            low, high = self._value(top + height), self._value(top)
            bars.append(Bar(low, high, bar.attrib["stroke"], hollow=bar.attrib["fill"] == "none"))
        return bars

    @property
    def rules(self) -> list[float]:
        """Heights of the light rules, from the lowest to the highest."""
        rules = [float(line.attrib["y1"]) for line in self.elements("line") if "rule" in line.attrib["stroke"]]
        return sorted(rules, reverse=True)

    @property
    def ticks(self) -> list[float]:
        """The numbers that stand beside the rules, from the lowest to the highest."""
        labels = [text.text or "" for text in self.elements("text") if text.attrib["x"] == TICK_LABEL]
        numbers = [re.fullmatch(r"(-?[\d.]+)([KMB]?)", label) for label in labels]
        return sorted(float(number[1]) * _SIZES[number[2]] for number in numbers if number)

    def _value(self, y: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        bottom, top = self.rules[0], self.rules[-1]
        return low + (high - low) * (bottom - y) / (bottom - top)


def _moved(element: Element) -> list[str]:
    return element.attrib["transform"].removeprefix("translate(").removesuffix(")").split(",")
