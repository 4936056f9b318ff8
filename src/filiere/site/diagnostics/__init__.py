"""What `filiere doctor` and a watcher look at to know that the site is well: the checks, and what runs them."""
