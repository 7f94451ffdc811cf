"""What the user can set: company, accounts, appearance."""
