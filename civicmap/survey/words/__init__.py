"""What the texts of cells mean: answers, states, lists, dates and numbers, in six languages and as tools write them."""
