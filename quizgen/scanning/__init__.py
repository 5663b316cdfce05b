"""Scanned handouts: which sheet a page is of, where its answer fields are, in which order.

What looks at pages and copies them needs the extra `scan` (pypdfium2, zxing-cpp, Pillow), and
runs in processes of its own (`processes.py`): a scan may be anybody's PDF.
"""
