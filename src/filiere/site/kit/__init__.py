"""The floor under every app: what pages, forms, tables and charts are made with. No model, no word of a domain."""
