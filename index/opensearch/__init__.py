"""An index in an OpenSearch cluster, fed by any number of machines."""
