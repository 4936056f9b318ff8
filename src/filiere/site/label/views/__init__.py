"""Public pages of referentials, one module a page or two that go together."""
