"""What every other room stands on: paths, secrets, clock, language, errors."""
