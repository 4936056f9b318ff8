"""`python -m filiere` is the `filiere` command."""

from filiere.cli import main

if __name__ == "__main__":
    main()
