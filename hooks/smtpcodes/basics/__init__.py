"""What every other room uses: codes, words, prose, problems, settings. Knows no record."""
