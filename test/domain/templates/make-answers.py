"""Remakes answers.json: what Jinja itself gives for each template of corpus.json.

Usage: python3 make-answers.py [--stdout]   (needs the package jinja2, nothing else of this project does)

Jinja runs as Airflow runs it: sandboxed, strict undefined, without autoescape, with `do`. A template that is one single
expression keeps the value of its expression, without the literal_eval that Jinja's NativeEnvironment puts behind it.
"""

import collections.abc
import copy
import datetime
import json
import pathlib
import re
import sys

import jinja2
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

HERE = pathlib.Path(__file__).parent


class Macros:
    """As in Airflow."""

    timedelta = datetime.timedelta

    @staticmethod
    def ds_add(ds, days):
        return (datetime.datetime.strptime(str(ds), "%Y-%m-%d") + datetime.timedelta(days)).strftime("%Y-%m-%d")

    @staticmethod
    def ds_format(ds, input_format, output_format):
        return datetime.datetime.strptime(str(ds), input_format).strftime(output_format)


FILTERS = {
    "ds": lambda value: value.strftime("%Y-%m-%d"),
    "ds_nodash": lambda value: value.strftime("%Y%m%d"),
    "ts": lambda value: value.isoformat(),
    "ts_nodash": lambda value: value.strftime("%Y%m%dT%H%M%S"),
    "ts_nodash_with_tz": lambda value: value.isoformat().replace("-", "").replace(":", ""),
}


Macros.datetime = datetime.datetime


def environment():
    env = SandboxedEnvironment(
        undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], cache_size=0
    )
    env.filters.update(FILTERS)
    env.globals["macros"] = Macros
    return env


def context_value(value):
    """Objects {"$datetime": iso} of the corpus stand for datetimes, which JSON lacks."""
    if isinstance(value, dict):
        if "$datetime" in value:
            return datetime.datetime.fromisoformat(value["$datetime"])
        return {key: context_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [context_value(item) for item in value]
    return value


def json_value(value):
    if isinstance(value, jinja2.StrictUndefined):
        value._fail_with_undefined_error()
    if isinstance(value, jinja2.Undefined):  # `x if condition` without an else
        return None
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime.datetime) or isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, dict):
        return json.loads(json.dumps({key: json_value(item) for key, item in value.items()}))
    if isinstance(value, collections.abc.Iterable):
        return [json_value(item) for item in value]
    raise TypeError(f"no data: {type(value)}")


def single_expression(env, source):
    """The source of the expression when the template is nothing else."""
    body = env.parse(source).body
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        return None
    if isinstance(body[0].nodes[0], nodes.TemplateData):
        return None
    found = re.fullmatch(r"\{\{[-+]?(.*?)-?\}\}\n?", re.sub(r"\{#.*?#\}", "", source), re.DOTALL)
    return found.group(1) if found else None


def answer(env, source, context):
    try:
        expression = single_expression(env, source)
        if expression is None:
            return {"ok": True, "value": env.from_string(source).render(context)}
        return {"ok": True, "value": json_value(env.compile_expression(expression, undefined_to_none=False)(context))}
    except Exception as error:  # whatever Jinja refuses, we shall refuse
        return {"ok": False, "error": type(error).__name__}


def main():
    env = environment()
    corpus = json.loads((HERE / "corpus.json").read_text(encoding="utf-8"))
    contexts = {name: context_value(value) for name, value in corpus["contexts"].items()}
    answers = {
        case["template"]: answer(env, case["template"], copy.deepcopy(contexts[case.get("context", "base")])) for case in corpus["cases"]
    }
    text = json.dumps(answers, indent=1, ensure_ascii=False) + "\n"
    if "--stdout" in sys.argv:
        sys.stdout.write(text)
    else:
        (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
