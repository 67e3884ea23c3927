import { render } from "preact";
import { App } from "./app";
import { followLinks } from "./router";
import "./style.css";
import { applyTheme, chosenTheme } from "./theme";

applyTheme(chosenTheme());
followLinks();
const place = document.getElementById("app");
if (place) render(<App />, place);
