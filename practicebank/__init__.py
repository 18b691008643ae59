"""The practice bank: what has been tried to reduce crime, as plain Python that knows no Streamlit."""

__version__ = "1.0.0"
