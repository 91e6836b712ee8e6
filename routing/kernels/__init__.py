"""The compiled kernels: arrays in, arrays out; the only place that knows numba.

Every kernel has a networkx body elsewhere that is its oracle, and a property test that compares
the two. Kernels are cached on disk beside their source and release the interpreter's lock.
"""
