"""Materials 材料: files that people hand in, taken byte for byte and kept by their content.

``receiving`` takes a file in pieces, ``inspecting`` looks at it in a process of its own,
``storing`` keeps it, ``trays`` shows what a page has collected and hands it over to a case.
"""
