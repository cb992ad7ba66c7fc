"""How real replies to yes/no questions are read, next to matching the word yes.

Repeat it with: python -m benchmarks.consent
"""
