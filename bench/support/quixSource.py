"""The peer of bench kafka-source: a quixstreams source that reads a batch of staged rows by Snowflake's Python driver."""

import json
import sys

import snowflake.connector
from quixstreams import Application
from quixstreams.sources import StatefulSource

settings = json.loads(sys.argv[1])


class StagedRows(StatefulSource):
    def run(self):
        connection = snowflake.connector.connect(**settings["snowflake"])
        cursor = connection.cursor()
        cursor.execute(settings["query"])
        while self.running:
            rows = cursor.fetchmany(settings["rowsPerPoll"])
            if not rows:
                break
            for number, identity, step, name, amount in rows:
                value = {"ID": identity, "STEP": step, "NAME": name, "AMOUNT": float(amount)}
                message = self.serialize(key={"ID": identity}, value=value)
                self.produce(key=message.key, value=message.value)
            self.state.set("row", number)
            self.flush()
        connection.close()


if __name__ == "__main__":
    app = Application(
        broker_address=settings["bootstrap"],
        consumer_group="quix",
        state_dir=settings["state"],
        loglevel="ERROR",
    )
    topic = app.topic(settings["topic"], key_serializer="json", value_serializer="json")
    app.add_source(StagedRows(name=settings["topic"]), topic=topic)
    app.run()
