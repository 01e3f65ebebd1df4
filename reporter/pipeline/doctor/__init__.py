"""`reporter doctor`'s questions: `whole` asks them all, `folders` and `accounts` those that take more than a line."""
