"""SMTP Codes: YAML records in, pages and data out.

One direction: records → shape → rules → model → pages → exports. A module uses only what stands left of it.
"""
