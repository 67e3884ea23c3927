import { may } from "../api";
import { PortfolioService } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { partnerName, useNames } from "../overview";
import { partnerAddress } from "../router";

// A partner by its name, on the way to its page for whom it has one.
export function PartnerLink({ id }: { id: string }) {
  useNames();
  if (id === "") return <>–</>;
  return may(PortfolioService.method.getProvider) ? <a href={partnerAddress(id)}>{partnerName(id)}</a> : <strong>{partnerName(id)}</strong>;
}
