export { clientStretch } from "./client-stretch.js";
export { conversation } from "./conversation.js";
export { dayInTheLife } from "./day-in-the-life.js";
export { scenarioDay } from "./scenario-day.js";
