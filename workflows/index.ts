export { conversation } from "./conversation.js";
export { dayInTheLife } from "./day-in-the-life.js";
