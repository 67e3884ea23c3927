"""YAML whose values still know the line on which they stand."""

import yaml


class Mistake(Exception):
    """Something wrong in a file that a person wrote: where, and what is right."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")


class Mapping(dict):
    """A mapping with its line and the lines of its keys."""

    line = 0
    lines = {}


class Sequence(list):
    """A sequence with its line and the lines of its items."""

    line = 0
    lines = ()


# By libyaml where it is there: ten times as fast, and every report reads it.
_Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):
    # Only true and false: NO is a country, and "on" is a word.
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers
                if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in
        yaml.SafeLoader.yaml_implicit_resolvers.items()}


def _mapping(loader, node):
    loader.flatten_mapping(node)
    out = Mapping()
    out.line = node.start_mark.line + 1
    out.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                None, None, f"{key!r} is no name; names are text",
                key_node.start_mark)
        if key in out:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key} stands here twice", key_node.start_mark)
        out[key] = loader.construct_object(value_node, deep=True)
        out.lines[key] = line
    return out


def _sequence(loader, node):
    out = Sequence(loader.construct_object(n, deep=True) for n in node.value)
    out.line = node.start_mark.line + 1
    out.lines = [n.start_mark.line + 1 for n in node.value]
    return out


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
# A day or a number in a template is text for people or for the API.
for _tag in ("timestamp", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}",
                            lambda loader, node: node.value)


def read(path):
    """The mapping in a file; a Mistake when it is not YAML or no mapping."""
    try:
        with open(path, encoding="utf-8") as file:
            out = yaml.load(file, Loader=_Loader)  # noqa: S506 a SafeLoader
    except UnicodeDecodeError as error:
        raise Mistake(path, 1, f"is not UTF-8: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Mistake(path, line, error.problem or "is not YAML") from error
    except yaml.YAMLError as error:
        raise Mistake(path, 1, f"is not YAML: {error}") from error
    if not isinstance(out, Mapping):
        raise Mistake(path, 1, "holds no mapping; it begins with questions:, "
                               "tables:, sections: or templates:")
    return out
