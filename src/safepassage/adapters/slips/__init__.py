"""Slips on paper."""

from safepassage.adapters.slips.printer import TypstSlipPrinter

__all__ = ["TypstSlipPrinter"]
