"""What the paper is: its figures and their parameters, its claims, the numbers that it states."""
