import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { defaultQuery } from "./default-query";

const place = document.getElementById("graphiql");
if (!place) throw new Error("The page has no element with the id graphiql");

// The Headers tab goes along with both: over the socket as the payload of connection_init.
const live = new URL("/graphql", location.href.replace(/^http/, "ws"));
const fetcher = createGraphiQLFetcher({ url: "/graphql", subscriptionUrl: live.href });
createRoot(place).render(<GraphiQL fetcher={fetcher} defaultQuery={defaultQuery} />);
