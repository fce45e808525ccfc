import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { defaultQuery } from "./default-query";

const place = document.getElementById("graphiql");
if (!place) throw new Error("The page has no element with the id graphiql");

const fetcher = createGraphiQLFetcher({ url: "/graphql" });
createRoot(place).render(<GraphiQL fetcher={fetcher} defaultQuery={defaultQuery} />);
