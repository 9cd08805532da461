"""Whoosh's Index, IndexReader and IndexWriter over memory-mapped NumPy arrays."""
