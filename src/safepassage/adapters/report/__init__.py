"""The report on paper and on screen."""

from safepassage.adapters.report.writing import write_report

__all__ = ["write_report"]
