/**
 * The program that runs the user's Python: `runner.py request.json answer.json`. The answer goes through a file, so that prints stay prints.
 * It stands here as text because the build copies no other files.
 */
export const RUNNER_SOURCE = `
import importlib.util, inspect, json, os, runpy, sys, traceback, types

class SkipTask(Exception):
    """Raise it to skip the task."""

def encode(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)

def answer(path, content):
    try:
        text = json.dumps(content, default=encode, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        text = json.dumps({"error": {"type": "BadReturnValue", "message": "the return value is not JSON: %s" % error, "retryable": False}})
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)

def load(path):
    folder = os.path.dirname(path)
    name = os.path.splitext(os.path.basename(path))[0]
    sys.path[0] = folder
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

def call(request):
    function = getattr(load(request["file"]), request["function"], None)
    if not callable(function):
        return {"error": {"type": "NoSuchFunction", "message": "%s has no function %s" % (os.path.basename(request["file"]), request["function"]), "retryable": False}}
    args = request["args"]
    if isinstance(args, dict):
        value = function(**args)
    elif isinstance(args, list):
        value = function(*args)
    else:
        value = function() if args is None else function(args)
    if inspect.iscoroutine(value):
        import asyncio
        value = asyncio.run(value)
    return {"value": value}

def run(request):
    sys.argv = [request["file"]]
    if request["function"] is not None:
        return call(request)
    sys.path[0] = os.getcwd()
    runpy.run_path(request["file"], init_globals={"args": request["args"]}, run_name="__main__")
    return {}

def main():
    request_path, answer_path = sys.argv[1:3]
    with open(request_path, encoding="utf-8") as file:
        request = json.load(file)
    helper = types.ModuleType("continuo")
    helper.SkipTask = SkipTask
    sys.modules["continuo"] = helper
    try:
        content = run(request)
    except SkipTask as skip:
        content = {"skip": str(skip)}
    except Exception as error:
        traceback.print_exc()
        content = {"error": {"type": type(error).__name__, "message": str(error)}}
    sys.stdout.flush()
    answer(answer_path, content)

main()
`;
