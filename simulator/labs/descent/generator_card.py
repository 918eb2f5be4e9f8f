"""Data made to order: slope, noise, outliers, collinearity, rows and a seed.

Helper `descent-extras` is building this now.
"""
