"""`python -m registry` is `registry`."""

from registry.commands import main

if __name__ == "__main__":
    main()
