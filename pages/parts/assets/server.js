// Tells Streamlit's script, which runs after this one, where its server is: every page is one level deep. Otherwise it
// first asks for it below the page's own address, is refused, and is ready a tenth of a second later.
window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL(".", document.baseURI).href };
