"""For every guard of the gate and every rule of reading answers: does a test notice when it is gone?"""
