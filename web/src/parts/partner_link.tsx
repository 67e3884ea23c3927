import { partnerName, useNames } from "../overview";
import { partnerAddress } from "../router";

// A partner by its name, on the way to its page.
export function PartnerLink({ id }: { id: string }) {
  useNames();
  return id === "" ? <>–</> : <a href={partnerAddress(id)}>{partnerName(id)}</a>;
}
