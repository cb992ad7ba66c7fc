"""How a call is put into words: its deed from the tool's name, each value as one says it, and the sentence of both."""
