"""What the product promises, measured: false alarms on made-up pilots, and speed."""
