"""What comes after the numbers: documented practices, and where entities stand on recommendations."""
