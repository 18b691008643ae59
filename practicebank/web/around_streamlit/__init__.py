"""What rewrites or guards the answers of Streamlit."""
