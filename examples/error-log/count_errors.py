"""Counts the errors of a log by component: `time LEVEL component message`."""
import collections
import re

LINE = re.compile(r"^(\S+ \S+) (\w+) \[([\w.-]+)\] (.*)$")


def count_errors(path):
    by_component = collections.Counter()
    lines = 0
    first = last = None
    with open(path, encoding="utf-8") as log:
        for line in log:
            match = LINE.match(line)
            if not match:
                continue
            lines += 1
            time, level, component, _message = match.groups()
            if level in ("ERROR", "FATAL"):
                by_component[component] += 1
                first, last = first or time, time
    print(f"{lines} lines, {sum(by_component.values())} errors")
    return {"lines": lines, "errors": sum(by_component.values()), "byComponent": dict(sorted(by_component.items())), "first": first, "last": last}
