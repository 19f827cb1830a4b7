"""The only place that plugs adapters and store into operations."""
