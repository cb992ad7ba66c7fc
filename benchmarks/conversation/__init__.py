"""What the gate costs in a live conversation, each figure beside its rivals', in one run.

Repeat it with: python -m benchmarks.conversation
"""
