/** The script of `report.html`: reads the data beside it and shows them. Nothing is fetched, nothing is kept. */
import { render } from "preact";
import { dataElementId } from "../src/report/page/page-html.js";
import type { ReportPage } from "../src/report/page/report-page.js";
import { App } from "./app.js";
import { createModel } from "./model.js";
import "./style.css";

const data = document.getElementById(dataElementId)?.textContent;
const place = document.getElementById("page");
if (data === undefined || data === null || place === null) throw new Error("this page has lost its data");
// Written by Wiretale beside this script.
const page = JSON.parse(data) as ReportPage;
place.replaceChildren();
render(<App model={createModel(page)} />, place);
