// On which side the reader stands, and what the sides are called.
import { Role } from "./gen/regisseur/identity/v1/identity_pb";
import { Party } from "./gen/regisseur/partnership/v1/partnership_pb";
import { text, type TextKey } from "./text/text";

// Not known before the daemon said who calls: what only one side does is not offered until then.
let known: Party | undefined;
export function keepSide(role: Role): void {
  known = role === Role.PROVIDER ? Party.PROVIDER : role === Role.END_USER ? Party.END_USER : Party.CUSTOMER;
}
export const side = (): Party | undefined => known;
// Who is not of the organisation is not told what is internal.
export const isOutside = (): boolean => known === Party.PROVIDER || known === Party.END_USER;

export const partyWord = (party: Party): string => text(`party.${(Party[party] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
