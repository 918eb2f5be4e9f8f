"""Why the normal equation holds: the expansion, the gradient, and two common slips (S4).

Helper `descent-extras` is building this now.
"""
