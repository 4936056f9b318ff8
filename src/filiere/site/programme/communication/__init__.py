"""What the association says in public: operations, messages bound to a figure, kits, and the recall of a figure."""
