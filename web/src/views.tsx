// The views, each with its address. A new view is one row here.
import type { ComponentType } from "preact";
import type { TextKey } from "./text/text";
import type { ViewProps } from "./view";
import { AgendaView } from "./views/agenda";
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
  under?: string; // the menu's row that it belongs to
}

export const views: View[] = [
  { address: "/", title: "nav.agenda", show: AgendaView, menu: true },
  { address: "/portfolio", title: "nav.portfolio", show: PortfolioView, menu: true },
  { address: "/partners/:id", title: "partner", show: PartnerView, under: "/portfolio" },
  { address: "/partners/:id/lines", title: "nav.lines", show: LinesView, under: "/cost" },
  { address: "/cost", title: "nav.cost", show: CostView, menu: true },
  { address: "/levels", title: "nav.levels", show: LevelsView, menu: true },
  { address: "/levels/:contract/:objective", title: "nav.levels", show: LevelView, under: "/levels" },
  { address: "/contracts", title: "nav.contracts", show: ContractsView, menu: true },
  { address: "/contracts/:id", title: "contract", show: ContractView, under: "/contracts" },
  { address: "/invoices", title: "nav.invoices", show: InvoicesView, menu: true },
  { address: "/invoices/:provider/:number", title: "invoice", show: InvoiceView, under: "/invoices" },
  { address: "/sources", title: "nav.sources", show: SourcesView, menu: true },
  { address: "/sources/:id", title: "source", show: SourceView, under: "/sources" },
  { address: "/search", title: "search", show: SearchView },
];
