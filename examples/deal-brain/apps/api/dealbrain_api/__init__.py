"""The API and the worker of deal-brain."""
