"""The sealed pack: what an auditor needs to find every figure again, in one file, without network and without trust."""
