// One question asked with @motis-project/motis-fptf-client: an address, the name of its method and
// its arguments as JSON in; what it answers as JSON out.
import { createClient } from "@motis-project/motis-fptf-client";
import { profile } from "@motis-project/motis-fptf-client/p/transitous/index.js";

const [baseUrl, name, given] = process.argv.slice(2);
const here = { ...profile, baseUrl, timezone: "Europe/Luxembourg" };
const client = createClient(here, "the tests of Navette", { enrichStations: false });
const answer = await client[name](...JSON.parse(given));
process.stdout.write(JSON.stringify(answer));
