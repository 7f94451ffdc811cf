"""An engine that only says what it is told: `crash` ends it hard, other commands come back as events."""

import json
import os
import sys

key = json.loads(sys.stdin.readline())
print(json.dumps({"event": "ready", "key": key["key"]}), flush=True)
print("this is not JSON", flush=True)
for line in sys.stdin:
    command = json.loads(line)
    if command["cmd"] == "crash":
        os.kill(os.getpid(), 9)
    if command["cmd"] == "stop":
        break
    print(json.dumps({"event": command["cmd"], **command.get("say", {})}), flush=True)
