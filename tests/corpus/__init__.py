"""Real messages beside the checkout (`../shared/corpus`) and what is expected of each, one comparer a family."""
