"""Who is asked: frames, designs, draws, response rates, and who is to be reminded first."""
