"""How the words of an answer are understood, beside the words of the question."""
