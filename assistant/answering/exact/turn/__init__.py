"""What one turn says to the exact tools: numbers, days, sums, names, and the words that lead it."""
