"""A blank Streamlit page, the measure everything else is held against: one widget, one line."""

import streamlit as st

st.title("Blank")
number = st.number_input("Number", value=0, step=1, key="number")
st.text(f"The number is {number}.")
