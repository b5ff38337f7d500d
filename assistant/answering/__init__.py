"""Study: a question becomes an answer whose every figure and claim is traced."""
