"""The price of the normal equation against iteration, measured on this machine.

Helper `descent-extras` is building this now.
"""
