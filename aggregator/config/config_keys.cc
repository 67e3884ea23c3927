#include "aggregator/config/config_keys.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/config/key_table.h"

namespace regisseur {
namespace {

constexpr char kSource[] = "providers[].sources[]";
constexpr bool kRestart = true;

constexpr ConfigKey kKeys[] = {
    {"", "portfolio", "mapping", nullptr, "Whose portfolio it is."},
    {"", "vat", "mapping", "",
     "What becomes of VAT: what invoices cost beside their net amount."},
    {"", "data_dir", "path", "./data",
     "Where facts and originals are kept. Relative to this file.", kRestart},
    {"", "storage", "word", "sqlite", "The database. Only `sqlite`."},
    {"", "listen", "mapping", "", "Where the daemon serves."},
    {"", "exchange_rates", "mapping", "",
     "Reference rates. Without them nothing is converted."},
    {"", "collect", "mapping", "", "How sources are asked."},
    {"", "backup", "mapping", "",
     "Backups that the daemon makes by itself. Without it there are none."},
    {"", "evidence", "mapping", "",
     "How facts and acts are made provable; docs/evidence.md."},
    {"", "retention", "mapping", "",
     "How long what is kept. What is older is purged, with a record of it."},
    {"", "tls", "mapping", "",
     "The daemon's own certificate, for gRPC and HTTP. Together with "
     "identities it may be reached from other machines."},
    {"", "identities", "list", "",
     "Who may call, by certificate. Tokens are made with `regisseur identity "
     "create`. See identity.md."},
    {"", "identity_proxy", "mapping", "",
     "The reverse proxy that signs people in. See identity.md."},
    {"", "providers", "list", nullptr, "The partners. May be empty."},
    {"", "sources", "list", "",
     "Shared sources: one feed that speaks about many partners. The keys are "
     "those of `providers[].sources[]`, and `assign`."},
    {"", "functions", "list", "",
     "What the organisation does with the services."},
    {"", "register", "mapping", "",
     "What the DORA register of information asks about ourselves; reports.md. "
     "A value that is a code is written as its word or code there."},
    {"", "budgets", "list", "",
     "What may be spent on what, net of VAT; cost.md. Without a scope a budget "
     "is about everything."},
    {"", "quantities", "list", "",
     "Quantities of the business by month, for unit cost and allocation; "
     "cost.md."},
    {"", "allocations", "list", "",
     "How cost comes to cost centres; cost.md. A charge is taken by the first "
     "rule that picks it; what no rule picks goes to the cost centre that it "
     "names itself."},
    {"", "contracts", "list of paths", "",
     "The contract files: each one version of one contract, as "
     "contract-keys.md "
     "says. `*` and `?` stand for parts of a name. A file that changes is read "
     "again by itself; while it is broken the version before stays in force."},
    {"", "checklists", "list of paths", "",
     "Lists of clauses that contracts should have, besides dora-art-30 and "
     "gibit-2023, which come with the program; one of the same id takes their "
     "place. Each has `id`, `title` and `clauses`, of `clause` and `source`."},
    {"", "reports", "list", "",
     "Reports that appear by themselves; reports.md."},
    {"", "report_templates", "list of paths", "",
     "Folders with templates of your own for reports; reports.md."},
    {"", "mail", "mapping", "",
     "Where e-mail is handed over. Without it none is sent."},

    {"", "webhooks", "list", "",
     "Systems that are told what happens between both sides, by signed POST; "
     "partners.md."},

    {"webhooks[]", "id", "id", nullptr, "Unique. `webhook show` names it."},
    {"webhooks[]", "provider", "provider id", "",
     "Whose system it is: it is told that provider's inbox. Without it one of "
     "your own, which is told all of them."},
    {"webhooks[]", "url", "https address", nullptr,
     "Where the events are posted."},
    {"webhooks[]", "secret_file", "path", nullptr,
     "The file with the secret that signs them, `whsec_…` and base64 of 24 to "
     "64 bytes; read at each attempt."},
    {"webhooks[]", "previous_secret_file", "path", "",
     "The secret before it: while both stand here each event is signed with "
     "both."},
    {"webhooks[]", "events", "list", "",
     "Only these: `claim`, or `escalation.opened`. Without it everything."},
    {"webhooks[]", "ca_file", "path", "",
     "Authorities (PEM) that its certificate may be of, in place of the "
     "system's."},
    {"webhooks[]", "allow_private", "true or false", "false",
     "The address is one inside your own network, and may be http."},

    {"reports[]", "id", "id", nullptr,
     "Unique. `report run` names it, and its folder in the archive."},
    {"reports[]", "template", "text", nullptr,
     "What it consists of: one of ours, such as `governance`, or your own."},
    {"reports[]", "schedule", "words or cron", "",
     "When it appears: `last working day of the month 07:00`, `first monday "
     "07:00`, `quarterly 07:00`, or a cron expression, `0 7 1 * *`; "
     "reports.md. Without it only on request."},
    {"reports[]", "time_zone", "IANA name", "",
     "The zone of the schedule; without it that of the portfolio."},
    {"reports[]", "period", "previous, running or next", "",
     "Which period of the template a run is about: the last one that is over, "
     "the one that it falls in, or the one after it. Without it `previous`; "
     "`running` for a schedule on the last day of a month, quarter or year."},
    {"reports[]", "provider", "provider id", "",
     "For a template about one partner."},
    {"reports[]", "set", "mapping", "",
     "What else the template is told, such as `{contract: hosting-2026}`."},
    {"reports[]", "formats", "list of html, pdf, xlsx, csv and json", "",
     "Without it all of them."},
    {"reports[]", "language", "nl or en", "",
     "Without it that of the portfolio."},
    {"reports[]", "catch_up", "none, latest or all", "latest",
     "What is made up for of runs that came due while the daemon was down. The "
     "others are recorded as missed."},
    {"reports[]", "catch_up_most", "number", "12",
     "With `all`: the most, the last ones."},
    {"reports[]", "deliver", "list", "",
     "To whom it goes. It is archived in any case."},

    {"reports[].deliver[]", "folder", "path", "",
     "Files are put there. A delivery has one of `folder`, `email` and "
     "`webhook`."},
    {"reports[].deliver[]", "email", "list of addresses", "",
     "Sent through `mail`: the page in the message, the other files "
     "attached."},
    {"reports[].deliver[]", "webhook", "https address", "",
     "Told by a signed POST (Standard Webhooks), which names the files and "
     "where they are."},
    {"reports[].deliver[]", "secret_file", "path", "",
     "The file with the secret of the webhook, `whsec_…`. Required with "
     "`webhook`."},
    {"reports[].deliver[]", "allow_private", "true or false", "false",
     "The webhook is one inside your own network, and may be http."},
    {"reports[].deliver[]", "formats", "list of formats", "", "Only these."},
    {"reports[].deliver[]", "name", "id", "",
     "Stands in the history. Without it `folder`, `email`, `email-2` …"},

    {"mail", "server", "host or host:port", nullptr,
     "The SMTP server. Without a port 587, with `tls` 465, with `none` 25."},
    {"mail", "from", "address", nullptr, "Who it comes from."},
    {"mail", "security", "starttls, tls or none", "starttls",
     "`none` only inside your own network, and without a password."},
    {"mail", "user", "text", "", "Who signs in; with `password_file`."},
    {"mail", "password_file", "path", "", "The file with its password."},
    {"mail", "ca_file", "path", "",
     "Whose certificates count, PEM. Without it the system's."},

    {"vat", "recoverable", "percentage", nullptr,
     "What of the VAT is recovered, for instance 90%."},
    {"vat", "reverse_charge", "percentage", "",
     "The rate that is owed here on invoices that charge no VAT because it is "
     "reversed (category AE), for instance 21%."},

    {"portfolio", "name", "text", nullptr, "Shown above every overview."},
    {"portfolio", "currency", "ISO 4217 code", "EUR",
     "The currency that totals are shown in."},
    {"portfolio", "time_zone", "IANA name", "Europe/Amsterdam",
     "The zone of days and months that people write."},
    {"portfolio", "language", "nl or en", "en",
     "The language of reports and the page."},
    {"portfolio", "clocks", "list of dora and nis2", "",
     "The regimes of incident reporting that bind the organisation; outage.md. "
     "Each starts clocks when somebody says that we are aware."},

    {"listen", "grpc", "host:port", "127.0.0.1:7400",
     "gRPC. Port 0 takes any free one. Only loopback without TLS and "
     "identities.",
     kRestart},
    {"listen", "http", "host:port", "127.0.0.1:7480",
     "HTTP with JSON. Port 0 takes any free one.", kRestart},

    {"listen", "names", "list of host names", "",
     "Names by which HTTP is called besides localhost, as "
     "`regisseur.example.nl`"
     " or with a port; requests for any other host are refused.",
     kRestart},

    {"tls", "cert", "path", nullptr,
     "The certificate with those between it and its CA, PEM.", kRestart},
    {"tls", "key", "path", nullptr, "Its key, PEM. Only the daemon reads it.",
     kRestart},
    {"tls", "client_ca", "path", "",
     "Whose certificates of callers count. Without it none is asked for.",
     kRestart},

    {"identities[]", "id", "id", nullptr, "Stable; stands in the audit trail."},
    {"identities[]", "name", "text", nullptr, "For people."},
    {"identities[]", "role",
     "administrator, operator, cio, contract_manager, controller, owner, "
     "auditor, provider or end_user",
     nullptr, "What it may do: the table in identity.md."},
    {"identities[]", "kind", "machine or person", "machine",
     "Acts that bind are a person's."},
    {"identities[]", "certificate", "SPIFFE id or subject", nullptr,
     "`spiffe://…`, or for a certificate without one its whole subject as "
     "`CN=agent,O=Example`."},
    {"identities[]", "provider", "provider id", "",
     "Role provider only: whose rows it sees."},
    {"identities[]", "owner", "text", "",
     "Role owner only: the `owner` of the providers that it sees."},
    {"identities[]", "limit", "amount and currency", "",
     "Up to how much this person may bind the organisation, `5000.00 EUR`."},
    {"identities[]", "deputies", "list", "",
     "Who acts for this person, in own name."},
    {"identities[].deputies[]", "identity", "identity", nullptr,
     "The deputy: an id, or `proxy:USER` for a person of the identity proxy."},
    {"identities[].deputies[]", "until", "day", nullptr,
     "The last day, included whole."},

    {"identity_proxy", "socket", "path", "",
     "The Unix socket on which the proxy comes; only the daemon's user and "
     "group may open it.",
     kRestart},
    {"identity_proxy", "certificate", "SPIFFE id or subject", "",
     "Or the certificate with which it comes over TLS.", kRestart},
    {"identity_proxy", "user_header", "header", "X-Remote-User",
     "The header that names the person. From anybody else it is refused."},
    {"identity_proxy", "groups_header", "header", "X-Remote-Groups",
     "The header with the groups, commas or semicolons between them."},
    {"identity_proxy", "groups", "mapping", nullptr,
     "Group: role, or group: `{role, provider, owner, limit}`. The first that "
     "a person is in counts."},
    {"identity_proxy", "hosts", "list of host names", "",
     "Names by which browsers know the proxy.", kRestart},
    {"identity_proxy.groups.NAME", "role", "role", nullptr, "As above."},
    {"identity_proxy.groups.NAME", "provider", "provider id", "", "As above."},
    {"identity_proxy.groups.NAME", "owner", "text", "", "As above."},
    {"identity_proxy.groups.NAME", "limit", "amount and currency", "",
     "As above."},

    {"exchange_rates", "file", "path", nullptr,
     "ECB euro reference rates: eurofxref-hist as `.csv`, `.xml` or `.zip`."},
    {"exchange_rates", "on", "word", "charge_day",
     "Which rate cost is converted at: `charge_day` (the last day of the "
     "billing period, of an invoice its tax point or issue), `invoice_date` "
     "(charges too at the day of the invoice about their period), `month_end`, "
     "`month_average` or `budget` (the fixed `rates`)."},
    {"exchange_rates", "rates", "mapping", "",
     "With `on: budget`: `{USD: \"0.92\"}` is the portfolio's currency for one "
     "USD. A currency that is not in it is not converted into it."},

    {"collect", "concurrency", "number, 1 to 256", "16",
     "Sources that are asked at the same time.", kRestart},
    {"collect", "deadline", "length", "10m",
     "The longest that one collection of one source may take.", kRestart},
    {"collect", "adapter_processes", "number, 1 to 16", "2",
     "Processes of one local adapter, at most; a second one starts above 50 "
     "sources.",
     kRestart},
    {"collect", "keep_replaced_lines", "length", "7d",
     "How long the lines of a replaced delivery are kept; totals are kept for "
     "ever."},
    {"collect", "min_free_disk_percent", "number, 0 to 90", "10",
     "Below this much free space nothing more is imported; questions and acts "
     "go on, and it recovers by itself."},

    {"collect", "max_database_mb", "number", "0",
     "The database grows to that many MB at most: near it imports stop as on a "
     "full disk, and go on when there is room again. 0: no limit."},

    {"backup", "dir", "path", nullptr,
     "The folder of the backups, on another disk. `regisseurd restore` takes "
     "it as it stands."},
    {"backup", "every", "length", "1h",
     "Time between two backups. Each is proven by opening and checking it."},
    {"backup", "keep", "number, 1 to 10000", "48",
     "How many are kept; older ones are removed."},

    {"evidence", "key_file", "path", nullptr,
     "The private key that roots, receipts and exports are signed with: "
     "Ed25519, PKCS #8, readable by its owner only. Without it one is made in "
     "`data_dir`.",
     kRestart},

    {"retention", "charges", "span", "7 years",
     "The lines of cost, after the end of their billing period; totals are "
     "kept for ever."},
    {"retention", "measurements", "span", "7 years",
     "Reported indicators, after the end of their period."},
    {"retention", "originals", "span", "7 years",
     "Documents as partners sent them, after they came last."},
    {"retention", "tickets", "span", "25 months",
     "Tickets, after the last change of all that were opened in one month."},
    {"retention", "objectives", "span", "7 years",
     "Objectives that documents of partners declared, after they were "
     "replaced."},
    {"retention", "invoices", "span", "7 years",
     "Invoices and credit notes, after their issue day."},
    {"retention", "remarks", "span", "25 months",
     "Remarks beside indicators and titles of tickets, where a person may be "
     "named."},
    {"retention", "pulse_words", "span", "13 months",
     "What people wrote beside the score of a pulse, after its day."},

    {"providers[]", "id", "id", nullptr,
     "Stable, [a-z0-9-]. Facts are kept under it."},
    {"providers[]", "name", "text", nullptr, "The partner's name."},
    {"providers[]", "country", "two letters", "",
     "The country of its seat (ISO 3166-1), for instance NL; portfolio.md."},
    {"providers[]", "tier", "strategic, tactical, operational or commodity",
     "operational", "How much we are tied to it."},
    {"providers[]", "owner", "text", "",
     "The person of ours who answers for it."},
    {"providers[]", "formerly", "list of ids", "",
     "Ids that it had before; facts under them stay its own."},
    {"providers[]", "vat", "mapping", "",
     "What becomes of the VAT on its invoices, where that differs."},
    {"providers[]", "services", "list", "", "What we take from it."},
    {"providers[]", "sources", "list", "",
     "Its adapters. A partner without one is shown as a gap."},

    {"providers[]", "register", "mapping", "",
     "What the DORA register of information asks about it; reports.md."},

    {"providers[].register", "code", "text", "",
     "Its LEI or other code. Without it the registration that its contracts "
     "name counts."},
    {"providers[].register", "code_type", "text", "LEI where it is one",
     "Which: LEI, EUID, company registration number, VAT number, …"},
    {"providers[].register", "additional_code", "text", "", "A second code."},
    {"providers[].register", "additional_code_type", "text", "", "Its type."},
    {"providers[].register", "legal_name", "text", "its name",
     "As it is registered."},
    {"providers[].register", "latin_name", "text", "its legal name",
     "The same in Latin letters."},
    {"providers[].register", "person", "text", "legal person",
     "Or `individual in business`."},
    {"providers[].register", "parent", "text", "",
     "The code of its ultimate parent."},
    {"providers[].register", "parent_type", "text", "LEI where it is one",
     "The type of that code."},
    {"providers[].register", "annual_expense", "amount", "its cost",
     "What is paid to it in a year, where its cost here does not say it."},

    {"providers[].services[]", "id", "id", nullptr,
     "Unique within the provider."},
    {"providers[].services[]", "name", "text", nullptr, "Its name."},
    {"providers[].services[]", "components", "list of selectors", "",
     "Components that it consists of: `Web*` by name, `group:EU` or "
     "`group:EU/Web*` by group, `id:abc` by the partner's id."},
    {"providers[].services[]", "charges", "list of selectors", "",
     "Charges that are for it: `service_name:Compute*`, `sub_account:123`, "
     "`tag:app=shop`."},
    {"providers[].services[]", "tickets", "list of selectors", "",
     "Tickets that are about it: `assignment_group:Hosting*`."},

    {kSource, "id", "id", nullptr, "Unique in the whole file."},
    {kSource, "adapter", "kind", "",
     "A local adapter, started by the daemon. Either this, `endpoint` or "
     "`push`."},
    {kSource, "endpoint", "gRPC address", "",
     "A remote adapter: `dns:///host:port` or `unix:/path`."},
    {kSource, "push", "true or false", "false",
     "The partner sends by itself (partners.md): with `adapter` files, which "
     "that adapter reads; without one facts. Silence is judged by `expect`."},
    {kSource, "every", "length", "5m", "Time between two turns."},
    {kSource, "expect", "span",
     "3 intervals for status, 1 month + 5 days for cost",
     "How far its data may lag before it is late."},
    {kSource, "options", "mapping", "",
     "What the adapter's README lists. A secret is given as `<name>_file`."},
    {kSource, "origin", "reported or measured", "reported",
     "By whose word its facts are. Measured by itself with the adapters "
     "`probe` and `prometheus`."},
    {kSource, "basis", "charges or ledger", "charges",
     "Which kind of cost evidence it gives. For one partner and month charges "
     "count and the ledger stands beside them, never added. With the adapter "
     "`ledger` it is ledger by itself."},
    {kSource, "tls", "mapping", "",
     "For a remote adapter on another machine: mutual TLS."},
    {kSource, "assign", "mapping", "",
     "Shared sources only: how a fact finds its partner. `by` is "
     "service_provider, invoice_issuer, sub_account, supplier, "
     "assignment_group or tag:NAME; `map` gives patterns and provider ids, "
     "first match wins. What nobody claims is shown as unassigned."},
    {"providers[].sources[].tls", "ca", "path", nullptr,
     "Certificates that we trust."},
    {"providers[].sources[].tls", "cert", "path", nullptr,
     "Our certificate, with those between it and the CA. The three files may "
     "be replaced at any time: the next collection uses them, or says why not "
     "and goes on with the old ones."},
    {"providers[].sources[].tls", "key", "path", nullptr, "Our key."},
    {"providers[].sources[].tls", "peer", "identity", "host of the endpoint",
     "Who the adapter must be by its certificate: `spiffe://…`, or the common "
     "name of its subject."},

    {"functions[]", "id", "id", nullptr, "Unique."},
    {"functions[]", "name", "text", nullptr, "Its name."},
    {"functions[]", "owner", "text", "", "The person who answers for it."},
    {"functions[]", "critical", "true or false", "false",
     "Whether the organisation calls it critical."},
    {"functions[]", "hours", "mapping", "",
     "When it works, for instance `{mon-fri: \"08:30-17:00\"}`."},
    {"functions[]", "rto", "length", "", "How fast it must be back."},
    {"functions[]", "rpo", "length", "", "How much data it may lose."},
    {"functions[]", "needs", "list of provider/service", "",
     "The services that it needs."},

    {"functions[]", "register", "mapping", "",
     "What the DORA register of information asks about it; reports.md."},

    {"functions[].register", "id", "text", "F and its place in the list",
     "Its identifier there, F1, which must stay the same."},
    {"functions[].register", "activity", "text", "",
     "The licensed activity that it belongs to, `eba_TA:x185`."},
    {"functions[].register", "entity", "text", "the first entity",
     "The LEI of the entity whose function it is."},
    {"functions[].register", "reasons", "text", "",
     "Why it is critical or important, or is not."},
    {"functions[].register", "assessed", "day", "",
     "When that was assessed last."},
    {"functions[].register", "impact", "text", "",
     "Of discontinuing it: low, medium, high or not assessed."},

    {"register", "authority", "text", "",
     "The authority that receives the register."},
    {"register", "entities", "list", "",
     "The entities in scope; the first keeps the register."},
    {"register", "branches", "list", "", "Their branches abroad."},
    {"register", "words", "mapping", "",
     "What our own words mean (template B_99.01)."},

    {"register.entities[]", "lei", "text", nullptr, "Its LEI."},
    {"register.entities[]", "name", "text", nullptr, "Its name."},
    {"register.entities[]", "country", "two letters", nullptr, "Its seat."},
    {"register.entities[]", "type", "text", "",
     "What it is, for instance `insurer or reinsurer`."},
    {"register.entities[]", "group", "text", "outside the group",
     "Its place in the group."},
    {"register.entities[]", "parent", "text", "itself",
     "The LEI of its direct parent."},
    {"register.entities[]", "updated", "day", "the reference date",
     "When what stands here was last true."},
    {"register.entities[]", "taken_in", "day", "", "When it came in."},
    {"register.entities[]", "taken_out", "day", "9999-12-31", "When it left."},
    {"register.entities[]", "assets", "amount", "", "Its total assets."},
    {"register.entities[]", "currency", "ISO 4217 code", "the portfolio's",
     "Theirs."},

    {"register.branches[]", "id", "text", nullptr, "Its code."},
    {"register.branches[]", "entity", "text", "the first entity",
     "The LEI of its head office."},
    {"register.branches[]", "name", "text", nullptr, "Its name."},
    {"register.branches[]", "country", "two letters", nullptr, "Where."},

    {"register.words", "standalone", "text", "", "A standalone arrangement."},
    {"register.words", "overarching", "text", "", "An overarching one."},
    {"register.words", "subsequent", "text", "",
     "A subsequent or associated one."},
    {"register.words", "data_low", "text", "", "Data of low sensitiveness."},
    {"register.words", "data_medium", "text", "", "Of medium."},
    {"register.words", "data_high", "text", "", "Of high."},
    {"register.words", "function_low", "text", "",
     "A function whose end has a low impact."},
    {"register.words", "function_medium", "text", "", "A medium one."},
    {"register.words", "function_high", "text", "", "A high one."},
    {"register.words", "not_substitutable", "text", "",
     "A service that cannot be replaced."},
    {"register.words", "substitutable_highly_complex", "text", "",
     "With great effort."},
    {"register.words", "substitutable_medium", "text", "", "With effort."},
    {"register.words", "substitutable_easy", "text", "", "Easily."},
    {"register.words", "reintegration_easy", "text", "",
     "A service that can easily be taken back."},
    {"register.words", "reintegration_difficult", "text", "",
     "With difficulty."},
    {"register.words", "reintegration_highly_complex", "text", "",
     "With great difficulty."},
    {"register.words", "service_low", "text", "",
     "A service whose end has a low impact."},
    {"register.words", "service_medium", "text", "", "A medium one."},
    {"register.words", "service_high", "text", "", "A high one."},

    {"budgets[]", "id", "id", "its scope and period",
     "Unique. The agenda and `budget list` name the budget by it."},
    {"budgets[]", "provider", "provider", "",
     "The budget is about this partner. With `tag` or `cost_center`: about its "
     "lines with that."},
    {"budgets[]", "service", "provider/service", "",
     "About a service, by its `charges`."},
    {"budgets[]", "function", "function", "",
     "About the services that a function needs, by their `charges`."},
    {"budgets[]", "cost_center", "text", "",
     "About the lines of a cost centre: the column `x_CostCenter` or "
     "`CostCenter`, else a tag of that name. `*` is any text."},
    {"budgets[]", "tag", "NAME=VALUE", "",
     "About the lines with a tag. `*` is any text."},
    {"budgets[]", "year", "year", "", "It holds for this calendar year (UTC)."},
    {"budgets[]", "month", "month", "", "It holds for this month."},
    {"budgets[]", "from", "month", "",
     "It holds from this month, with `to`. One of `year`, `month` and `from` "
     "is needed."},
    {"budgets[]", "to", "month", "", "The last month."},
    {"budgets[]", "amount", "amount", nullptr,
     "What may be spent in that time, such as \"120000.00\"."},
    {"budgets[]", "currency", "ISO 4217 code", "the portfolio's",
     "Its currency; it is never converted."},
    {"budgets[]", "warn_at", "list of shares", "[0.8, 1.0]",
     "Shares of what was spent that `budget list` and the agenda name."},
    {"budgets[]", "warn_at_forecast", "list of shares", "[1.0]",
     "The same of what it will probably be at the end."},
    {"budgets[]", "rates", "mapping", "",
     "The budget's own rates: `{USD: \"0.92\"}` is its currency for one USD. "
     "Other cost is converted at the ECB's."},
    {"budgets[]", "owner", "text", "the provider's or function's",
     "The person of ours who answers for it."},

    {"quantities[]", "id", "id", nullptr,
     "Unique. `cost unit --quantity` and rules name it."},
    {"quantities[]", "file", "path", nullptr,
     "CSV with a header: `month` (2026-10), `value`, and `cost_center` where "
     "each has its own. Read with the configuration, and kept with it."},
    {"quantities[]", "unit", "text", "",
     "What one of it is, such as `resident`."},

    {"allocations[]", "id", "id", nullptr, "Unique."},
    {"allocations[]", "provider", "provider", "",
     "The rule is about this partner."},
    {"allocations[]", "service", "provider/service", "",
     "About a service, by its `charges`. Without both it is about everything."},
    {"allocations[]", "charges", "list of selectors", "",
     "Of those only the charges that one of these picks: "
     "`service_name:Compute*`, `sub_account:123`, `sku:…`, `tag:app=shop`."},
    {"allocations[]", "from", "month", "", "The first month that it holds."},
    {"allocations[]", "to", "month", "", "The last month."},
    {"allocations[]", "shares", "mapping", "",
     "Fixed shares: `{\"4410\": 60%, \"4420\": 40%}`, at most 100% together; "
     "what is left nobody takes. A rule has one of `shares`, `quantity`, "
     "`usage` and `tag`."},
    {"allocations[]", "quantity", "quantity", "",
     "In proportion to a quantity that has cost centres."},
    {"allocations[]", "usage", "mapping", "",
     "In proportion to the quantity that the lines of usage with each value of "
     "a tag priced."},
    {"allocations[]", "tag", "mapping", "", "Each line by the value of a tag."},

    {"allocations[].usage", "tag", "text", nullptr, "The name of the tag."},
    {"allocations[].usage", "unit", "text", "",
     "Only lines with this PricingUnit are counted. Needed where there are "
     "several."},
    {"allocations[].usage", "map", "mapping", "",
     "Which cost centre a value is: `{\"shop*\": \"4410\"}`, the first that "
     "fits. Without it the value is the cost centre."},
    {"allocations[].tag", "name", "text", nullptr, "The name of the tag."},
    {"allocations[].tag", "map", "mapping", "",
     "As of `usage`. A value that none of it fits is not taken."},
};

constexpr ConfigKey kLater[] = {
    {"", "indices", "list", "", "price indices"},
    {"", "approvals", "mapping", "", "approvals"},
    {"portfolio", "cost_view", "word", "", "cost views"},
};

}  // namespace

absl::Span<const ConfigKey> ConfigKeys() { return kKeys; }
absl::Span<const ConfigKey> LaterConfigKeys() { return kLater; }

std::string RenderConfigReference() {
  std::string out =
      "# Configuration\n\n"
      "`regisseurd --config FILE` reads one YAML file. This page is written "
      "from the table\nthat the daemon reads it by "
      "(`regisseurd --print-config-reference`).\n\n"
      "An unknown key, a wrong type or an impossible value is refused with "
      "file, line, key and\nwhat would be right; nothing starts "
      "half-configured. `regisseurd --check --config FILE`\nonly looks. Paths "
      "are relative to the file. A length is `60s`, `5m`, `24h`, `7d` or\n"
      "`3 days`; a span also `1 month + 5 days`. SIGHUP reads the file "
      "again; a broken one\nchanges nothing. What is marked *(restart)* is "
      "used after a restart only.\n";
  absl::StrAppend(&out, RenderKeyTable(kKeys, "The file"));
  return out;
}

}  // namespace regisseur
