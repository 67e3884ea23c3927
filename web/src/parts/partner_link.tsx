import { partnerName } from "../overview";
import { partnerAddress } from "../router";

// A partner by its name, on the way to its page.
export const PartnerLink = ({ id }: { id: string }) => (id === "" ? <>–</> : <a href={partnerAddress(id)}>{partnerName(id)}</a>);
