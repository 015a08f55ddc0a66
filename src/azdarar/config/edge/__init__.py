"""Where requests come in and answers go out: limits, headers, transactions, health, log lines."""
