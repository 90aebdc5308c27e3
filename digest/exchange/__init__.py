"""What comes in from elsewhere and goes out to other programs: saved pages and feeds, annotations (docs/exchange.md)."""
