"""Takes in what was handed in: CSV files and filled PDFs, folders and ZIP files of them."""

from quizgen.intake.items import Form, Item, Refused, Table
from quizgen.intake.taking import take_in

__all__ = ["Form", "Item", "Refused", "Table", "take_in"]
