"""Lets `python -m reporter` do what the `reporter` command does."""

from reporter.cli import main

if __name__ == "__main__":
    main()
