"""Who published this?

From addresses to canonical URLs, from places to publishers, from records to works. Rules by number:
semantics, section 2.
"""
