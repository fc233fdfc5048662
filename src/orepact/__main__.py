"""Run the command line with ``python -m orepact``."""

from orepact.cli import main

if __name__ == "__main__":
    main()
