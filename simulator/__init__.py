"""Chainrule: see learning happen with real numbers."""
