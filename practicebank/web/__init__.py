"""What the server answers beside the pages: API, probes, assets, security headers, and the HTML shell."""
