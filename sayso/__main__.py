"""`python -m sayso`: the same as the `sayso` command."""

from sayso.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
