"""A register of information as a file, begun with what the daemon answers.

What it does not know is left out; the check of the register names it.
"""

import json


def text(answer, as_of=""):
    """The file of an answer, with what each row is about behind it."""
    out = [f"# A draft from what Regisseur knew{' at ' if as_of else ''}{as_of}.",
           "# Whatever is missing is named by: regisseur-report --register FILE",
           "register: " + _row({
               "entity": answer.get("entity"), "scope": answer.get("scope"),
               "reference_date": answer.get("referenceDate"),
               "currency": answer.get("currency")}), "tables:"]
    for template in answer["templates"]:
        if template.get("rows"):
            out.append(f"  {template['name']}:")
            out.extend(
                f"    - {_row(row['cells'])}  # "
                f"{' '.join(str(row.get('about') or '').split())}".rstrip(" #")
                for row in template["rows"])
    return "\n".join(out) + "\n"


def _row(cells):
    """A row in YAML; JSON's texts are YAML's."""
    return "{" + ", ".join(
        f"{key}: {json.dumps(str(value), ensure_ascii=False)}"
        for key, value in sorted(cells.items()) if value) + "}"
