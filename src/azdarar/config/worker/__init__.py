"""What happens behind the paper's back: tasks, chores by the clock, checkpoints, a sign of life."""
