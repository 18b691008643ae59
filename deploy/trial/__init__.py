"""Tries the deployment for real, on this machine and in temporary folders: `deploy/try`."""
