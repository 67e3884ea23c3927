"""Documents for tests: invented portfolios of any size, in the API's shapes."""

AS_OF = "2026-11-02T06:30:00Z"

# What a partner could write into its own name or titles.
HOSTILE = ('<script>alert(1)</script>', '=HYPERLINK("http://x.example","y")',
           '{{ 7*7 }}', '"><img src=http://x.example/a.png>', '@SUM(1+1)',
           '\u202egnp.exe', "&lt;b&gt;", "a\u0000b\u000bc",
           "url(http://x.example)", "</style><link rel=stylesheet href=//x>")


def _gap(provider, rule, message, notice=False):
    return {"provider": provider, "source": f"{provider}-feed" if provider
            else "", "rule": rule, "message": message, "notice": notice,
            "kind": "PROBLEM_KIND_PARTNER",
            "sinceTime": "2026-10-30T17:00:00Z"}


def provider(number, name=None):
    """One provider of the overview."""
    state = ("OPERATIONAL", "OPERATIONAL", "DEGRADED_PERFORMANCE",
             "MAJOR_OUTAGE", "UNKNOWN")[number % 5]
    out = {"id": f"partner-{number}",
           "name": name or f"Partner {number} Dienstverlening B.V.",
           "tier": "TIER_TACTICAL", "owner": "m.visser", "former": False,
           "state": f"OPERATIONAL_STATE_{state}", "freshness": "FRESHNESS_FRESH",
           "stateSinceTime": "2026-10-12T08:15:00Z", "agendaItems": number % 3,
           "cost": {"currency": "EUR", "basis": "charges", "provisional": False,
                    "lastMonth": f"{1000 + 137 * number}.45",
                    "forecast": f"{1000 + 140 * number}.05"},
           "sla": {"met": 1, "breached": number % 2, "atRisk": 0,
                   "unknown": number % 3, "onTrack": 0, "currency": ""},
           "attention": [], "sources": [], "services": [],
           "coverage": {key: "COVERAGE_KIND_REPORTED" for key in
                        ("contract", "cost", "status", "serviceLevel",
                         "tickets", "experience")}}
    if state != "UNKNOWN":
        out["openIncidents"] = number % 2
    if state == "MAJOR_OUTAGE":
        out["attention"] = [{
            "rule": "attention-major-outage",
            "message": "Major outage since 2026-10-12 08:15 UTC: Werkplek."}]
    return out


def _level(number):
    out = {"contract": f"contract-{number}", "objective": f"beschikbaarheid-{number}",
           "service": "hosting", "kind": "availability", "unit": "%",
           "provider": f"partner-{number}", "target": "99.9",
           "verdict": "VERDICT_MET", "origin": "ORIGIN_REPORTED",
           "attained": "99.954955", "attainedAtLeast": "99.284116",
           "attainedAtMost": "99.955257", "observedShare": "99.328859",
           "agreedSeconds": "2682000", "downtimeSeconds": "1200",
           "excludedSeconds": "0", "unknownSeconds": "18000",
           "windowLastDay": "2026-10-31", "others": []}
    if number % 4 == 1:
        out.update(verdict="VERDICT_BREACHED", attained="99.219576",
                   attainedAtMost="99.219576", attainedAtLeast="99.219576",
                   credit={"amount": "950.00", "currency": "EUR",
                           "percent": "10", "claimBy": "2026-12-30"})
        out["others"] = [{"origin": "ORIGIN_MEASURED", "attained": "98.5",
                          "verdict": "VERDICT_BREACHED"}]
    if number % 4 == 3:
        out["disputes"] = [{"id": "d", "byProvider": True, "figure": "99.97",
                            "raisedTime": "2026-11-01T10:00:00Z",
                            "reason": "It counts our own window."}]
    if number % 4 == 2:
        out["verdict"] = "VERDICT_UNKNOWN"
        for key in ("attained", "downtimeSeconds"):
            del out[key]
    return out


def _item(number):
    item = {"id": f"claim:{number}", "kind": "claim",
            "title": "Claim 950.00 EUR: beschikbaarheid attained 99.219576 in "
                     "2026-10, below 99.9: 10 % of platform, 9500.00 EUR..",
            "ifNothing": "When nobody acts the credit is lost after 2026-12-30.",
            "provider": f"partner-{number}", "owner": "m.visser",
            "contract": f"contract-{number}", "decideBy": "2026-12-30",
            "late": number % 5 == 4, "currency": "EUR", "certain": "950.00",
            "amountAtStake": "950.00", "functions": ["burgerzaken"],
            "evidence": ["sla show"], "options": ["file the claim"]}
    return item


def _side(number, party, **figures):
    return {"provider": f"partner-{number}", "side": f"PARTY_{party}",
            **figures}


def partnership(every, prefix=""):
    """What both sides of each partner owe, answer, say and signed."""
    few = list(every)[:5]
    remark = "=1+1" if few else ""
    told = {
        "promise_scores": {"gaps": [], "from": "2026-10-01", "to": "2026-10-31",
            "scores": [row for n in few for row in (
                _side(n, "CUSTOMER", due=4, kept=3, late=1, overdue=0,
                      waiting=2, keptShare="0.7500", othersWaitedSeconds="7260"),
                _side(n, "PROVIDER", due=0, kept=0, late=0, overdue=0,
                      waiting=1, othersWaitedSeconds="0"))],
            "waited": [{"provider": f"partner-{n}", "seconds": "10800",
                        "clockSeconds": "3600", "linkedSeconds": "0",
                        "stops": []} for n in few]},
        "answer_times": {"gaps": [], "times": [row for n in few for row in (
            _side(n, "CUSTOMER", raised=0, reopened=0, acknowledgement={},
                  answer={"asked": 1, "done": 0, "inTime": 0, "overdue": 1}),
            _side(n, "PROVIDER", raised=1, reopened=0, acknowledgement={},
                  answer={"asked": 2, "done": 2, "inTime": 1, "overdue": 0,
                          "medianSeconds": "5400", "worstSeconds": "9000"}))]},
        "reviews": {"gaps": [], "reviews": [
            {"id": f"r{n}", "provider": f"partner-{n}", "quarter": "2026-Q3",
             "state": "REVIEW_STATE_SCORED", "customerMean": "3.50",
             "providerMean": "4.25", "actions": [], "carried": [], "answers": [
                 {"question": "deal", "statement": {
                     "rule": "", "text": "Both sides keep the deal."},
                  "customer": 2, "providerScore": 5, "gap": -3, "gapBefore": -1,
                  "customerRemark": remark, "providerRemark": ""},
                 {"question": "find", "statement": {
                     "rule": "", "text": "We find each other at once."},
                  "customer": 4, "providerScore": 4, "gap": 0}]}
            for n in few]},
        "sign_offs": {"gaps": [], "signOffs": [
            {"id": f"s{n}", "provider": f"partner-{n}", "period": "2026-09",
             "contract": f"contract-{n}", "state": "SIGN_OFF_STATE_FROZEN",
             "customerName": "M. Visser", "providerName": "P. de Wit",
             "customerTime": AS_OF, "providerTime": AS_OF, "figures": [
                 {"objective": f"beschikbaarheid-{n}", "verdict": "met",
                  "windowEnd": "2026-09-30", "attained": "99.912000",
                  "now": "99.700000 breached"},
                 {"objective": "herstel", "verdict": "met",
                  "windowEnd": "2026-09-30", "attained": "98.1", "now": ""}]}
            for n in few]},
        "experience": {"gaps": [], "method": {"rule": "", "text": "Wilson."},
            "experience": [
                {"provider": f"partner-{n}", "service": "hosting",
                 "answers": 24, "satisfied": "41.7", "low": "24.5",
                 "high": "61.2", "mean": "2.90", "target": "70",
                 "state": "EXPERIENCE_STATE_RED", "watermelon": True,
                 "levels": "LEVEL_STATE_GREEN", "levelsMet": 3,
                 "levelsMissed": 0, "levelsUnknown": 0} for n in few[:1]] + [
                {"provider": f"partner-{n}", "service": "", "answers": 0,
                 "target": "70", "state": "EXPERIENCE_STATE_UNKNOWN",
                 "levels": "LEVEL_STATE_UNKNOWN"} for n in few[1:]]},
        "ideas": {"gaps": [], "ideas": [
            {"id": f"i{n}", "title": f"Minder losse wijzigingen {n}",
             "provider": f"partner-{n}", "proposedBy": "PARTY_END_USER",
             "state": "IDEA_STATE_REALISED", "agreement": "3.1250",
             "endorsements": {"customer": 1, "provider": 1, "endUser": 1},
             "benefit": {"kind": "BENEFIT_KIND_COST", "amount": "250.00",
                         "currency": "EUR"}, "checks": [
                 {"time": AS_OF, "beforeFrom": "2026-01", "beforeTo": "2026-06",
                  "afterFrom": "2026-07", "afterTo": "2026-09",
                  "before": "1200.00", "after": "1010.00", "benefit": "190.00",
                  "asExpected": False, "unknownWhy": ""}]} for n in few]},
    }
    told.update({
        "funds": {"gaps": [], "funds": [
            {"provider": f"partner-{n}", "currency": "EUR", "credits": "500.00",
             "gains": "150.00", "deposits": "100.00", "spent": "400.00",
             "balance": "350.00", "reserved": "400.00", "free": "-50.00",
             "drawsAsked": "0.00", "waitingForCustomer": 1,
             "waitingForProvider": 0, "notCounted": [
                 {"subject": "idea 7", "why": "The contract gives no key.",
                  "rule": "x"}]} for n in few[:2]]},
        "plans": {"gaps": [], "plans": [
            {"id": f"v{n}", "provider": f"partner-{n}", "version": 2,
             "state": "PLAN_STATE_AGREED", "purpose": "Calm hosting",
             "stage": "RELATIONSHIP_STAGE_VALUE_CREATION", "exits": [],
             "count": {"met": 1, "missed": 0, "unknown": 1, "due": 0},
             "objectives": [
                 {"id": "up", "statement": "The shop is up",
                  "dueOn": "2026-12-31", "customerResponsible": "M. Jansen",
                  "providerResponsible": "A. Bakker",
                  "measure": {"kind": "MEASURE_KIND_SERVICE_LEVEL",
                              "subject": "hosting/uptime", "target": "99.9"},
                  "progress": {"figure": "99.931021", "met": True,
                               "from": "2026-10-01", "to": "2026-10-31"}},
                 {"id": "cheaper", "statement": "It costs less",
                  "dueOn": "2027-03-31",
                  "measure": {"kind": "MEASURE_KIND_COST", "currency": "EUR",
                              "target": "12000.00"},
                  "progress": {"unknownWhy": {
                      "rule": "", "text": "No cost of 2026-09 is known."}}}]}
            for n in few[:1]]}})
    return {prefix + name: answer for name, answer in told.items()}


def answers(count, names=()):
    """The answers of a portfolio of so many providers."""
    every = range(1, count + 1)
    names = dict(enumerate(names, 1))
    gaps = [_gap(f"partner-{n}", "source-missing",
                 "It has never answered; nothing is known from it.")
            for n in every if n % 5 == 4]
    months = [f"2025-{m:02d}" for m in (10, 11, 12)] + [
        f"2026-{m:02d}" for m in range(1, 11)]
    total = {"currency": "EUR", "lastMonth": "58709.97", "forecast": "58691.68",
             "basis": "charges"} if count else {}
    return {
        "overview": {
            "portfolio": "Gemeente Voorbeeld", "month": "2026-11",
            "asOf": AS_OF, "providers": [provider(n, names.get(n))
                                         for n in every],
            "totals": {"providers": count, "providersAttention": count // 5,
                       "providersQuiet": count - count // 5,
                       "sourcesFresh": count, "sources": count + len(gaps),
                       "openIncidents": count // 2, "cost": total,
                       "monthToDateLeavesOut": [], "lastMonthLeavesOut": []},
            "functions": [], "gaps": gaps,
            "coverage": {"currency": "EUR", "measured": "0.00",
                         "reported": "58709.97" if count else "0.00",
                         "byHand": "0.00", "absent": "0.00"}},
        "agenda": {"items": [_item(n) for n in every][:60], "gaps": []},
        "levels": {"objectives": [_level(n) for n in every], "gaps": gaps[:1],
                   "period": "2026-10"},
        "claims": {"claims": [], "gaps": []},
        "objections": {"objections": [], "gaps": []},
        "budgets": {"budgets": [{
            "id": f"budget-{n}", "provider": f"partner-{n}", "currency": "EUR",
            "amount": "132000.00", "spent": "115050.00", "spentPercent": "87.1",
            "forecast": "125750.00", "roomByForecast": "-6250.00",
            "exceededOn": "", "owner": ""} for n in every][:30],
            "gaps": [], "basis": "excl. VAT, charges"},
        "cost_by_month": {"rows": [
            {"keys": {"billing_period": month, "currency": "EUR"},
             "billedCost": f"{50000 + 731 * i}.25", "currency": "EUR",
             "effectiveCost": f"{50000 + 700 * i}.00", "chargeCount": "7",
             "taxCost": "0.00", "provisional": False}
            for i, month in enumerate(months)] if count else [], "gaps": []},
        "cost_by_provider": {"rows": [
            {"keys": {"provider": f"partner-{n}", "currency": "EUR"},
             "billedCost": f"{1000 + 137 * n}.45", "currency": "EUR",
             "effectiveCost": f"{1000 + 137 * n}.45", "chargeCount": str(n),
             "taxCost": "0.00", "provisional": False} for n in every],
            "gaps": []},
        "forecast": {"forecasts": [
            {"provider": f"partner-{n}", "currency": "EUR", "service": "",
             "method": "FORECAST_METHOD_MEDIAN", "months": [
                 {"month": "2026-11", "expected": "16573.12",
                  "low": "15963.74", "high": "17182.50"}]} for n in every],
            "gaps": []},
        "anomalies": {"anomalies": [], "gaps": []},
        "contracts": {"contracts": [
            {"id": f"contract-{n}", "title": f"Beheerde dienst {n}",
             "provider": f"partner-{n}", "state": "CONTRACT_STATE_RUNNING",
             "lastDay": "2027-12-31", "noticeReceivedBy": "2027-09-30",
             "ifNobodyActs": "It renews until 2028-12-31, unless notice is "
                             "received by 2027-09-30.",
             "owner": "m.visser", "currency": "EUR"} for n in every],
            "gaps": []},
        "incidents": {"incidents": [
            {"id": f"i{n}", "provider": f"partner-{n}",
             "title": f"Verstoring {n}", "impact": "INCIDENT_IMPACT_MAJOR",
             "state": "INCIDENT_PHASE_RESOLVED", "components": ["Web"],
             "startTime": "2026-10-05T08:00:00Z",
             "endTime": "2026-10-05T09:30:00Z", "endInferred": False}
            for n in every if n % 3 == 0], "gaps": []},
        "restatements": {"changes": [], "gaps": []},
        "coming": {"items": [
            {**_item(n), "id": f"notice:{n}", "first": False,
             "decideBy": "2026-11-12"} for n in every][:3], "gaps": []},
        "changes": {"changes": [
            {"kind": "level_changed", "bad": True, "provider": f"partner-{n}",
             "evidence": [], "currency": "", "sentence": {
                 "rule": "attention-degraded-undated", "text": "",
                 "arguments": {"parts": f"Werkplek {n}"}}}
            for n in every][:20], "counts": [], "gaps": []},
        "promises": {"obligations": [
            {"id": f"p{n}", "provider": f"partner-{n}", "late": n % 2 == 1,
             "side": ("PARTY_CUSTOMER", "PARTY_PROVIDER")[n % 2],
             "what": f"Testgebruikers voor release {n}", "entries": [],
             "state": "OBLIGATION_STATE_PROMISED", "dueOn": "2026-11-10"}
            for n in every][:30], "gaps": []},
        "escalations": {"escalations": [
            {"id": f"e{n}", "provider": f"partner-{n}", "level": 2,
             "openedBy": "PARTY_CUSTOMER", "subject": f"Storing {n} duurt te lang",
             "state": "ESCALATION_STATE_OPEN", "openedTime": AS_OF,
             "answer": {"dueTime": "2026-11-03T09:00:00Z", "late": False}}
            for n in every][:5], "gaps": []},
        **partnership(every),
        "rigidity": {"contracts": [
            {"contract": f"contract-{n}", "provider": f"partner-{n}",
             "currency": "EUR", "rigidity": {
                 "exitDay": "2028-01-01", "exitCost": "114000.00",
                 "fixedShare": "0.875", "noExit": False,
                 "extrasAvailable": 1, "unknown": []}}
            for n in every], "gaps": []},
        "mandates": {"bands": [], "interventions": [], "gaps": []},
        "extras": {"extras": [], "available": [], "gaps": []},
        "hours": {"balances": [], "gaps": []},
        "commitments": {"commitments": [], "gaps": []},
        "outlook": {"rows": [], "gaps": [], "totals": [
            {"year": "2027", "currency": "EUR", "withoutOptions": "1000.00",
             "withOptions": "1200.00", "forecast": "300.00",
             "incomplete": False}] if count else []},
        "allocation": {"rows": [], "gaps": []},
    }


def document(count=7, language="en", template="governance", period="2026-10",
             **changes):
    """A document as the daemon or the collector makes it."""
    out = {"document": 1, "template": template, "language": language,
           "period": period, "parameters": {}, "asOf": AS_OF,
           "portfolio": {"name": "Gemeente Voorbeeld", "currency": "EUR",
                         "timeZone": "Europe/Amsterdam"},
           "programVersion": "0.1.0", "answers": answers(count),
           "missing": [], "gaps": []}
    out.update(changes)
    return out


def dossier(language="en", **changes):
    """The document of one contract before its end."""
    contract = {
        "id": "hosting", "title": "Beheerde hosting", "provider": "partner-1",
        "currency": "EUR", "owner": "m.visser", "lastDay": "2027-12-31",
        "state": "CONTRACT_STATE_RUNNING", "clauseGaps": [], "assurance": [],
        "noticeReceivedBy": "2027-09-30",
        "ifNobodyActs": "It ends after 2027-12-31.",
        "value": {"maximum": "620000.00", "left": "476450.00"},
        "pricing": [{"component": "platform",
                     "inWords": "9500.00 EUR each month. Due in the first "
                                "month of the period."}],
        "indexed": [{"from": "2026-01-01", "provisional": False, "pricing": [
            {"component": "platform", "inWords": "9310.00 EUR each month."}]}],
        "rigidity": {"cost": "128400.00", "costWithoutUse": "128400.00",
                     "exitDay": "2028-01-01", "daysUntilExit": "425",
                     "exitCost": "11413.33", "noExit": False, "changeDays": "5",
                     "extrasAvailable": 1, "unknown": [
                         "What a change costs beyond the agreed price is not "
                         "told."]},
        "exit": {"plan": "2025-06-01"}, "gaps": []}
    told = {
        "contract": contract, "contract_provider": {"id": "partner-1"},
        "contract_agenda": {"items": [_item(1)], "gaps": []},
        "contract_claims": {"gaps": [], "claims": [
            {"provider": "partner-1", "objective": "beschikbaarheid",
             "windowLastDay": "2026-08-31", "state": "CLAIM_STATE_FILED",
             "amount": "950.00", "received": "400.00", "open": "550.00",
             "currency": "EUR"}]},
        "contract_proposals": {"gaps": [], "proposals": [
            {"version": "3", "side": "SIDE_PROVIDER", "validFrom": "2027-01-01",
             "state": "CONTRACT_PROPOSAL_STATE_OPEN", "replay": {
                 "actual": "128400.00", "replayed": "121111.11",
                 "difference": "-7288.89", "currency": "EUR"}}]},
        "contract_mandates": {"gaps": [], "bands": [
            {"kind": "hours", "limit": "16", "used": "12.5",
             "usedPercent": "78.1", "outside": False}]},
        "contract_settlements": {"gaps": [], "settlements": [
            {"objective": "beschikbaarheid", "period": "2026-07",
             "value": "99.91", "state": "PROPOSAL_STATE_SETTLED"}]}}
    rows = {"contract_objections": "objections", "contract_extras": "extras",
            "contract_hours": "balances", "contract_commitments": "commitments",
            "contract_levels": "objectives", "contract_cost": "rows",
            "contract_forecast": "forecasts", "contract_outlook": "totals",
            "contract_obligations": "obligations"}
    told.update({name: {key: [], "gaps": []} for name, key in rows.items()})
    return document(0, language, "renewal-dossier", **{
        "parameters": {"contract": "hosting"}, "answers": told,
        "missing": [{"answer": "contract_advice", "code": "failed_precondition",
                     "message": "nothing can be committed to under hosting",
                     "method": "contract.v1.FlexibilityService/AdviseContract"}],
        **changes})
