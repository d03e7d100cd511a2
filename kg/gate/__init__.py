"""May this change go in?

Rules over what pages cite, waivers and a baseline of what is known, and reports that other programs read.
"""
