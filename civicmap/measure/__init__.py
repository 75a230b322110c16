"""The folds over a resolved survey, and the findings made of them."""
