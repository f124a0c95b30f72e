// Loads a Cytoscape.js export and prints its counts and sums. Usage: node open_cytoscape.js FILE MODULES
const { readFileSync } = require("fs");
const cytoscape = require(require("path").join(process.argv[3], "cytoscape"));
const web = cytoscape({ headless: true, elements: JSON.parse(readFileSync(process.argv[2], "utf8")).elements });
const money = {};
web.edges().forEach((edge) => {
  const currency = edge.data("money_currency");
  if (!currency) return;
  const sum = (money[currency] ??= { edges: 0, lower: 0, upper_stated: 0, open: 0 });
  sum.edges += 1;
  sum.lower += edge.data("money_lower");
  if (edge.data("money_upper") === undefined) sum.open += 1;
  else sum.upper_stated += edge.data("money_upper");
});
console.log(JSON.stringify({ nodes: web.nodes().length, edges: web.edges().length, money }));
