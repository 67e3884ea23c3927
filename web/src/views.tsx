// The views, each with its address. A new view is one row here.
import type { DescMethod } from "@bufbuild/protobuf";
import type { ComponentType } from "preact";
import { AgendaService } from "./gen/regisseur/agenda/v1/agenda_pb";
import { ContractService } from "./gen/regisseur/contract/v1/contract_pb";
import { CostService } from "./gen/regisseur/cost/v1/cost_pb";
import { InvoiceService } from "./gen/regisseur/invoice/v1/invoice_pb";
import { CalendarService } from "./gen/regisseur/calendar/v1/calendar_pb";
import { DigestService } from "./gen/regisseur/digest/v1/digest_pb";
import { OutageService } from "./gen/regisseur/outage/v1/outage_pb";
import { IdeaService } from "./gen/regisseur/partnership/v1/idea_pb";
import { ReportService } from "./gen/regisseur/report/v1/report_pb";
import { PortfolioService } from "./gen/regisseur/portfolio/v1/portfolio_pb";
import { ServiceLevelService } from "./gen/regisseur/service_level/v1/service_level_pb";
import { SourceService } from "./gen/regisseur/source/v1/source_pb";
import type { TextKey } from "./text/text";
import type { ViewProps } from "./view";
import { AgendaView } from "./views/agenda";
import { ChangesView } from "./views/changes";
import { DatesView } from "./views/dates";
import { IdeasView } from "./views/ideas";
import { LeavingView } from "./views/leaving";
import { NowView } from "./views/now";
import { ReportsView, ReportView } from "./views/reports";
import { WholeView } from "./views/whole";
import { WorkspaceView } from "./views/workspace";
import { ContractView } from "./views/contract";
import { ContractsView } from "./views/contracts";
import { CostView } from "./views/cost";
import { InvoiceView, InvoicesView } from "./views/invoices";
import { LevelView } from "./views/level";
import { LevelsView } from "./views/levels";
import { LinesView } from "./views/lines";
import { PartnerView } from "./views/partner";
import { PortfolioView } from "./views/portfolio";
import { SearchView } from "./views/search";
import { SourceView, SourcesView } from "./views/sources";

export interface View {
  address: string;
  title: TextKey;
  show: ComponentType<ViewProps>;
  menu?: boolean; // stands in the menu, in this order
  needs?: DescMethod; // who may not call it does not see it in the menu
  under?: string; // the menu's row that it belongs to
}

export const views: View[] = [
  { address: "/", title: "nav.agenda", show: AgendaView, menu: true, needs: AgendaService.method.listAgendaItems },
  { address: "/now", title: "nav.now", show: NowView, menu: true, needs: OutageService.method.getNow },
  { address: "/changes", title: "nav.changes", show: ChangesView, menu: true, needs: DigestService.method.listChanges },
  { address: "/portfolio", title: "nav.portfolio", show: PortfolioView, menu: true, needs: PortfolioService.method.getOverview },
  { address: "/portfolio/whole", title: "whole.title", show: WholeView, under: "/portfolio" },
  { address: "/partners/:id", title: "partner", show: PartnerView, under: "/portfolio" },
  { address: "/partners/:id/workspace", title: "workspace", show: WorkspaceView, under: "/portfolio" },
  { address: "/partners/:id/leaving", title: "leaving", show: LeavingView, under: "/portfolio" },
  { address: "/partners/:id/lines", title: "nav.lines", show: LinesView, under: "/cost" },
  { address: "/cost", title: "nav.cost", show: CostView, menu: true, needs: CostService.method.summarizeCost },
  { address: "/levels", title: "nav.levels", show: LevelsView, menu: true, needs: ServiceLevelService.method.listServiceLevels },
  { address: "/levels/:contract/:objective", title: "nav.levels", show: LevelView, under: "/levels" },
  { address: "/contracts", title: "nav.contracts", show: ContractsView, menu: true, needs: ContractService.method.listContracts },
  { address: "/contracts/:id", title: "contract", show: ContractView, under: "/contracts" },
  { address: "/invoices", title: "nav.invoices", show: InvoicesView, menu: true, needs: InvoiceService.method.listInvoices },
  { address: "/invoices/:provider/:number", title: "invoice", show: InvoiceView, under: "/invoices" },
  { address: "/ideas", title: "nav.ideas", show: IdeasView, menu: true, needs: IdeaService.method.listIdeas },
  { address: "/reports", title: "nav.reports", show: ReportsView, menu: true, needs: ReportService.method.listReports },
  { address: "/reports/:id", title: "report", show: ReportView, under: "/reports" },
  { address: "/dates", title: "nav.dates", show: DatesView, menu: true, needs: CalendarService.method.listDates },
  { address: "/sources", title: "nav.sources", show: SourcesView, menu: true, needs: SourceService.method.listSources },
  { address: "/sources/:id", title: "source", show: SourceView, under: "/sources" },
  { address: "/search", title: "search", show: SearchView },
];
