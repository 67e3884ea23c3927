"""A first register of information from what the daemon knows.

What it does not know is left out; the check of the register names it.
"""

import json

from .collect import Unavailable
from .register import is_lei


def draft(gateway):
    """(text of a register, what could not be asked). Raises Unavailable."""
    overview, problem = gateway.ask(
        "portfolio.v1.PortfolioService/GetOverview", {})
    if problem:
        raise Unavailable(f"{problem['code']}: {problem['message']}")
    as_of = {"asKnownOn": overview["asOf"]}
    listed, problem = gateway.ask_all(
        "contract.v1.ContractService/ListContracts", dict(as_of))
    if problem:
        raise Unavailable(f"{problem['code']}: {problem['message']}")
    contracts, missing = [], []
    for row in listed.get("contracts", ()):
        contract, problem = gateway.ask(
            "contract.v1.ContractService/GetContract",
            {"id": row["id"], "provider": row["provider"], **as_of})
        if problem:
            missing.append(f"{row['id']}: {problem['message']}")
        else:
            contracts.append(contract)
    return _text(overview, contracts), missing


def _text(overview, contracts):
    names = {p["id"]: p.get("name") or p["id"]
             for p in overview.get("providers", ())}
    functions = overview.get("functions", ())
    codes = {c["provider"]: _code(c, "SIDE_PROVIDER") for c in contracts}
    ours = [_code(c, "SIDE_CUSTOMER") for c in contracts]
    entity = next((code for code, kind in ours if kind == "LEI"), "")
    currency = ((overview.get("totals") or {}).get("cost") or {}).get(
        "currency", "")
    tables = {
        "B_01.01": [{"c0010": entity, "c0020": overview.get("portfolio", "")}],
        "B_01.02": [{"c0010": entity, "c0020": overview.get("portfolio", ""),
                     "c0100": currency}],
        "B_02.01": [_arrangement(c) for c in contracts],
        "B_02.02": [row for c in contracts
                    for row in _services(c, functions, entity,
                                         codes[c["provider"]])],
        "B_03.01": [{"c0010": c["id"], "c0020": entity} for c in contracts],
        "B_03.02": [_provider_row(c, codes[c["provider"]]) for c in contracts],
        "B_04.01": [{"c0010": c["id"], "c0020": entity,
                     "c0030": "not a branch"} for c in contracts],
        "B_05.01": [{"c0010": codes[p][0] or p, "c0020": codes[p][1],
                     "c0050": names.get(p, p), "c0060": names.get(p, p)}
                    for p in sorted(codes)],
        "B_06.01": [{"c0010": f"F{number}", "c0030": function["name"],
                     "c0040": entity,
                     # Not called critical is no assessment.
                     "c0050": "yes" if function.get("critical")
                     else "not assessed"}
                    for number, function in enumerate(functions, 1)],
        "B_07.01": [{**_provider_row(c, codes[c["provider"]]),
                     "c0080": "yes" if (c.get("exit") or {}).get("plan")
                     else ""} for c in contracts],
    }
    out = ["# A draft from what Regisseur knew at " + overview["asOf"] + ".",
           "# Whatever is missing is named by: regisseur-report --register FILE",
           "register: " + _row({"entity": entity, "scope": "individual",
                                "currency": currency}), "tables:"]
    for name, rows in tables.items():
        if rows:
            out.append(f"  {name}:")
            out.extend("    - " + _row(row) for row in rows)
    return "\n".join(out) + "\n"


def _row(cells):
    """A row in YAML; JSON's texts are YAML's."""
    return "{" + ", ".join(f"{key}: {json.dumps(str(value), ensure_ascii=False)}"
                           for key, value in cells.items() if value) + "}"


def _code(contract, side):
    """A party's code and its type, as far as the contract names them."""
    for party in contract.get("parties", ()):
        code = (party.get("registration") or "").replace(" ", "")
        if party.get("side") == side and code:
            return code, "LEI" if is_lei(code) else "company registration number"
    return "", ""


def _arrangement(contract):
    kind = ("subsequent or associated" if contract.get("parent") else
            "overarching" if contract.get("children") else "standalone")
    return {"c0010": contract["id"], "c0020": kind,
            "c0030": contract.get("parent", ""),
            "c0040": contract.get("currency", "")}


def _services(contract, functions, entity, code):
    needing = [f"F{number}" for number, function in enumerate(functions, 1)
               if contract["provider"] in function.get("providers", ())]
    for function in needing or [""]:
        yield {"c0010": contract["id"], "c0020": entity,
               "c0030": code[0] or contract["provider"], "c0040": code[1],
               "c0050": function,
               "c0070": (contract.get("term") or {}).get("start", ""),
               "c0080": contract.get("lastDay") or "9999-12-31"}


def _provider_row(contract, code):
    return {"c0010": contract["id"], "c0020": code[0] or contract["provider"],
            "c0030": code[1]}
