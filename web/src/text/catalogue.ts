// Every text of the page; a part of it is a file in words/.
import { desk } from "./words/desk";
import { frame } from "./words/frame";
import { agenda } from "./words/agenda";
import { portfolio } from "./words/portfolio";
import { cost } from "./words/cost";
import { levels } from "./words/levels";
import { contracts } from "./words/contracts";
import { sources } from "./words/sources";
import { relationship } from "./words/relationship";
import { workspace } from "./words/workspace";

export const catalogue = {
  ...frame,
  ...agenda,
  ...portfolio,
  ...cost,
  ...levels,
  ...contracts,
  ...sources,
  ...desk,
  ...workspace,
  ...relationship,
};
