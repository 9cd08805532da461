"""What a release is: its title, date, source, countries and language, each with its evidence.

`description` reads the full page, before the cleaner prunes it, and the cleaned text; `languages` the cleaned text.
Nothing is imported here, so that a query can use `territories` without their libraries.
"""
