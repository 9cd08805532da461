"""The same questions, answered by an OpenSearch cluster."""
