"""Predict, then reveal: click where the next point of the path will land.

Helper `descent-extras` is building this now.
"""
