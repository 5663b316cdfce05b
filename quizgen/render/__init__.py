"""The writers: a `Document` goes in, an HTML page or a PDF comes out."""
