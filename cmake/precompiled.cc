// Nothing of its own: a target that precompiles headers needs one source.
