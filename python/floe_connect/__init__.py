"""What runs beside a Kafka Connect worker in its task: fetches its plugin, and keeps its connectors as declared."""
