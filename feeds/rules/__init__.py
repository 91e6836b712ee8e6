"""The rules that can falsify a journey: one small file for each table they look at."""
