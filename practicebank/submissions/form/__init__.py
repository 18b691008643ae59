"""What a contributor is asked and answers, and what is wrong with it; knows no database."""
