"""Policies: from a file to an acknowledgement, a question, an answer."""
