// The daemon's methods as the page calls them, and how their failures read.
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import type { DescMethod } from "@bufbuild/protobuf";
import { AgendaService } from "./gen/regisseur/agenda/v1/agenda_pb";
import { BudgetService } from "./gen/regisseur/budget/v1/budget_pb";
import { ClaimService } from "./gen/regisseur/claim/v1/claim_pb";
import { ContractService } from "./gen/regisseur/contract/v1/contract_pb";
import { FlexibilityService } from "./gen/regisseur/contract/v1/flexibility_pb";
import { CostService } from "./gen/regisseur/cost/v1/cost_pb";
import { CostPlanService } from "./gen/regisseur/cost/v1/cost_plan_pb";
import { DigestService } from "./gen/regisseur/digest/v1/digest_pb";
import { EvidenceService } from "./gen/regisseur/evidence/v1/evidence_pb";
import { IdentityService } from "./gen/regisseur/identity/v1/identity_pb";
import { InvoiceService } from "./gen/regisseur/invoice/v1/invoice_pb";
import { NegotiationService } from "./gen/regisseur/negotiation/v1/negotiation_pb";
import { CalendarService } from "./gen/regisseur/calendar/v1/calendar_pb";
import { ObjectiveService } from "./gen/regisseur/objective/v1/objective_pb";
import { OutageService } from "./gen/regisseur/outage/v1/outage_pb";
import { WebhookService } from "./gen/regisseur/partner/v1/webhook_pb";
import { EscalationService } from "./gen/regisseur/partnership/v1/escalation_pb";
import { FundService } from "./gen/regisseur/partnership/v1/fund_pb";
import { IdeaService } from "./gen/regisseur/partnership/v1/idea_pb";
import { ObligationService } from "./gen/regisseur/partnership/v1/obligation_pb";
import { PlanService } from "./gen/regisseur/partnership/v1/plan_pb";
import { PulseService } from "./gen/regisseur/partnership/v1/pulse_pb";
import { SignOffService } from "./gen/regisseur/partnership/v1/sign_off_pb";
import { ReviewService } from "./gen/regisseur/partnership/v1/review_pb";
import { PortfolioService } from "./gen/regisseur/portfolio/v1/portfolio_pb";
import { ReportService } from "./gen/regisseur/report/v1/report_pb";
import { ResilienceService } from "./gen/regisseur/resilience/v1/resilience_pb";
import { ExtraService, HourService, MandateService } from "./gen/regisseur/room/v1/room_pb";
import { ServiceLevelService } from "./gen/regisseur/service_level/v1/service_level_pb";
import { SourceService } from "./gen/regisseur/source/v1/source_pb";
import { StatusService } from "./gen/regisseur/status/v1/status_pb";

// A token lives as long as the browser tab, and nowhere else.
const kTokenKey = "regisseur.token";
let token = sessionStorage.getItem(kTokenKey) ?? "";

export function signIn(given: string): void {
  allow([]);
  token = given;
  sessionStorage.setItem(kTokenKey, given);
}
export function signOut(): void {
  token = "";
  sessionStorage.removeItem(kTokenKey);
  allow([]);
}
export const hasToken = (): boolean => token !== "";

const authorize: Interceptor = (next) => (request) => {
  if (token !== "") request.header.set("Authorization", `Bearer ${token}`);
  return next(request);
};

// What the caller's role may call; until that is known everything is asked.
let allowed: ReadonlySet<string> | undefined;
export function allow(methods: string[]): void {
  allowed = methods.length === 0 ? undefined : new Set(methods);
}
export const may = (method: DescMethod): boolean => allowed === undefined || allowed.has(`${method.parent.typeName}.${method.name}`);
// A question that would be refused is not asked.
const withinRole: Interceptor = (next) => (request) =>
  may(request.method) ? next(request) : Promise.reject(new ConnectError("", Code.PermissionDenied));

const transport = createConnectTransport({
  baseUrl: window.location.origin,
  useBinaryFormat: false,
  interceptors: [withinRole, authorize],
});

export const agenda = createClient(AgendaService, transport);
export const digest = createClient(DigestService, transport);
export const reports = createClient(ReportService, transport);
export const outages = createClient(OutageService, transport);
export const calendar = createClient(CalendarService, transport);
export const resilience = createClient(ResilienceService, transport);
export const escalations = createClient(EscalationService, transport);
export const evidence = createClient(EvidenceService, transport);
export const funds = createClient(FundService, transport);
export const ideas = createClient(IdeaService, transport);
export const objectives = createClient(ObjectiveService, transport);
export const obligations = createClient(ObligationService, transport);
export const plans = createClient(PlanService, transport);
export const pulses = createClient(PulseService, transport);
export const signOffs = createClient(SignOffService, transport);
export const reviews = createClient(ReviewService, transport);
export const budgets = createClient(BudgetService, transport);
export const claims = createClient(ClaimService, transport);
export const contracts = createClient(ContractService, transport);
export const cost = createClient(CostService, transport);
export const costPlan = createClient(CostPlanService, transport);
export const extras = createClient(ExtraService, transport);
export const flexibility = createClient(FlexibilityService, transport);
export const hours = createClient(HourService, transport);
export const mandates = createClient(MandateService, transport);
export const negotiation = createClient(NegotiationService, transport);
export const identity = createClient(IdentityService, transport);
export const invoices = createClient(InvoiceService, transport);
export const portfolio = createClient(PortfolioService, transport);
export const levels = createClient(ServiceLevelService, transport);
export const webhooks = createClient(WebhookService, transport);
export const sources = createClient(SourceService, transport);
export const status = createClient(StatusService, transport);

// What a reader can do about a failure.
export type FailureKind = "absent" | "signed_out" | "not_allowed" | "not_found" | "unreachable" | "refused";
export interface Failure {
  kind: FailureKind;
  message: string; // the daemon's own sentence; empty when nobody answered
}

export function failureOf(error: unknown): Failure {
  const known = ConnectError.from(error);
  const kind: FailureKind =
    known.code === Code.Unauthenticated
      ? "signed_out"
      : known.code === Code.Unimplemented
        ? "absent"
        : known.code === Code.PermissionDenied
        ? "not_allowed"
        : known.code === Code.NotFound
          ? "not_found"
          : known.code === Code.Unavailable || known.code === Code.Unknown || known.code === Code.DeadlineExceeded
            ? "unreachable"
            : "refused";
  return { kind, message: known.rawMessage };
}

// Follows the pages of a list; a page is 1,000 rows.
export async function everyPage<Page extends { nextPageToken: string }>(
  ask: (pageToken: string) => Promise<Page>,
  mostPages = 500,
): Promise<Page[]> {
  const pages: Page[] = [];
  let next = "";
  do {
    const page = await ask(next);
    pages.push(page);
    next = page.nextPageToken;
  } while (next !== "" && pages.length < mostPages);
  return pages;
}

// A name for a request that changes something: the same one is never done twice, however often it is sent.
// (crypto.randomUUID is absent where the page is not served from this machine or over TLS.)
export function requestId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
// The header of a file that is fetched by GET.
export const authorization = (): Record<string, string> => (token === "" ? {} : { Authorization: `Bearer ${token}` });
