// One question asked with @motis-project/motis-client: an address, the name of its function and the
// query as JSON in; what it answers as JSON out.
import * as motis from "@motis-project/motis-client";

const [baseUrl, name, query, body] = process.argv.slice(2);
const asked = { baseUrl, query: JSON.parse(query), throwOnError: true };
if (body) asked.body = JSON.parse(body);
const { data } = await motis[name](asked);
process.stdout.write(JSON.stringify(data));
