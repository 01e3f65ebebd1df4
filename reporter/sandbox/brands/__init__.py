"""The invented brands, one module each, in a fixed order. Their place is part of every media id."""

from reporter.sandbox.brands.kettle import KETTLE
from reporter.sandbox.brands.lumen import LUMEN
from reporter.sandbox.brands.nordpfad import NORDPFAD
from reporter.sandbox.brands.velora import VELORA
from reporter.sandbox.brands.zaytoun import ZAYTOUN

BRANDS = (LUMEN, NORDPFAD, ZAYTOUN, VELORA, KETTLE)
